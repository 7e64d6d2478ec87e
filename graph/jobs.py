"""Jobs: long work, its progress and its events."""

import uuid
from collections.abc import AsyncGenerator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from db.events import TICK, Cursor, CursorError, JobSignal, follow_job
from db.jobs import (
    ENTRY_EVENT,
    SECTION_EVENT,
    job_in_workspace,
    request_cancel,
    system_event,
)
from db.rows import JobRow
from graph.context import Caller, Context, Info
from graph.errors import (
    UserError,
    answered,
    bad_input,
    forbidden,
    graphql_error,
    not_found,
)
from graph.ids import key_of
from graph.node import Node
from graph.posts import Post, PostSection
from graph.reading import one_or_none
from nlp.posts.sections import Provenance, SectionKind

if TYPE_CHECKING:
    from graph.applicants import SkillProfile
    from graph.exporting import Export
    from graph.ranking import RankedApplicant, Ranking


@strawberry.enum
class JobKind(StrEnum):
    POST_GENERATION = "POST_GENERATION"
    SKILL_EXTRACTION = "SKILL_EXTRACTION"
    RANKING = "RANKING"
    EXPORT = "EXPORT"


@strawberry.enum
class JobState(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@strawberry.type
class Progress:
    done: int
    total: int
    stage: str = strawberry.field(description="What is being done, for people.")


JobResult = Annotated[
    Post
    | Annotated["SkillProfile", strawberry.lazy("graph.applicants")]
    | Annotated["Ranking", strawberry.lazy("graph.ranking")]
    | Annotated["Export", strawberry.lazy("graph.exporting")],
    strawberry.union("JobResult"),
]


@strawberry.type(description="Long work: it runs at least once and ends in one of three states.")
class Job(Node):
    row: strawberry.Private[JobRow]

    @strawberry.field
    def kind(self) -> JobKind:
        return JobKind(self.row.kind)

    @strawberry.field
    def state(self) -> JobState:
        return JobState(self.row.state)

    @strawberry.field
    def progress(self) -> Progress:
        return Progress(done=self.row.done, total=self.row.total, stage=self.row.stage)

    @strawberry.field
    async def queue_position(self, info: Info) -> int | None:
        """Place in the queue while the job waits: 1 is the next to run. Null once it runs."""
        if self.row.state != JobState.QUEUED:
            return None
        place: int | None = await info.context.loaders.queue_position.load(self.row.id)
        return place

    @strawberry.field
    def attempts(self) -> int:
        """How often a worker began; not counted when the job had let others go first."""
        return self.row.attempt - self.row.pauses

    @strawberry.field
    def created_at(self) -> datetime:
        return self.row.created_at

    @strawberry.field
    def started_at(self) -> datetime | None:
        return self.row.started_at

    @strawberry.field
    def finished_at(self) -> datetime | None:
        return self.row.finished_at

    @strawberry.field
    def error(self) -> str | None:
        """For people; set when FAILED."""
        return self.row.error

    @strawberry.field
    async def result(self, info: Info) -> JobResult | None:
        result: JobResult | None = await _result_of(info.context, self.row)
        return result


async def _result_of(context: Context, job: JobRow) -> Any:
    from graph.applicants import SkillProfile  # noqa: PLC0415 - results refer to their jobs
    from graph.exporting import visible_export  # noqa: PLC0415
    from graph.ranking import Ranking  # noqa: PLC0415

    key, loaders = job.result_id, context.loaders
    if key is None:
        return None
    if job.result_type == "Post":
        post = await loaders.post.load(key)
        return Post(row=post) if post else None
    if job.result_type == "SkillProfile":
        profile = await loaders.profile.load(key)
        seen = profile and context.may_see_applicant(profile.applicant_id, job.workspace_id)
        return SkillProfile(row=profile) if profile and seen else None
    if job.result_type == "Export":
        return visible_export(context, await loaders.export.load(key))
    if job.result_type == "Ranking" and context.recruits_in(job.workspace_id):
        ranking = await loaders.ranking.load(key)
        return Ranking(row=ranking) if ranking else None
    return None


async def find_job(context: Context, job_id: str) -> JobRow | None:
    """Give a job of the caller's workspace: to recruiters any, to analysts exports without small
    groups, to an applicant the one that reads their own CV.
    """
    caller, key = context.caller, key_of("Job", job_id)
    if caller is None or key is None:
        return None
    row = await one_or_none(context, job_in_workspace(key, caller.workspace_id))
    if row is None or caller.recruits:
        return row
    if caller.role is None:
        return row if row.subject_id == caller.applicant_id else None
    return row if row.kind == JobKind.EXPORT and not row.args["whole"] else None


@strawberry.type
class JobPayload:
    job: Job | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.interface
class JobEvent:
    cursor: str = strawberry.field(
        description="Give it back as `after` to resume without a gap or a repeat."
    )
    at: datetime
    job: Job


@strawberry.type
class JobStateChanged(JobEvent):
    state: JobState


@strawberry.type
class JobProgressed(JobEvent):
    progress: Progress


@strawberry.type
class PostSectionWritten(JobEvent):
    section: PostSection


@strawberry.type
class ApplicantRanked(JobEvent):
    progress: Progress
    entry: Annotated["RankedApplicant", strawberry.lazy("graph.ranking")]


@strawberry.type
class JobQuery:
    @strawberry.field
    async def job(self, info: Info, id: strawberry.ID) -> Job | None:  # noqa: A002
        row = await find_job(info.context, id)
        return Job(row=row) if row else None


def _is_own_export(job: JobRow | None, caller: Caller) -> bool:
    return job is not None and job.kind == JobKind.EXPORT and job.args["actor"] == caller.actor


async def _cancel(context: Context, job_id: str) -> JobPayload:
    caller, key = context.member(), key_of("Job", job_id)
    async with context.sessions.begin() as session:
        job = await session.scalar(job_in_workspace(key, caller.workspace_id)) if key else None
        if not caller.recruits and not _is_own_export(job, caller):
            raise forbidden("a recruiter's token, or the one that asked for the export")
        if job is None or key is None:
            raise not_found("job", "jobId")
        changed = (await session.execute(request_cancel(key, caller.workspace_id))).one_or_none()
        if changed is not None and changed.state == JobState.CANCELLED:
            ended = system_event(
                key,
                changed.attempt,
                workspace_id=caller.workspace_id,
                state=JobState.CANCELLED.value,
                terminal=True,
            )
            await session.execute(ended)
        await session.refresh(job)
    return JobPayload(job=Job(row=job))


@strawberry.type
class JobMutation:
    @strawberry.mutation
    async def cancel_job(self, info: Info, job_id: strawberry.ID) -> JobPayload:
        """Stop a job: a waiting one at once, a running one within half a second. What it stored
        stays; a job that has ended stays as it is. An analyst stops what their own token asked for:
        exports.
        """
        return await answered(JobPayload, _cancel(info.context, job_id))


@strawberry.type
class JobSubscription:
    @strawberry.subscription
    async def job_events(
        self, info: Info, job_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[JobEvent, None]:
        """What has happened so far, then each event as it comes; ends after the terminal one."""
        context = info.context
        job = await find_job(context, job_id)
        if job is None:
            raise graphql_error("NOT_FOUND", "There is no such job.")
        signals = follow_job(context.reading, context.hub, job.id, after=_cursor(after))
        async for signal in signals:
            row = await context.loaders.job.load(job.id)
            if row is None:
                return
            event = await _event_of(context, Job(row=row), signal)
            if event is not None:
                yield event


def _cursor(text: str | None) -> Cursor | None:
    try:
        return None if text is None else Cursor.parse(text)
    except CursorError as error:
        raise bad_input(str(error)) from error


async def _event_of(context: Context, job: Job, signal: JobSignal) -> JobEvent | None:
    common: dict[str, Any] = {"cursor": str(signal.cursor), "at": signal.at, "job": job}
    body = signal.body
    if signal.kind == TICK:
        return JobProgressed(progress=Progress(**body), **common)
    if signal.kind == SECTION_EVENT:
        return PostSectionWritten(section=_section(body), **common)
    if signal.kind == ENTRY_EVENT:
        return await _ranked(context, body, common)
    return JobStateChanged(state=JobState(body["state"]), **common)


def _section(body: dict[str, Any]) -> PostSection:
    kind, provenance = SectionKind(body["kind"]), Provenance(body["provenance"])
    return PostSection(**{**body, "kind": kind, "provenance": provenance})


async def _ranked(
    context: Context, body: dict[str, Any], common: dict[str, Any]
) -> ApplicantRanked | None:
    """Show the applicant's present place; None when they have been erased since."""
    from graph.ranking import ranked_applicant  # noqa: PLC0415 - entries refer to their jobs

    ranking = await context.loaders.ranking.load(uuid.UUID(body["ranking_id"]))
    if ranking is None:
        return None
    entry = await ranked_applicant(context, ranking, uuid.UUID(body["applicant_id"]))
    if entry is None:
        return None
    stage = "ranking applicants"
    progress = Progress(done=body["done"], total=body["total"], stage=stage)
    return ApplicantRanked(progress=progress, entry=entry, **common)
