"""importApplicants: many CVs at once, stored in one transaction and read by one job."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from db.applicants import imported
from db.jobs import NewJob, args_digest, job_in_workspace
from db.posts import post_by_id
from db.rows import JobRow, PostRow
from db.rows.jobs import TERMINAL_STATES
from graph.applicants import Applicant
from graph.applying import KIND, checked_key
from graph.arriving import Arrival, checked_email, checked_name, store_arrivals
from graph.context import Context, Info
from graph.cvs import claim, given_cv
from graph.enqueuing import RepeatedKeyError, enqueue, repeated
from graph.errors import RefusedError, UserError, UserErrorCode, answered, not_found, refused
from graph.ids import key_of
from graph.jobs import Job, JobPayload, JobState

MAX_IMPORTED = 1_000
_PRIORITY = 150
"""Applications that people wait for go first."""


@strawberry.input
class ImportedApplicant:
    name: str
    email: str | None = None
    cv_text: str | None = strawberry.field(default=None, description="One of cvText and uploadId.")
    upload_id: strawberry.ID | None = None


@strawberry.type
class ImportApplicantsPayload:
    applicants: list[Applicant] = strawberry.field(
        default_factory=list, description="Those that were taken, in the order given."
    )
    job: Job | None = strawberry.field(
        default=None, description="Reads all of them; null where there is none to read."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list,
        description='`["applicants", "3", "email"]` names the fourth: it was left out, the others '
        "were taken.",
    )


@strawberry.type
class ImportMutation:
    @strawberry.mutation
    async def import_applicants(
        self,
        info: Info,
        post_id: strawberry.ID,
        applicants: list[ImportedApplicant],
        idempotency_key: str | None = None,
    ) -> ImportApplicantsPayload:
        """Take up to 1,000 applicants of a PUBLISHED post. One bad entry spoils only itself."""
        call = _Call(post_id, applicants, idempotency_key)
        return await answered(ImportApplicantsPayload, _import(info.context, call))

    @strawberry.mutation
    async def resume_reading(self, info: Info, job_id: strawberry.ID) -> JobPayload:
        """Have a new job read the CVs that a cancelled or failed one left unread, of an import or
        of one applicant. A job that lives is given back as it is.
        """
        return await answered(JobPayload, _resume(info.context, job_id))


@dataclass(frozen=True, slots=True)
class _Call:
    post_id: str
    applicants: Sequence[ImportedApplicant]
    key: str | None

    def digest(self) -> bytes:
        given = [asdict(one) for one in self.applicants]
        return args_digest({"post_id": self.post_id, "applicants": given})


@dataclass(slots=True)
class _Checked:
    """Who can be taken, and what is wrong with the others."""

    arrivals: list[Arrival]
    errors: list[UserError]


async def _import(context: Context, call: _Call) -> ImportApplicantsPayload:
    context.recruiter()
    if not 1 <= len(call.applicants) <= MAX_IMPORTED:
        message = f"Give 1 to {MAX_IMPORTED} applicants a call, not {len(call.applicants)}."
        raise refused(message, "applicants")
    checked_key(call.key, "idempotencyKey")
    import_id = uuid.uuid4()
    # A thousand CVs take a second to clean: in a thread, so that others are answered meanwhile.
    checked = await asyncio.to_thread(_checked, call.applicants, import_id)
    try:
        async with context.sessions.begin() as session:
            return await _store(context, session, call, checked, import_id)
    except RepeatedKeyError:
        async with context.sessions.begin() as session:
            return await _store(context, session, call, checked, import_id)


def _checked(given: Sequence[ImportedApplicant], import_id: uuid.UUID) -> _Checked:
    checked = _Checked([], [])
    for place, one in enumerate(given):
        try:
            checked.arrivals.append(_arrival(one, import_id, "applicants", str(place)))
        except RefusedError as error:
            checked.errors.extend(error.errors)
    return checked


def _arrival(given: ImportedApplicant, import_id: uuid.UUID, *path: str) -> Arrival:
    return Arrival(
        name=checked_name(given.name, *path),
        email=None if given.email is None else checked_email(given.email, *path),
        cv=given_cv(given.cv_text, given.upload_id, *path),
        import_id=import_id,
    )


async def _store(
    context: Context, session: AsyncSession, call: _Call, checked: _Checked, import_id: uuid.UUID
) -> ImportApplicantsPayload:
    post = await _post(context, session, call.post_id)
    new = {"workspace_id": post.workspace_id, "kind": KIND}
    field = ("idempotencyKey",)
    earlier = await repeated(session, new, key=call.key, digest=call.digest(), field=field)
    if earlier is not None:
        return await _told_again(session, earlier)
    if post.status != "PUBLISHED":
        message = f"The post is {post.status}: it takes applications while it is PUBLISHED."
        raise refused(message, "postId", code=UserErrorCode.CLOSED)
    arrivals, lost = await _with_files(context, session, post, checked.arrivals)
    errors = sorted([*checked.errors, *lost], key=lambda error: int(error.field[1]))
    if not arrivals:
        return ImportApplicantsPayload(user_errors=errors)
    rows = await store_arrivals(session, post, arrivals)
    job = NewJob(
        workspace_id=post.workspace_id,
        kind=KIND,
        subject_id=import_id,
        args={"import": str(post.id)},
        priority=_PRIORITY,
        idempotency_key=call.key,
        args_hash=None if call.key is None else call.digest(),
    )
    return ImportApplicantsPayload(
        applicants=[Applicant(row=row) for row in rows],
        job=Job(row=await enqueue(session, job)),
        user_errors=errors,
    )


async def _resume(context: Context, job_id: str) -> JobPayload:
    caller, key = context.recruiter(), key_of("Job", job_id)
    async with context.sessions.begin() as session:
        row = await session.scalar(job_in_workspace(key, caller.workspace_id)) if key else None
        if row is None or row.kind != KIND:
            raise not_found("job that reads CVs", "jobId")
        if row.state == JobState.SUCCEEDED:
            message = "This job read all that it was asked to read."
            raise refused(message, "jobId", code=UserErrorCode.CONFLICT)
        if row.state not in TERMINAL_STATES:
            return JobPayload(job=Job(row=row))
        new = NewJob(row.workspace_id, KIND, row.subject_id, row.args, priority=row.priority)
        return JobPayload(job=Job(row=await enqueue(session, new)))


async def _post(context: Context, session: AsyncSession, post_id: str) -> PostRow:
    """Give a post of the recruiter's workspace; no lock, for others apply to it meanwhile."""
    key = key_of("Post", post_id)
    workspace_id = context.recruiter().workspace_id
    row = await session.scalar(post_by_id(key, workspace_id)) if key else None
    if row is None:
        raise not_found("post", "postId")
    return row


async def _with_files(
    context: Context, session: AsyncSession, post: PostRow, arrivals: Sequence[Arrival]
) -> tuple[list[Arrival], list[UserError]]:
    """Use up the files; give the arrivals whose file is there, and errors for the others."""
    there: list[Arrival] = []
    errors: list[UserError] = []
    for arrival in arrivals:
        try:
            await claim(context, session, arrival.cv, post.workspace_id)
        except RefusedError as error:
            errors.extend(error.errors)
        else:
            there.append(arrival)
    return there, errors


async def _told_again(session: AsyncSession, job: JobRow) -> ImportApplicantsPayload:
    rows = await session.scalars(imported(job.subject_id))
    return ImportApplicantsPayload(
        applicants=[Applicant(row=row) for row in rows], job=Job(row=job)
    )
