"""What people decide about applicants: place, status, erasure; and a full new ranking."""

import uuid
from typing import Any

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.applicants import applicant_by_id
from db.erasing import ranking_of_applicant
from db.jobs import NewJob
from db.ranking import entry_count, entry_of, locked, note_change
from db.rows import ApplicantRow, RankingEntryRow, RankingRow
from graph.applicants import Applicant, ApplicantStatus
from graph.auditing import log_decision, log_override
from graph.context import Context, Info
from graph.enqueuing import enqueue
from graph.errors import UserError, UserErrorCode, answered, not_found, refused
from graph.ids import key_of
from graph.jobs import Job, JobPayload
from graph.post_inputs import MAX_TEXT, is_storable
from graph.publishing import own_post
from graph.scalars import now

_DECISIONS = (
    ApplicantStatus.READY,
    ApplicantStatus.SHORTLISTED,
    ApplicantStatus.REJECTED,
    ApplicantStatus.HIRED,
)


@strawberry.type
class ApplicantPayload:
    applicant: Applicant | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def _checked_reason(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > MAX_TEXT or not is_storable(text):
        raise refused(f"Give a reason of 1 to {MAX_TEXT} characters.", "reason")
    return text


async def _own_applicant(
    context: Context, session: AsyncSession, applicant_id: str
) -> tuple[ApplicantRow, RankingRow | None]:
    """Give the applicant and their ranking, both locked, the ranking first."""
    caller, key = context.recruiter(), key_of("Applicant", applicant_id)
    if key is None:
        raise not_found("applicant", "applicantId")
    own = RankingRow.workspace_id == caller.workspace_id
    ranking = await session.scalar(locked(ranking_of_applicant(key).where(own)))
    # Workers refer to the row while they hold the ranking: a full lock would stop them.
    statement = applicant_by_id(key, caller.workspace_id).with_for_update(key_share=True)
    row = await session.scalar(statement)
    if row is None:
        raise not_found("applicant", "applicantId")
    return row, ranking


async def _decide(
    context: Context, applicant_id: str, status: ApplicantStatus, reason: str
) -> ApplicantPayload:
    context.recruiter()
    text = _checked_reason(reason)
    if status not in _DECISIONS:
        allowed = ", ".join(_DECISIONS)
        raise refused(f"A person can decide on {allowed}; {status} is not theirs.", "status")
    async with context.sessions.begin() as session:
        row, ranking = await _own_applicant(context, session, applicant_id)
        if row.status in {"RECEIVED", "WITHDRAWN"}:
            message = f"The applicant is {row.status}: nothing can be decided."
            raise refused(message, "applicantId", code=UserErrorCode.CONFLICT)
        was = row.status
        row.status, row.decided_at, row.decision_reason = status.value, now(), text
        if ranking is not None:
            await _note(session, ranking, [])
        await log_decision(context, session, row, ranking, was=was)
    return ApplicantPayload(applicant=Applicant(row=row))


async def _override(
    context: Context, applicant_id: str, position: int, reason: str
) -> ApplicantPayload:
    context.recruiter()
    text = _checked_reason(reason)
    async with context.sessions.begin() as session:
        row, ranking = await _own_applicant(context, session, applicant_id)
        entry = await _entry(session, ranking, row.id)
        if ranking is None or entry is None:
            message = "The applicant has not been ranked yet."
            raise refused(message, "applicantId", code=UserErrorCode.CONFLICT)
        last = await session.scalar(entry_count(ranking.id, ranking.generation)) or 0
        if not 1 <= position <= last:
            raise refused(f"The position must be between 1 and {last}.", "position")
        await _place(session, ranking, row.id, position, text, was=entry)
        placed = await _entry(session, ranking, row.id)
        await log_override(context, session, row, ranking, placed=placed, reason=text)
    return ApplicantPayload(applicant=Applicant(row=row))


async def _entry(
    session: AsyncSession, ranking: RankingRow | None, applicant_id: uuid.UUID
) -> Any | None:
    if ranking is None:
        return None
    statement = entry_of(ranking.id, ranking.generation, applicant_id)
    return (await session.execute(statement)).one_or_none()


async def _place(
    session: AsyncSession,
    ranking: RankingRow,
    applicant_id: uuid.UUID,
    position: int,
    reason: str,
    *,
    was: Any,
) -> None:
    stored = await session.get_one(RankingEntryRow, (ranking.id, ranking.generation, applicant_id))
    stored.override_position, stored.override_reason = position, reason
    stored.overridden_at = now()
    await session.flush()
    is_now = await _entry(session, ranking, applicant_id)
    move = {
        "applicant_id": str(applicant_id),
        "from": was.position,
        "to": is_now.position if is_now else position,
        "score": was.score,
    }
    await _note(session, ranking, [move])


async def _note(session: AsyncSession, ranking: RankingRow, moves: list[dict[str, Any]]) -> None:
    """Raise the ranking's version and log the change, so that live boards show it."""
    ranking.version += 1
    await session.flush()
    received = select(func.count()).where(ApplicantRow.post_id == ranking.post_id)
    await session.execute(
        note_change(
            ranking,
            moves=moves,
            done=await session.scalar(entry_count(ranking.id, ranking.generation)) or 0,
            total=await session.scalar(received) or 0,
        )
    )


async def _rank(context: Context, post_id: str) -> JobPayload:
    async with context.sessions.begin() as session:
        post = await own_post(context, session, post_id, "postId")
        if post.status not in {"PUBLISHED", "CLOSED"}:
            message = "Publish the post first: nobody can have applied yet."
            raise refused(message, "postId", code=UserErrorCode.CONFLICT)
        asked = {"asked_by": context.recruiter().actor}
        job = await enqueue(session, NewJob(post.workspace_id, "RANKING", post.id, args=asked))
    return JobPayload(job=Job(row=job))


@strawberry.type
class DecideMutation:
    @strawberry.mutation
    async def rank_applicants(self, info: Info, post_id: strawberry.ID) -> JobPayload:
        """Ranking runs by itself as applicants roll in; this runs the whole post anew."""
        return await answered(JobPayload, _rank(info.context, post_id))

    @strawberry.mutation
    async def override_rank(
        self, info: Info, applicant_id: strawberry.ID, position: int, reason: str
    ) -> ApplicantPayload:
        """Put an applicant to a position by hand; the machine's place and the reason stay shown."""
        work = _override(info.context, applicant_id, position, reason)
        return await answered(ApplicantPayload, work)

    @strawberry.mutation
    async def decide(
        self, info: Info, applicant_id: strawberry.ID, status: ApplicantStatus, reason: str
    ) -> ApplicantPayload:
        """A person's decision; the system never rejects anyone by itself."""
        work = _decide(info.context, applicant_id, status, reason)
        return await answered(ApplicantPayload, work)
