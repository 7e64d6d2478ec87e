"""exportApplicantSkills: the skills of many applicants as a file, made by a job."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from db.analytics import scope_size
from db.exports import AskedExport, live_exports
from db.jobs import NewJob, args_digest
from db.rows import ExportRow
from graph.analytics import ApplicantSkillFilter, scope_of
from graph.applying import checked_key
from graph.context import Caller, Context, Info
from graph.enqueuing import RepeatedKeyError, enqueue, repeated
from graph.errors import UserErrorCode, answered, refused
from graph.jobs import Job, JobPayload
from graph.links import ExportLink
from graph.node import Node
from graph.reading import count_of

KIND = "EXPORT"
_MOST_LIVE = 5
_PRIORITY = 150
"""After whatever people wait for."""


@strawberry.enum
class ExportFormat(StrEnum):
    CSV = "CSV"
    PARQUET = "PARQUET"


@strawberry.type(
    description="A file with a line for each skill of the taxonomy that an applicant has: "
    "applicant (a random key of this export alone), post, title, role, skill, name, kind, years, "
    "last_used, level, confidence, evidence, pipeline. No name, address, handle or word of a CV. "
    "It is kept for a day, and deleted at once when one of its applicants is erased or withdraws."
)
class Export(Node):
    row: strawberry.Private[ExportRow]

    @strawberry.field
    def format(self) -> ExportFormat:
        return ExportFormat(self.row.format)

    @strawberry.field
    def rows(self) -> int:
        """Lines, the one with the names of the columns apart."""
        return self.row.rows

    @strawberry.field
    def applicants(self) -> int:
        """Applicants in scope, also those without a line."""
        return self.row.applicants

    @strawberry.field
    def withheld(self) -> int:
        """Skills left out because too few have them, or all but a few; 0 for recruiters."""
        return self.row.withheld

    @strawberry.field
    def size(self) -> int:
        """Bytes."""
        return self.row.size

    @strawberry.field
    def expires_at(self) -> datetime:
        return self.row.expires_at

    @strawberry.field
    def url(self, info: Info) -> str:
        """Short-lived: a signed path on this API, for 15 minutes and while your token holds; GET it
        without a token. Ask again for a new one.
        """
        token_id = info.context.member().token_id
        assert token_id is not None  # noqa: S101 - every member has one
        return ExportLink.fresh(self.row.id, token_id).path(self.row.secret)


def visible_export(context: Context, row: ExportRow | None) -> Export | None:
    """Give an export that is ready and the caller's to see; small groups are recruiters' alone."""
    caller = context.caller
    if row is None or caller is None or caller.role is None:
        return None
    own = row.workspace_id == caller.workspace_id and (caller.recruits or not row.whole)
    return Export(row=row) if own and row.complete else None


@dataclass(frozen=True, slots=True)
class _Call:
    caller: Caller
    asked: AskedExport
    key: str | None

    def digest(self) -> bytes:
        return args_digest(self.asked.args() | {"actor": ""})


async def _export(
    context: Context, given: ApplicantSkillFilter | None, form: ExportFormat, key: str | None
) -> JobPayload:
    caller = context.member()
    checked_key(key, "idempotencyKey")
    scope = await scope_of(context, given)
    if not await count_of(context, scope_size(scope)):
        raise _nobody(caller)
    call = _Call(caller, AskedExport(form.value, caller.recruits, caller.actor, scope), key)
    try:
        async with context.sessions.begin() as session:
            return await _store(session, call)
    except RepeatedKeyError:
        async with context.sessions.begin() as session:
            return await _store(session, call)


def _nobody(caller: Caller) -> Exception:
    message = "Nobody whose CV has been read is in scope: widen the filter."
    if not caller.recruits:
        message = "Fewer than five applicants are in scope: widen the filter."
    return refused(message, "filter")


async def _store(session: AsyncSession, call: _Call) -> JobPayload:
    workspace_id, asked = call.caller.workspace_id, call.asked
    new = {"workspace_id": workspace_id, "kind": KIND}
    field = ("idempotencyKey",)
    earlier = await repeated(session, new, key=call.key, digest=call.digest(), field=field)
    if earlier is not None:
        return JobPayload(job=Job(row=earlier))
    job = NewJob(
        workspace_id,
        KIND,
        asked.subject(),
        asked.args(),
        priority=_PRIORITY,
        idempotency_key=call.key,
        args_hash=None if call.key is None else call.digest(),
    )
    row = await enqueue(session, job)
    if row.id == job.id and (await session.scalar(live_exports(workspace_id)) or 0) > _MOST_LIVE:
        message = f"{_MOST_LIVE} exports are being made: wait for one to end."
        raise refused(message, code=UserErrorCode.RATE_LIMITED)
    return JobPayload(job=Job(row=row))


@strawberry.type
class ExportMutation:
    @strawberry.mutation
    async def export_applicant_skills(
        self,
        info: Info,
        filter: ApplicantSkillFilter | None = None,  # noqa: A002 - the contract's name
        format: ExportFormat = ExportFormat.CSV,  # noqa: A002
        idempotency_key: str | None = None,
    ) -> JobPayload:
        """Have the skills of the applicants in scope written into a file; its job's result is an
        Export. For an analyst small groups are left out, as in `skillSupply`. The same export,
        asked for while it is being made, is the same job.
        """
        work = _export(info.context, filter, format, idempotency_key)
        return await answered(JobPayload, work)
