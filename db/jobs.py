"""Jobs: the row is the outbox, the lease is fenced by `attempt`, every clock is the database's.

Each function gives one statement, so that resolvers (asynchronous) and workers (synchronous) run
the same ones. The states and their order are drawn in docs/queue.md.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from db.rows.jobs import TERMINAL_STATES, JobEventRow, JobRow

SYSTEM_SEQ = 1_000_000_000
"""Events of the queue itself (requeued, given up) sort after every tick of their attempt."""

STATE_EVENT = "STATE"
SECTION_EVENT = "SECTION"
ENTRY_EVENT = "ENTRY"

_GENERATION = "POST_GENERATION"
"""The kind that has a queue of its own."""

_UNHEEDED = timedelta(seconds=0.5)
"""A free worker takes a job long before that."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be inserted in the transaction of the rows that it works on.

    `subject_id` is what it works on; `args` hold ids and settings, never personal data.
    """

    workspace_id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    args: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 100
    max_attempts: int = 5
    idempotency_key: str | None = None
    args_hash: bytes | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def args_digest(value: Mapping[str, Any]) -> bytes:
    """Give the SHA-256 of `value` as canonical JSON, to compare repeated calls by."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).digest()


def insert_job(job: NewJob) -> ReturningInsert[Any]:
    """Insert a job and give its id; no row where the key or a live job for the subject exists.

    Run `queued_event` for the id that comes back, in the same transaction.
    """
    return (
        upsert(JobRow)
        .values(
            id=job.id,
            workspace_id=job.workspace_id,
            kind=job.kind,
            subject_id=job.subject_id,
            args=dict(job.args),
            args_hash=job.args_hash,
            idempotency_key=job.idempotency_key,
            priority=job.priority,
            max_attempts=job.max_attempts,
        )
        .on_conflict_do_nothing()
        .returning(JobRow.id)
    )


def queued_event(job: NewJob) -> Any:
    """Insert the first event of a job: it waits."""
    return insert(JobEventRow).values(
        job_id=job.id,
        attempt=0,
        seq=0,
        workspace_id=job.workspace_id,
        kind=STATE_EVENT,
        body={"state": "QUEUED"},
    )


def insert_or_hold(session: Session, job: NewJob) -> None:
    """Insert a job with its first event; where one lives for the same subject, lock its row until
    the commit: it can then neither begin nor end without seeing what this transaction writes.
    """
    while session.scalar(insert_job(job)) is None:
        live = live_job(job.workspace_id, job.kind, job.subject_id).with_only_columns(JobRow.id)
        if session.scalar(live.with_for_update(read=True)) is not None:
            return
    session.execute(queued_event(job))


def job_by_key(workspace_id: uuid.UUID, kind: str, key: str) -> Select[JobRow]:
    return select(JobRow).where(
        JobRow.workspace_id == workspace_id, JobRow.kind == kind, JobRow.idempotency_key == key
    )


def live_job(workspace_id: uuid.UUID, kind: str, subject_id: uuid.UUID) -> Select[JobRow]:
    """Select the queued or running job of a kind for a subject."""
    return select(JobRow).where(
        JobRow.workspace_id == workspace_id,
        JobRow.kind == kind,
        JobRow.subject_id == subject_id,
        JobRow.state.not_in(TERMINAL_STATES),
    )


