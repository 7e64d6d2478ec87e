"""Keep a job's lease from a side thread, and hear through it that the job should stop."""

import threading
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db.jobs import renew
from workers.handle import JobHandle

log = structlog.get_logger(__name__)

_MAX_PAUSE = timedelta(milliseconds=250)
"""A job must end within half a second of its cancellation: half for hearing of it, half for the
work to stop. The renewal is one small statement."""


class LeaseKeeper:
    """Renews the lease until left; sets `handle.lost` or `handle.cancelled` where due."""

    def __init__(self, handle: JobHandle, *, lease: timedelta) -> None:
        self._handle = handle
        self._lease = lease
        self._left = threading.Event()
        self._thread = threading.Thread(
            target=self._keep, name=f"lease-{handle.job.id}", daemon=True
        )

    def __enter__(self) -> "LeaseKeeper":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def _keep(self) -> None:
        pause = min(self._lease / 3, _MAX_PAUSE).total_seconds()
        while not self._left.wait(pause):
            if not self._renew_once():
                return

    def _renew_once(self) -> bool:
        """Renew; give False when there is nothing left to keep."""
        handle = self._handle
        statement = renew(
            handle.job.id,
            handle.job.attempt,
            lease=self._lease,
            done=handle.done,
            total=handle.total,
            stage=handle.stage,
            seq=handle.seq,
        )
        try:
            with handle.sessions.begin() as session:
                cancel = session.scalar(statement)
        except SQLAlchemyError as error:
            # The lease runs on for a while: a database that is back in time costs nothing.
            log.warning("lease not renewed", job=str(handle.job.id), reason=type(error).__name__)
            return True
        if cancel is None:
            handle.lost.set()
            return False
        if cancel:
            handle.cancelled.set()
        return True
