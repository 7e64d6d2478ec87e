"""Edit, publish and close posts, and have a section written anew."""

import uuid
from collections.abc import Sequence
from typing import Any

import strawberry
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.audit import Action
from db.jobs import NewJob, insert_or_hold
from db.posts import post_by_id, upsert_section
from db.rows import ApplicantRow, JobRow, PostRequirementRow, PostRow, PostSectionRow
from db.skills import skills_by_slugs
from graph.auditing import log_deed
from graph.context import Context, Info
from graph.enqueuing import enqueue
from graph.errors import UserError, UserErrorCode, answered, not_found, refused
from graph.ids import key_of
from graph.jobs import Job, JobPayload
from graph.post_inputs import MAX_ITEMS, MAX_SEED, is_storable
from graph.posts import Post, section_of
from graph.scalars import now
from nlp.ports import SpotSkills
from nlp.posts.sections import SectionKind, WrittenSection, edited
from nlp.roles.page import RequirementKind

MAX_SECTION = 10_000
_ASSESSED = {SectionKind(kind.value): kind for kind in RequirementKind}


@strawberry.type
class PostPayload:
    post: Post | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class EditPostInput:
    post_id: strawberry.ID
    section: SectionKind
    body: str | None = strawberry.field(default=None, description="Markdown.")
    items: list[str] | None = strawberry.field(default=None, description="The bullets.")


async def own_post(context: Context, session: AsyncSession, post_id: str, *field: str) -> PostRow:
    """Lock a post of the recruiter's workspace; refuse any other id."""
    caller, key = context.recruiter(), key_of("Post", post_id)
    row = None
    if key is not None:
        # Workers refer to the row while they hold a job: a full lock would stop them.
        statement = post_by_id(key, caller.workspace_id).with_for_update(key_share=True)
        row = await session.scalar(statement)
    if row is None:
        raise not_found("post", *field)
    return row


def _conflict(message: str) -> Exception:
    return refused(message, code=UserErrorCode.CONFLICT)


async def _publish(context: Context, post_id: str) -> PostPayload:
    async with context.sessions.begin() as session:
        post = await own_post(context, session, post_id, "postId")
        if post.status == "GENERATING":
            raise _conflict("The post is still being written: wait for its job to end.")
        if post.status == "CLOSED":
            raise _conflict("The post is closed and takes no applications any more.")
        if post.status == "DRAFT":
            post.status, post.published_at = "PUBLISHED", now()
    return PostPayload(post=Post(row=post))


async def _close(context: Context, post_id: str) -> PostPayload:
    async with context.sessions.begin() as session:
        post = await own_post(context, session, post_id, "postId")
        if post.status in {"GENERATING", "DRAFT"}:
            raise _conflict("Only a published post can be closed.")
        if post.status == "PUBLISHED":
            post.status, post.closed_at = "CLOSED", now()
    return PostPayload(post=Post(row=post))


async def _set_blind(context: Context, post_id: str, *, blind: bool) -> PostPayload:
    async with context.sessions.begin() as session:
        post = await own_post(context, session, post_id, "postId")
        if post.blind != blind:
            post.blind = blind
            facts = {"blind": int(blind)}
            await log_deed(context, session, Action.BLINDING, post.id, facts)
    return PostPayload(post=Post(row=post))


async def _edit(context: Context, given: EditPostInput) -> PostPayload:
    _check(given)
    spot = await context.knowledge.skill_spotter() if given.section in _ASSESSED else None
    async with context.sessions.begin() as session:
        post = await own_post(context, session, given.post_id, "input", "postId")
        if post.status == "GENERATING":
            raise _conflict("The post is still being written: wait for its job to end.")
        if post.status == "CLOSED":
            raise _conflict("The post is closed and is not edited any more.")
        stored = await session.get(PostSectionRow, (post.id, given.section.value))
        if stored is None:
            raise not_found("section in this post", "input", "section")
        items = None if given.items is None else tuple(item.strip() for item in given.items)
        section = edited(section_of(stored), body=given.body, items=items)
        await session.execute(_stored(stored, section))
        post.generation = _without(post.generation, given.section)
        if spot is not None:
            await _ask_for(session, post, section, spot)
    return PostPayload(post=Post(row=post))


def _without(record: dict[str, Any] | None, kind: SectionKind) -> dict[str, Any] | None:
    """Give the record of what a machine wrote, less the section that a person now answers for."""
    if record is None:
        return None
    sections = {name: own for name, own in record["sections"].items() if name != kind.value}
    return {**record, "sections": sections}


def _check(given: EditPostInput) -> None:
    if given.body is None and given.items is None:
        raise refused("Give a `body`, `items` or both.", "input")
    if given.body is not None and not given.body.strip() and not given.items:
        raise refused("The section would be empty.", "input", "body")
    for field, text in (("body", given.body or ""), ("items", "\n".join(given.items or ()))):
        if len(text) > MAX_SECTION:
            message = f"This has {len(text)} characters; at most {MAX_SECTION} fit."
            raise refused(message, "input", field, code=UserErrorCode.TOO_LARGE)
        if not is_storable(text):
            raise refused("This holds characters that are no text.", "input", field)
    if given.items is not None and len(given.items) > MAX_ITEMS:
        raise refused(f"A section has at most {MAX_ITEMS} bullets.", "input", "items")
    if any(not item.strip() or "\n" in item for item in given.items or ()):
        raise refused("Each bullet is one line of text.", "input", "items")


