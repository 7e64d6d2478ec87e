"""What an actor holds of its job: fenced transactions, progress and the wish to stop."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from db.jobs import event, lock_held, pause, system_event
from db.progress import ProgressWriter, job_stream
from db.sessions import Sessions

_TICK_SECONDS = 0.2
_TICK_SHARE = 0.01
_TURN_SECONDS = 2.0
"""How long a long job works before it lets others go first."""


class LeaseLostError(Exception):
    """Another worker may hold the job by now: nothing of this attempt may be stored."""


class JobCancelledError(Exception):
    """Somebody asked for the job to stop."""


class JobPausedError(Exception):
    """The job lies in the queue again, behind others that wait; what it stored stays."""


class MoreWorkError(Exception):
    """Raised by `Done.write` where more came in meanwhile: the handler runs again."""


class PermanentError(Exception):
    """The job can never succeed; `code` is for programs, the text for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job as it was claimed; `attempt` fences, `tries` counts those that did not pause."""

    id: uuid.UUID
    workspace_id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    args: Mapping[str, Any]
    attempt: int
    pauses: int = 0

    @property
    def tries(self) -> int:
        return self.attempt - self.pauses


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job that succeeded.

    `write` stores the result in the transaction that ends the job; `after` runs once it holds.
    """

    result_type: str | None = None
    result_id: uuid.UUID | None = None
    write: Callable[[Session], None] = lambda _session: None
    after: Callable[[], None] = lambda: None


@dataclass
class JobHandle:
    job: ClaimedJob
    sessions: Sessions
    progress: ProgressWriter
    cancelled: threading.Event = field(default_factory=threading.Event)
    lost: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int = 0
    stage: str = "starting"
    seq: int = 0
    _turn_began: float = field(default_factory=time.monotonic)
    _ticked_at: float = 0.0
    _ticked_done: int = 0

    def raise_if_stopped(self) -> None:
        """Raise when the lease is lost or a cancellation was asked for; call it often."""
        if self.lost.is_set():
            raise LeaseLostError
        if self.cancelled.is_set():
            raise JobCancelledError

    def give_way(self) -> None:
        """Raise JobPausedError where others wait and this job has had a turn; call it where a new
        attempt can go on from.
        """
        if time.monotonic() - self._turn_began < _TURN_SECONDS:
            return
        job = self.job
        self._turn_began = time.monotonic()
        paused = pause(job.id, job.attempt, done=self.done, total=self.total, stage=self.stage)
        with self.sessions.begin() as session:
            if session.scalar(paused) is None:
                return
            session.execute(
                system_event(
                    job.id,
                    job.attempt,
                    workspace_id=job.workspace_id,
                    state="QUEUED",
                    terminal=False,
                )
            )
        raise JobPausedError

    def tick(self, *, done: int, total: int, stage: str) -> None:
        """Report progress; sent at most five times a second and for a change of 1 % or more."""
        changed_stage = stage != self.stage
        self.done, self.total, self.stage = done, total, stage
        step = abs(done - self._ticked_done) >= max(1.0, total * _TICK_SHARE)
        due = time.monotonic() - self._ticked_at >= _TICK_SECONDS
        if changed_stage or (step and due) or (done == total and step):
            self._send_tick()

    def _send_tick(self) -> None:
        self.seq += 1
        self._ticked_at, self._ticked_done = time.monotonic(), self.done
        fields = {
            "attempt": str(self.job.attempt),
            "seq": str(self.seq),
            "done": str(self.done),
            "total": str(self.total),
            "stage": self.stage,
            "at": datetime.now(UTC).isoformat(),
        }
        self.progress.write(job_stream(self.job.id), fields)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session that commits at the end; raise LeaseLostError when another may hold it."""
        self.raise_if_stopped()
        with self.sessions.begin() as session:
            if session.scalar(lock_held(self.job.id, self.job.attempt)) is None:
                self.lost.set()
                raise LeaseLostError
            yield session

    def add_event(self, session: Session, kind: str, body: Mapping[str, Any]) -> None:
        """Store a durable event in `session`; ring after its commit."""
        self.seq += 1
        session.execute(
            event(
                self.job.id,
                self.job.attempt,
                self.seq,
                workspace_id=self.job.workspace_id,
                kind=kind,
                body=body,
            )
        )

    def ring(self) -> None:
        """Tell subscribers of the job that the database has something new."""
        self.progress.ring(job_stream(self.job.id))
