"""What subscribers are told: the present state first, then each event once, in order."""

import re
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.jobs import SYSTEM_SEQ, events_after
from db.progress import Fields, ProgressHub, job_stream, ranking_stream
from db.rows import JobEventRow, JobRow, RankingChangeRow, RankingRow
from db.rows.jobs import TERMINAL_STATES
from db.sessions import AsyncSessions

POLL_SECONDS = 5.0
"""How long a lost doorbell can delay an event."""

_CURSOR = re.compile(r"(\d{1,6})\.(\d{1,12})")
TICK = "TICK"


class CursorError(ValueError):
    """A cursor that this stream never gave."""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """The place of an event in its job: the attempt, then its number within the attempt."""

    attempt: int
    seq: int

    def __str__(self) -> str:
        return f"{self.attempt}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read a cursor; raise CursorError for anything else."""
        match = _CURSOR.fullmatch(text)
        if match is None:
            raise CursorError("`after` is no cursor of this subscription")
        return cls(int(match[1]), int(match[2]))


_BEFORE_ALL = Cursor(0, -1)


@dataclass(frozen=True, slots=True)
class JobSignal:
    """An event of a job: `kind` is STATE, SECTION, ENTRY or TICK, `body` as the writer gave it."""

    cursor: Cursor
    at: datetime
    kind: str
    body: dict[str, Any]
    terminal: bool = False


async def follow_job(
    sessions: AsyncSessions,
    hub: ProgressHub,
    job_id: uuid.UUID,
    *,
    after: Cursor | None,
    poll_seconds: float = POLL_SECONDS,
) -> AsyncIterator[JobSignal]:
    """Give every event after `after`, then new ones as they come, and end with the terminal one.

    Without `after` all durable events so far come first. Cursors rise strictly. Durable events
    come from PostgreSQL alone, so that losing Redis loses none. A job that was erased with its
    applicant ends the stream.
    """
    last = after or _BEFORE_ALL
    async with hub.listen(job_stream(job_id)) as slot:
        tick: Fields | None = None
        while True:
            rows, running = await _job_news(sessions, job_id, last)
            if running is None:
                return
            for row in rows:
                last = Cursor(row.attempt, row.seq)
                yield JobSignal(last, row.at, row.kind, row.body, row.terminal)
                if row.terminal:
                    return
            for signal in _ticks(tick, running):
                if signal.cursor > last and signal.cursor.attempt == running.attempt:
                    last = signal.cursor
                    yield signal
            if running.state in TERMINAL_STATES and not rows:
                return
            tick = await slot.wait(timeout_seconds=poll_seconds)


async def _job_news(
    sessions: AsyncSessions, job_id: uuid.UUID, last: Cursor
) -> tuple[Sequence[JobEventRow], JobRow | None]:
    async with sessions() as session:
        job = (await session.scalars(select(JobRow).where(JobRow.id == job_id))).one_or_none()
        rows = (await session.scalars(events_after(job_id, last.attempt, last.seq))).all()
    return rows, job


def _ticks(tick: Fields | None, job: JobRow) -> list[JobSignal]:
    """Give the newest known progress: what the stream said, or what the row keeps."""
    if tick is not None:
        cursor = Cursor(int(tick["attempt"]), int(tick["seq"]))
        body = {"done": int(tick["done"]), "total": int(tick["total"]), "stage": tick["stage"]}
        return [JobSignal(cursor, datetime.fromisoformat(tick["at"]), TICK, body)]
    if job.state == "RUNNING" and 0 < job.progress_seq < SYSTEM_SEQ and job.started_at:
        body = {"done": job.done, "total": job.total, "stage": job.stage}
        return [JobSignal(Cursor(job.attempt, job.progress_seq), job.started_at, TICK, body)]
    return []


@dataclass(frozen=True, slots=True)
class RankingSignal:
    """A change of a post's ranking; the first one tells the present state and has no moves."""

    version: int
    at: datetime
    done: int
    total: int
    moves: list[dict[str, Any]]


async def follow_ranking(
    sessions: AsyncSessions,
    hub: ProgressHub,
    post_id: uuid.UUID,
    *,
    after: int | None,
    poll_seconds: float = POLL_SECONDS,
) -> AsyncIterator[RankingSignal | None]:
    """Give the present state (None where nobody has applied), then every change, without end.

    With `after`, a version, the changes after it come at once and the present state is left out.
    """
    async with hub.listen(ranking_stream(post_id)) as slot:
        last = after
        if last is None:
            present = await _present(sessions, post_id)
            last = present.version if present else 0
            yield present
        while True:
            for change in await _changes(sessions, post_id, last):
                last = change.version
                yield RankingSignal(
                    change.version, change.at, change.done, change.total, change.moves
                )
            await slot.wait(timeout_seconds=poll_seconds)


async def _present(sessions: AsyncSessions, post_id: uuid.UUID) -> RankingSignal | None:
    newest = (
        select(RankingChangeRow)
        .join(RankingRow, RankingRow.id == RankingChangeRow.ranking_id)
        .where(RankingRow.post_id == post_id)
        .order_by(RankingChangeRow.version.desc())
        .limit(1)
    )
    async with sessions() as session:
        change = (await session.scalars(newest)).one_or_none()
    if change is None:
        return None
    return RankingSignal(change.version, change.at, change.done, change.total, [])


async def _changes(
    sessions: AsyncSessions, post_id: uuid.UUID, after: int
) -> Sequence[RankingChangeRow]:
    statement = (
        select(RankingChangeRow)
        .join(RankingRow, RankingRow.id == RankingChangeRow.ranking_id)
        .where(RankingRow.post_id == post_id, RankingChangeRow.version > after)
        .order_by(RankingChangeRow.version)
    )
    async with sessions() as session:
        return (await session.scalars(statement)).all()