def _stored(row: PostSectionRow, section: WrittenSection) -> Any:
    return upsert_section(
        post_id=row.post_id,
        workspace_id=row.workspace_id,
        kind=row.kind,
        position=row.position,
        heading=section.heading,
        body=section.body,
        items=list(section.items),
        provenance=section.provenance.value,
    )


async def _ask_for(
    session: AsyncSession, post: PostRow, section: WrittenSection, spot: SpotSkills
) -> None:
    """Let the post's requirements follow its bullets; whoever has applied is ranked anew.

    A bullet that stays as it was keeps its id, and with it what was assessed.
    """
    kind = _ASSESSED[section.kind]
    statement = select(PostRequirementRow).where(
        PostRequirementRow.post_id == post.id, PostRequirementRow.kind == kind.value
    )
    present = {row.text: row for row in await session.scalars(statement)}
    gone = [row.id for text, row in present.items() if text not in section.items]
    await session.execute(delete(PostRequirementRow).where(PostRequirementRow.id.in_(gone)))
    first = 0 if kind is RequirementKind.REQUIRED else MAX_ITEMS
    for position, text in enumerate(dict.fromkeys(section.items), start=first):
        if text in present:
            present[text].position = position
        else:
            session.add(await _requirement(session, post, kind, text, position, spot(text)))
    await session.flush()
    if await session.scalar(
        select(ApplicantRow.id).where(ApplicantRow.post_id == post.id).limit(1)
    ):
        await session.run_sync(insert_or_hold, NewJob(post.workspace_id, "RANKING", post.id))


async def _requirement(
    session: AsyncSession,
    post: PostRow,
    kind: RequirementKind,
    text: str,
    position: int,
    slugs: Sequence[str] | frozenset[str],
) -> PostRequirementRow:
    skills = (await session.scalars(skills_by_slugs(slugs))).all()
    return PostRequirementRow(
        post_id=post.id,
        workspace_id=post.workspace_id,
        position=position,
        kind=kind.value,
        text=text,
        skill_ids=[skill.id for skill in skills],
    )


async def _regenerate(
    context: Context, post_id: str, section: SectionKind, seed: int | None
) -> JobPayload:
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise refused(f"The seed must be between 0 and {MAX_SEED}.", "seed")
    async with context.sessions.begin() as session:
        post = await own_post(context, session, post_id, "postId")
        if post.status not in {"DRAFT", "PUBLISHED"}:
            raise _conflict("Only a draft or a published post can be written anew.")
        if await session.get(PostSectionRow, (post.id, section.value)) is None:
            raise not_found("section in this post", "section")
        job = await _enqueue_section(session, post, section, seed)
    return JobPayload(job=Job(row=job))


async def _enqueue_section(
    session: AsyncSession, post: PostRow, section: SectionKind, seed: int | None
) -> JobRow:
    fresh = uuid.uuid4().int % MAX_SEED if seed is None else seed
    job = NewJob(
        workspace_id=post.workspace_id,
        kind="POST_GENERATION",
        subject_id=post.id,
        args={"section": section.value, "seed": fresh},
    )
    row = await enqueue(session, job)
    if row.id != job.id:
        raise _conflict("The post is being written at this moment: wait for its job to end.")
    return row


@strawberry.type
class PublishMutation:
    @strawberry.mutation
    async def regenerate_section(
        self,
        info: Info,
        post_id: strawberry.ID,
        section: SectionKind,
        seed: int | None = None,
    ) -> JobPayload:
        """Write one section anew, by another seed if none is given; an edit of it is replaced."""
        work = _regenerate(info.context, post_id, section, seed)
        return await answered(JobPayload, work)

    @strawberry.mutation
    async def edit_post(self, info: Info, input: EditPostInput) -> PostPayload:  # noqa: A002
        """Change a section by hand. New bullets of requirements are ranked by at once."""
        return await answered(PostPayload, _edit(info.context, input))

    @strawberry.mutation
    async def publish_post(self, info: Info, post_id: strawberry.ID) -> PostPayload:
        """Open a draft to applications; a published post stays as it is."""
        return await answered(PostPayload, _publish(info.context, post_id))

    @strawberry.mutation
    async def close_post(self, info: Info, post_id: strawberry.ID) -> PostPayload:
        """Take no further applications."""
        return await answered(PostPayload, _close(info.context, post_id))

    @strawberry.mutation
    async def set_blind_ranking(
        self, info: Info, post_id: strawberry.ID, blind: bool
    ) -> PostPayload:
        """Show recruiters the applicants' names before a decision, or hide them; it is logged."""
        return await answered(PostPayload, _set_blind(info.context, post_id, blind=blind))