def job_in_workspace(job_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[JobRow]:
    return select(JobRow).where(JobRow.id == job_id, JobRow.workspace_id == workspace_id)


def claim(job_id: uuid.UUID, *, lease: timedelta) -> ReturningUpdate[Any]:
    """Take a due, queued job and give it; no row means that the delivery was a duplicate."""
    return (
        update(JobRow)
        .where(
            JobRow.id == job_id,
            JobRow.state == "QUEUED",
            JobRow.run_after <= func.clock_timestamp(),
        )
        .values(
            state="RUNNING",
            attempt=JobRow.attempt + 1,
            lease_until=_in(lease),
            started_at=func.coalesce(JobRow.started_at, func.clock_timestamp()),
            stage="starting",
            progress_seq=0,
        )
        .returning(JobRow)
    )


def renew(
    job_id: uuid.UUID,
    attempt: int,
    *,
    lease: timedelta,
    done: int,
    total: int,
    stage: str,
    seq: int,
) -> ReturningUpdate[Any]:
    """Extend the lease and note progress; give `cancel_requested`, or no row when it is lost."""
    return (
        update(JobRow)
        .where(*_held(job_id, attempt))
        .values(lease_until=_in(lease), done=done, total=total, stage=stage, progress_seq=seq)
        .returning(JobRow.cancel_requested)
    )


def lock_held(job_id: uuid.UUID, attempt: int) -> Select[uuid.UUID]:
    """Lock the row of a job that this attempt holds; no row when the lease is lost."""
    return select(JobRow.id).where(*_held(job_id, attempt)).with_for_update()


def finish(
    job_id: uuid.UUID,
    attempt: int,
    *,
    state: str,
    result_type: str | None = None,
    result_id: uuid.UUID | None = None,
    error_code: str | None = None,
    error: str | None = None,
    total: int | None = None,
) -> ReturningUpdate[Any]:
    """End a held job; no row when the lease is lost, and then nothing of the attempt may stay.

    `total` is how much there was to do, where the attempt has told more than its last renewal.
    """
    all_of_it: Any = JobRow.total if total is None else total
    return (
        update(JobRow)
        .where(*_held(job_id, attempt))
        .values(
            state=state,
            lease_until=None,
            finished_at=func.clock_timestamp(),
            result_type=result_type,
            result_id=result_id,
            error_code=error_code,
            error=error,
            total=all_of_it,
            done=case((literal(state == "SUCCEEDED"), all_of_it), else_=JobRow.done),
        )
        .returning(JobRow.id)
    )


def retry_later(job_id: uuid.UUID, attempt: int, *, delay: timedelta) -> ReturningUpdate[Any]:
    """Give a held job back to the queue, due after `delay`, unless its attempts are used up."""
    return (
        update(JobRow)
        .where(*_held(job_id, attempt), JobRow.attempt - JobRow.pauses < JobRow.max_attempts)
        .values(state="QUEUED", lease_until=None, dispatched_at=None, run_after=_in(delay))
        .returning(JobRow.id)
    )


def pause(
    job_id: uuid.UUID, attempt: int, *, done: int, total: int, stage: str
) -> ReturningUpdate[Any]:
    """Give a held job back to the queue if others wait that go before it, due for a while, sent
    and taken by nobody; no row where none does. It goes on after them.
    """
    other = aliased(JobRow)
    waits = exists().where(
        other.state == "QUEUED",
        other.dispatched_at.is_not(None),
        other.run_after <= func.clock_timestamp() - cast(_UNHEEDED, INTERVAL),
        other.kind != _GENERATION,
        other.priority <= JobRow.priority,
    )
    return (
        update(JobRow)
        .where(*_held(job_id, attempt), waits)
        .values(
            state="QUEUED",
            pauses=JobRow.pauses + 1,
            lease_until=None,
            dispatched_at=None,
            run_after=func.clock_timestamp(),
            done=done,
            total=total,
            stage=stage,
        )
        .returning(JobRow.id)
    )


def request_cancel(job_id: uuid.UUID, workspace_id: uuid.UUID) -> ReturningUpdate[int, str]:
    """Cancel a waiting job at once, or ask the worker of a running one to stop.

    Gives (attempt, state) after the change; insert `system_event` when the state is CANCELLED.
    """
    waiting = JobRow.state == "QUEUED"
    return (
        update(JobRow)
        .where(
            JobRow.id == job_id,
            JobRow.workspace_id == workspace_id,
            JobRow.state.not_in(TERMINAL_STATES),
        )
        .values(
            cancel_requested=True,
            state=case((waiting, "CANCELLED"), else_=JobRow.state),
            finished_at=case((waiting, func.clock_timestamp()), else_=JobRow.finished_at),
        )
        .returning(JobRow.attempt, JobRow.state)
    )


def event(
    job_id: uuid.UUID,
    attempt: int,
    seq: int,
    *,
    workspace_id: uuid.UUID,
    kind: str,
    body: Mapping[str, Any],
    terminal: bool = False,
) -> Any:
    return insert(JobEventRow).values(
        job_id=job_id,
        attempt=attempt,
        seq=seq,
        workspace_id=workspace_id,
        kind=kind,
        body=dict(body),
        terminal=terminal,
    )


def system_event(
    job_id: uuid.UUID, attempt: int, *, workspace_id: uuid.UUID, state: str, terminal: bool
) -> Any:
    """Insert an event of the queue itself, after all others of the attempt."""
    last = (
        select(func.coalesce(func.max(JobEventRow.seq), 0))
        .where(JobEventRow.job_id == job_id, JobEventRow.attempt == attempt)
        .scalar_subquery()
    )
    return insert(JobEventRow).values(
        job_id=job_id,
        attempt=attempt,
        seq=func.greatest(SYSTEM_SEQ, last + 1),
        workspace_id=workspace_id,
        kind=STATE_EVENT,
        body={"state": state},
        terminal=terminal,
    )


EXPIRE: TextClause = text(
    """
    with expired as (
        select id from job
        where state = 'RUNNING' and lease_until < clock_timestamp()
        order by lease_until limit :batch for update skip locked
    ), changed as (
        update job set
            state = case when cancel_requested then 'CANCELLED'
                         when attempt - pauses >= max_attempts then 'FAILED' else 'QUEUED' end,
            error_code = case when not cancel_requested and attempt - pauses >= max_attempts
                              then 'ATTEMPTS_EXHAUSTED' end,
            error = case when not cancel_requested and attempt - pauses >= max_attempts
                         then 'The work was interrupted too often and was given up.' end,
            finished_at = case when cancel_requested or attempt - pauses >= max_attempts
                               then clock_timestamp() end,
            lease_until = null, dispatched_at = null, run_after = clock_timestamp()
        from expired where job.id = expired.id
        returning job.id, job.attempt, job.workspace_id, job.state
    )
    insert into job_event (job_id, attempt, seq, workspace_id, kind, terminal, body)
    select id, attempt,
           greatest(:system_seq, coalesce((select max(seq) + 1 from job_event e
                    where e.job_id = changed.id and e.attempt = changed.attempt), 0)),
           workspace_id, 'STATE', state <> 'QUEUED', jsonb_build_object('state', state)
    from changed returning job_id
    """
).bindparams(bindparam("batch", 100), bindparam("system_seq", SYSTEM_SEQ))
"""Take back jobs whose lease ran out: due again, or given up when their attempts are used up."""


def dispatch(*, window: int, resend_after: timedelta) -> TextClause:
    """Mark due jobs as sent and give (id, kind), best priority first.

    Never more than `window` are out at a time, so that priorities hold and Redis stays small. A
    job is sent again when nobody claimed it within `resend_after`: whatever Redis forgets comes
    back.
    """
    return text(
        """
        with outstanding as (
            select count(*) as n from job
            where state = 'QUEUED'
              and dispatched_at > clock_timestamp() - cast(:resend as interval)
        ), due as (
            select id from job
            where state = 'QUEUED' and run_after <= clock_timestamp()
              and (dispatched_at is null
                   or dispatched_at <= clock_timestamp() - cast(:resend as interval))
            order by priority, run_after, id
            limit greatest(:window - (select n from outstanding), 0)
            for update skip locked
        )
        update job set dispatched_at = clock_timestamp() from due where job.id = due.id
        returning job.id, job.kind, job.priority, job.run_after
        """
    ).bindparams(bindparam("window", window), bindparam("resend", resend_after))


def queue_positions(job_ids: Iterable[uuid.UUID]) -> Select[Any]:
    """Select (job id, place in its queue) of waiting jobs; the next one to run has place 1.

    The writing of posts has a queue of its own; every other kind waits in the other one.
    """
    waiting = (
        select(
            JobRow.id.label("id"),
            func.row_number()
            .over(
                partition_by=JobRow.kind == _GENERATION,
                order_by=(JobRow.priority, JobRow.run_after, JobRow.id),
            )
            .label("place"),
        )
        .where(JobRow.state == "QUEUED")
        .subquery()
    )
    return select(waiting.c.id, waiting.c.place).where(waiting.c.id.in_(set(job_ids)))


def _held(job_id: uuid.UUID, attempt: int) -> tuple[Any, ...]:
    return (JobRow.id == job_id, JobRow.attempt == attempt, JobRow.state == "RUNNING")


def _in(delay: timedelta) -> Any:
    return func.clock_timestamp() + cast(delay, INTERVAL)


def events_after(job_id: uuid.UUID, attempt: int, seq: int) -> Select[JobEventRow]:
    """Select the durable events after (attempt, seq), in order."""
    return (
        select(JobEventRow)
        .where(
            JobEventRow.job_id == job_id,
            or_(
                JobEventRow.attempt > attempt,
                and_(JobEventRow.attempt == attempt, JobEventRow.seq > seq),
            ),
        )
        .order_by(JobEventRow.attempt, JobEventRow.seq)
    )
