"""submitApplication: a CV, a token of the applicant's own, and a job that reads it."""

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import NewJob
from db.posts import open_post
from db.rows import ApplicantRow, PostRow
from graph.applicants import Applicant
from graph.arriving import Arrival, checked_email, checked_name, store_arrivals
from graph.context import Context, Info
from graph.cvs import claim, given_cv
from graph.enqueuing import RepeatedKeyError, digest_of_input, enqueue, private_key, repeated
from graph.errors import UserError, UserErrorCode, answered, not_found, refused
from graph.ids import key_of
from graph.jobs import Job
from graph.post_inputs import MAX_KEY
from graph.tokens import APPLICANT_PREFIX, NewToken

KIND = "SKILL_EXTRACTION"


@strawberry.input
class SubmitApplicationInput:
    post_id: strawberry.ID
    name: str
    email: str
    cv_text: str | None = strawberry.field(default=None, description="One of cvText and uploadId.")
    upload_id: strawberry.ID | None = None
    idempotency_key: str | None = None


@strawberry.type
class SubmitApplicationPayload:
    applicant: Applicant | None = None
    job: Job | None = None
    applicant_token: str | None = strawberry.field(
        default=None,
        description="The applicant's own key to their view, correction and withdrawal; shown once.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ApplyMutation:
    @strawberry.mutation
    async def submit_application(
        self,
        info: Info,
        input: SubmitApplicationInput,  # noqa: A002 - the contract's name
    ) -> SubmitApplicationPayload:
        """Apply for a post. Open to everyone while it is PUBLISHED."""
        return await answered(SubmitApplicationPayload, _submit(info.context, input))


async def _submit(context: Context, given: SubmitApplicationInput) -> SubmitApplicationPayload:
    token = NewToken.random(APPLICANT_PREFIX)
    arrival = Arrival(
        name=checked_name(given.name, "input"),
        email=checked_email(given.email, "input"),
        cv=given_cv(given.cv_text, given.upload_id, "input"),
        token_digest=token.digest,
    )
    checked_key(given.idempotency_key, "input", "idempotencyKey")
    try:
        async with context.sessions.begin() as session:
            payload = await _store(context, session, given, arrival)
    except RepeatedKeyError:
        async with context.sessions.begin() as session:
            payload = await _store(context, session, given, arrival)
    if payload.applicant is not None and payload.applicant.row.token_digest == token.digest:
        payload.applicant_token = token.text
    return payload


def checked_key(key: str | None, *path: str) -> str | None:
    """Give an idempotency key; refuse one that is empty or too long."""
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise refused(f"An idempotency key has 1 to {MAX_KEY} characters.", *path)
    return key


async def _store(
    context: Context, session: AsyncSession, given: SubmitApplicationInput, arrival: Arrival
) -> SubmitApplicationPayload:
    post = await _post(session, given.post_id)
    key, digest = given.idempotency_key, digest_of_input(given)
    if key is not None:
        key = private_key(context, str(post.id), key)
    new = {"workspace_id": post.workspace_id, "kind": KIND}
    earlier = await repeated(session, new, key=key, digest=digest)
    if earlier is not None:
        row = await session.get(ApplicantRow, earlier.subject_id)
        applicant = Applicant(row=row) if row else None
        return SubmitApplicationPayload(applicant=applicant, job=Job(row=earlier))
    await _admit(context, post)
    await claim(context, session, arrival.cv, post.workspace_id)
    (applicant_row,) = await store_arrivals(session, post, [arrival])
    new_job = NewJob(
        workspace_id=post.workspace_id,
        kind=KIND,
        subject_id=applicant_row.id,
        idempotency_key=key,
        args_hash=None if key is None else digest,
    )
    job = await enqueue(session, new_job)
    return SubmitApplicationPayload(applicant=Applicant(row=applicant_row), job=Job(row=job))


async def _admit(context: Context, post: PostRow) -> None:
    """Refuse when the post takes no applications, or too many came from the caller."""
    if post.status != "PUBLISHED":
        message = "The post is closed and takes no applications any more."
        raise refused(message, "input", "postId", code=UserErrorCode.CLOSED)
    if not await context.quota.take("submitApplication"):
        message = "Too many applications came from here: try again in an hour."
        raise refused(message, code=UserErrorCode.RATE_LIMITED)


async def _post(session: AsyncSession, post_id: str) -> PostRow:
    """Give a post that is or was open; a draft reads as if it were not there."""
    key = key_of("Post", post_id)
    row = await session.scalar(open_post(key)) if key else None
    if row is None:
        raise not_found("post", "input", "postId")
    return row
