"""Run one job: claim it, keep its lease, end it in one transaction, or give it back."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from db.jobs import STATE_EVENT, claim, event, finish, retry_later, system_event
from db.progress import ProgressWriter
from db.rows import JobRow
from db.sessions import Sessions
from workers.handle import (
    ClaimedJob,
    Done,
    JobCancelledError,
    JobHandle,
    JobPausedError,
    LeaseLostError,
    MoreWorkError,
    PermanentError,
)
from workers.lease import LeaseKeeper

Handler = Callable[[JobHandle], Done]

log = structlog.get_logger(__name__)

_FIRST_BACKOFF = timedelta(seconds=2)
_MAX_BACKOFF = timedelta(minutes=5)
_UNEXPECTED = "Something went wrong on our side; the work was tried several times."


def backoff(attempt: int) -> timedelta:
    """Give the pause after a failed attempt: 2 s, doubling, at most 5 min."""
    doubled: timedelta = _FIRST_BACKOFF * 2 ** (attempt - 1)
    return min(doubled, _MAX_BACKOFF)


@dataclass(frozen=True, slots=True)
class Executor:
    """Runs jobs by their id; a delivery of a job that is not due is a no-op."""

    sessions: Sessions
    progress: ProgressWriter
    handlers: Mapping[str, Handler]
    lease: timedelta

    def run(self, job_id: str) -> None:
        """Run the job if it can be claimed; raise only when the database is away."""
        job = self._claim(uuid.UUID(job_id))
        if job is None:
            return
        with structlog.contextvars.bound_contextvars(job=job_id, kind=job.kind):
            handle = JobHandle(job, self.sessions, self.progress)
            handle.ring()
            with LeaseKeeper(handle, lease=self.lease):
                self._work(handle)
            handle.ring()

    def _claim(self, job_id: uuid.UUID) -> ClaimedJob | None:
        with self.sessions.begin() as session:
            row: JobRow | None = session.scalar(claim(job_id, lease=self.lease))
            if row is None:
                return None
            job = ClaimedJob(
                row.id,
                row.workspace_id,
                row.kind,
                row.subject_id,
                row.args,
                row.attempt,
                row.pauses,
            )
            session.execute(_state_event(job, 0, "RUNNING", terminal=False))
            return job

    def _work(self, handle: JobHandle) -> None:
        try:
            handler = self._handler(handle.job.kind)
            while not self._finish(handle, handler(handle)):
                handle.raise_if_stopped()
        except LeaseLostError:
            log.warning("lease lost")
        except JobPausedError:
            log.info("others go first")
        except JobCancelledError:
            self._end(handle, state="CANCELLED")
        except PermanentError as error:
            self._end(handle, state="FAILED", error_code=error.code, error=str(error))
        except Exception as error:  # noqa: BLE001 - the edge: nothing else may stop the worker
            # The text of an exception may hold a CV; its type and place do not.
            log.error("attempt failed", reason=type(error).__name__, where=_place(error))  # noqa: TRY400
            self._try_again(handle)

    def _handler(self, kind: str) -> Handler:
        try:
            return self.handlers[kind]
        except KeyError:
            raise PermanentError("NOT_IMPLEMENTED", f"{kind} jobs are not built yet") from None

    def _finish(self, handle: JobHandle, done: Done) -> bool:
        """End the job, unless its own write says that there is more to do."""
        try:
            with handle.transaction() as session:
                done.write(session)
                self._store_end(
                    handle,
                    session,
                    state="SUCCEEDED",
                    result_type=done.result_type,
                    result_id=done.result_id,
                    total=handle.total,
                )
        except MoreWorkError:
            return False
        done.after()
        return True

    def _end(self, handle: JobHandle, **end: Any) -> None:
        try:
            with self.sessions.begin() as session:
                self._store_end(handle, session, **end)
        except LeaseLostError:
            log.warning("lease lost")

    def _store_end(self, handle: JobHandle, session: Any, *, state: str, **end: Any) -> None:
        job = handle.job
        if session.scalar(finish(job.id, job.attempt, state=state, **end)) is None:
            raise LeaseLostError
        handle.seq += 1
        session.execute(_state_event(job, handle.seq, state, terminal=True))

    def _try_again(self, handle: JobHandle) -> None:
        job = handle.job
        with self.sessions.begin() as session:
            again = session.scalar(retry_later(job.id, job.attempt, delay=backoff(job.tries)))
            if again is not None:
                session.execute(
                    system_event(
                        job.id,
                        job.attempt,
                        workspace_id=job.workspace_id,
                        state="QUEUED",
                        terminal=False,
                    )
                )
                return
        self._end(handle, state="FAILED", error_code="INTERNAL", error=_UNEXPECTED)


def _state_event(job: ClaimedJob, seq: int, state: str, *, terminal: bool) -> Any:
    return event(
        job.id,
        job.attempt,
        seq,
        workspace_id=job.workspace_id,
        kind=STATE_EVENT,
        body={"state": state},
        terminal=terminal,
    )


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
