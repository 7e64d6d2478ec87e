"""generatePost: from a title and a country to a draft in the queue, in one transaction."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace

import strawberry
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import NewJob
from db.roles import role_by_slug
from db.rows import JobRow, PostRow, WorkspaceRow
from db.workspaces import opened_by
from graph.context import AccessRole, Caller, Context, Info
from graph.enqueuing import RepeatedKeyError, digest_of_input, enqueue, private_key, repeated
from graph.errors import RefusedError, UserError, UserErrorCode, answered, forbidden, refused
from graph.jobs import Job
from graph.post_inputs import GeneratePostInput, brief_of, unknown_title
from graph.posts import Post
from graph.roles import find_role
from graph.workspaces import issue_token
from nlp.posts.brief import Brief, brief_to_json
from nlp.posts.titles import post_title
from nlp.titles.matching import TitleMatch

KIND = "POST_GENERATION"


@strawberry.type
class GeneratePostPayload:
    post: Post | None = None
    job: Job | None = None
    access_token: str | None = strawberry.field(
        default=None,
        description="Set once, when the call came without a token and so opened a workspace: no "
        "signup.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class GenerateMutation:
    @strawberry.mutation
    async def generate_post(self, info: Info, input: GeneratePostInput) -> GeneratePostPayload:  # noqa: A002
        """Start to write a post. It returns at once; `jobEvents` tells of each section."""
        return await answered(GeneratePostPayload, _generate(info.context, input))


async def _generate(context: Context, given: GeneratePostInput) -> GeneratePostPayload:
    caller = context.caller
    if caller is not None and not caller.recruits:
        raise forbidden("a recruiter's token, or none")
    brief = brief_of(given, await context.knowledge.packs(), uuid.uuid4())
    first = await _first_call(context, given)
    if first is not None:
        return first
    role = await _role_of(context, brief.title)
    if role is None:
        brief = replace(brief, family=await context.knowledge.family_of(brief.title))
    if not await context.quota.take("generatePost"):
        raise refused(
            "Too many posts were asked for from here: try again in an hour, or with a token.",
            code=UserErrorCode.RATE_LIMITED,
        )
    try:
        return await _store(context, given, brief, role)
    except RepeatedKeyError:
        payload = await _first_call(context, given)
        if payload is None:
            raise
        return payload


async def _role_of(context: Context, title: str) -> str | None:
    """Give the library's role for a title, or None for a real title that it does not have.

    Refuse what names no job: nonsense, a sentence to the model, or a field of work such as
    `marketing`, for which the roles near it are suggested.
    """
    named = await context.knowledge.role_named(title)
    if named is not None:
        return named
    near = await context.knowledge.roles_near(title, limit=3)
    if near and near[0].certain:
        return near[0].role
    if not await context.knowledge.is_real(title, near=bool(near)):
        raise RefusedError([unknown_title(await _titles_of(context, near))])
    return None


async def _titles_of(context: Context, near: Sequence[TitleMatch]) -> list[str]:
    """Give the titles of the roles that are near enough to be meant, nearest first."""
    meant = [match.role for match in near if match.worth_suggesting]
    found = [await find_role(context, slug) for slug in meant]
    return [role.row.title for role in found if role]


async def _first_call(context: Context, given: GeneratePostInput) -> GeneratePostPayload | None:
    """Give the result of the first call with the same key; no token comes a second time."""
    key = given.idempotency_key
    if key is None:
        return None
    async with context.reading() as session:
        workspace_id = await _workspace_of(context, session, key)
        if workspace_id is None:
            return None
        new = {"workspace_id": workspace_id, "kind": KIND}
        job = await repeated(session, new, key=key, digest=digest_of_input(given))
        if job is None:
            return None
        post = await session.get_one(PostRow, job.subject_id)
    return GeneratePostPayload(post=Post(row=post), job=Job(row=job))


async def _workspace_of(context: Context, session: AsyncSession, key: str) -> uuid.UUID | None:
    if context.caller is not None:
        return context.caller.workspace_id
    opened = await session.scalar(opened_by(_opening_digest(context, key)))
    return opened.id if opened else None


def _opening_digest(context: Context, key: str) -> bytes:
    return hashlib.sha256(private_key(context, "generatePost", key).encode()).digest()


async def _store(
    context: Context, given: GeneratePostInput, brief: Brief, role: str | None
) -> GeneratePostPayload:
    """Write workspace (for a stranger), draft and job in one transaction."""
    async with context.sessions.begin() as session:
        caller, token = await _caller(context, session, given.idempotency_key)
        post = await _draft(session, caller, brief, role)
        job = await _job(session, post, given)
    # The rest of this operation is the new workspace's own.
    context.caller = caller
    return GeneratePostPayload(post=Post(row=post), job=Job(row=job), access_token=token)


async def _caller(
    context: Context, session: AsyncSession, key: str | None
) -> tuple[Caller, str | None]:
    """Give the caller, or open a workspace for a stranger and give its first token."""
    if context.caller is not None:
        return context.caller, None
    digest = None if key is None else _opening_digest(context, key)
    opened = await session.scalar(
        insert(WorkspaceRow)
        .values(opening_key_digest=digest)
        .on_conflict_do_nothing()
        .returning(WorkspaceRow.id)
    )
    if opened is None:
        raise RepeatedKeyError
    caller = Caller(workspace_id=opened, role=AccessRole.RECRUITER)
    token, _ = await issue_token(session, caller, role=AccessRole.RECRUITER)
    return caller, token.text


async def _draft(session: AsyncSession, caller: Caller, brief: Brief, role: str | None) -> PostRow:
    known = await session.scalar(role_by_slug(role)) if role else None
    post = PostRow(
        id=uuid.UUID(brief.post_id),
        workspace_id=caller.workspace_id,
        role_id=known.id if known else None,
        title=post_title(brief),
        country=brief.country,
        region=brief.region,
        city=brief.city,
        work_mode=brief.work_mode.value if brief.work_mode else None,
        employment_type=brief.employment_type.value,
        brief=brief_to_json(brief),
    )
    session.add(post)
    await session.flush()
    await session.refresh(post)
    return post


async def _job(session: AsyncSession, post: PostRow, given: GeneratePostInput) -> JobRow:
    key = given.idempotency_key
    return await enqueue(
        session,
        NewJob(
            workspace_id=post.workspace_id,
            kind=KIND,
            subject_id=post.id,
            idempotency_key=key,
            args_hash=None if key is None else digest_of_input(given),
        ),
    )
