"""submitApplication: a CV, a token of the applicant's own, and a job that reads it."""

import re
import secrets
import uuid
from dataclasses import dataclass

import strawberry
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import NewJob
from db.posts import open_post
from db.rows import ApplicantRow, PostRow, UploadRow
from graph.applicants import Applicant
from graph.context import Context, Info
from graph.enqueuing import RepeatedKeyError, digest_of_input, enqueue, private_key, repeated
from graph.errors import UserError, UserErrorCode, answered, not_found, not_implemented, refused
from graph.ids import key_of
from graph.jobs import Job
from graph.post_inputs import MAX_KEY, MAX_LINE, is_storable
from graph.tokens import APPLICANT_PREFIX, NewToken

KIND = "SKILL_EXTRACTION"
MAX_CV = 200_000
"""Characters of text; a CV has a few thousand."""

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_HANDLE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_HANDLE_TRIES = 20


@strawberry.input
class SubmitApplicationInput:
    post_id: strawberry.ID
    name: str
    email: str
    cv_text: str | None = strawberry.field(default=None, description="One of cvText and uploadId.")
    upload_id: strawberry.ID | None = None
    idempotency_key: str | None = None


@strawberry.input
class ImportedApplicant:
    name: str
    email: str | None = None
    cv_text: str | None = None
    upload_id: strawberry.ID | None = None


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
class ImportApplicantsPayload:
    applicants: list[Applicant] = strawberry.field(default_factory=list)
    job: Job | None = None
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

    @strawberry.mutation
    async def import_applicants(
        self,
        info: Info,
        post_id: strawberry.ID,  # noqa: ARG002 - the contract's
        applicants: list[ImportedApplicant],  # noqa: ARG002
    ) -> ImportApplicantsPayload:
        info.context.recruiter()
        raise not_implemented("importApplicants")


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    email: str
    cv_text: str


async def _submit(context: Context, given: SubmitApplicationInput) -> SubmitApplicationPayload:
    _check_person(given)
    _check_key(given.idempotency_key)
    text = await _cv_text(context, given)
    person = _Person(given.name.strip(), given.email.strip(), text)
    try:
        async with context.sessions.begin() as session:
            return await _store(context, session, given, person)
    except RepeatedKeyError:
        async with context.sessions.begin() as session:
            return await _store(context, session, given, person)


def _check_person(given: SubmitApplicationInput) -> None:
    name, email = given.name.strip(), given.email.strip()
    if not name or len(name) > MAX_LINE or not is_storable(name):
        raise refused(f"Give a name of 1 to {MAX_LINE} characters.", "input", "name")
    if len(email) > 254 or not _EMAIL.fullmatch(email) or not is_storable(email):
        raise refused("Give an e-mail address such as a@example.org.", "input", "email")


def _check_key(key: str | None) -> None:
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        message = f"An idempotency key has 1 to {MAX_KEY} characters."
        raise refused(message, "input", "idempotencyKey")


async def _cv_text(context: Context, given: SubmitApplicationInput) -> str:
    """Give the text of the CV, from whichever of the two ways it came."""
    if (given.cv_text is None) == (given.upload_id is None):
        raise refused("Give the CV once: `cvText` or `uploadId`.", "input", "cvText")
    if given.upload_id is not None:
        return checked_cv(await _uploaded(context, given.upload_id), "uploadId")
    return checked_cv(given.cv_text or "", "cvText")


def checked_cv(text: str, field: str) -> str:
    """Give the text; refuse what is empty, too long, or no text."""
    if not text.strip():
        raise refused("The CV is empty: paste its text, or upload the file.", "input", field)
    if len(text) > MAX_CV:
        message = f"The CV has {len(text)} characters; at most {MAX_CV} fit. Leave out annexes."
        raise refused(message, "input", field, code=UserErrorCode.TOO_LARGE)
    if not is_storable(text):
        message = "The CV holds bytes that are no text: save it as UTF-8 and try again."
        raise refused(message, "input", field, code=UserErrorCode.UNREADABLE_FILE)
    return text


async def _uploaded(context: Context, upload_id: str) -> str:
    try:
        key = uuid.UUID(upload_id)
    except ValueError:
        raise not_found("upload", "input", "uploadId") from None
    async with context.reading() as session:
        row = await session.get(UploadRow, key)
    if row is None:
        raise not_found("upload", "input", "uploadId")
    try:
        return row.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "The file is not UTF-8 text: save it as UTF-8 and upload it again."
        raise refused(message, "input", "uploadId", code=UserErrorCode.UNREADABLE_FILE) from None


async def _store(
    context: Context, session: AsyncSession, given: SubmitApplicationInput, person: _Person
) -> SubmitApplicationPayload:
    post = await _post(session, given.post_id)
    key, digest = given.idempotency_key, digest_of_input(given)
    if key is not None:
        key = private_key(context, str(post.id), key)
    new = {"workspace_id": post.workspace_id, "kind": KIND}
    earlier = await repeated(session, new, key=key, digest=digest)
    if earlier is not None:
        row = await session.get(ApplicantRow, earlier.subject_id)
        return SubmitApplicationPayload(
            applicant=Applicant(row=row) if row else None, job=Job(row=earlier)
        )
    if post.status != "PUBLISHED":
        raise refused(
            "The post is closed and takes no applications any more.",
            "input",
            "postId",
            code=UserErrorCode.CLOSED,
        )
    if not await context.quota.take("submitApplication"):
        raise refused(
            "Too many applications came from here: try again in an hour.",
            code=UserErrorCode.RATE_LIMITED,
        )
    token = NewToken.random(APPLICANT_PREFIX)
    applicant = await _applicant(session, post, person, token.digest)
    new_job = NewJob(
        workspace_id=post.workspace_id,
        kind=KIND,
        subject_id=applicant.id,
        idempotency_key=key,
        args_hash=None if key is None else digest,
    )
    job = await enqueue(session, new_job)
    if given.upload_id is not None:
        # Its text stands in the applicant's row now.
        await session.execute(delete(UploadRow).where(UploadRow.id == uuid.UUID(given.upload_id)))
    return SubmitApplicationPayload(
        applicant=Applicant(row=applicant), job=Job(row=job), applicant_token=token.text
    )


async def _post(session: AsyncSession, post_id: str) -> PostRow:
    """Give a post that is or was open; a draft reads as if it were not there."""
    key = key_of("Post", post_id)
    row = await session.scalar(open_post(key)) if key else None
    if row is None:
        raise not_found("post", "input", "postId")
    return row


async def _applicant(
    session: AsyncSession, post: PostRow, person: _Person, digest: bytes
) -> ApplicantRow:
    """Insert the applicant under a handle that is free in the post."""
    for attempt in range(_HANDLE_TRIES):
        letters = "".join(secrets.choice(_HANDLE_LETTERS) for _ in range(4 + attempt // 4))
        statement = (
            insert(ApplicantRow)
            .values(
                workspace_id=post.workspace_id,
                post_id=post.id,
                handle=f"Applicant {letters}",
                name=person.name,
                email=person.email,
                cv_text=person.cv_text,
                token_digest=digest,
            )
            .on_conflict_do_nothing(index_elements=["post_id", "handle"])
            .returning(ApplicantRow)
        )
        row = await session.scalar(statement)
        if row is not None:
            return row
    raise RuntimeError("no free handle was found")
