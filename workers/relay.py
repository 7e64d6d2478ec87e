"""The relay: takes back what nobody works on and sends what nobody has claimed.

It wakes at PostgreSQL's notification and looks once a second in any case. Any number of relays may
run: rows are taken with SKIP LOCKED.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any

import psycopg
import redis
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerError
from psycopg import OperationalError
from sqlalchemy import Engine, Row
from sqlalchemy.exc import SQLAlchemyError

from db.jobs import EXPIRE, dispatch
from db.progress import ProgressWriter, job_stream, sync_client
from db.sessions import sync_engine
from workers.broker import make_broker, send
from workers.retention import RetentionSweep
from workers.settings import WorkerSettings

CHANNEL = "penroll_job"
_ASK_SECONDS = 60.0

log = structlog.get_logger(__name__)


def _never(job_id: str) -> None:
    raise AssertionError(f"a relay runs no jobs, but got {job_id}")


class Relay:
    """One loop over the job table."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._engine: Engine = sync_engine(settings.database, application_name="penroll-relay")
        self._broker: RedisBroker = make_broker(settings.database.redis_url, _never)
        self._progress = ProgressWriter(sync_client(settings.database.redis_url))
        self._listener: psycopg.Connection | None = None
        self._sweep = RetentionSweep(self._engine, keep_days=settings.retention_days)
        self._sweep_at = 0.0

    def run(self, stopping: threading.Event) -> None:
        """Work until `stopping`; an engine that is away is tried again every poll."""
        while not stopping.is_set():
            try:
                self.step()
                self._sweep_when_due()
                self._wait()
            except (SQLAlchemyError, OperationalError, redis.RedisError, BrokerError) as error:
                log.warning("relay waits", reason=type(error).__name__)
                self._stop_listening()
                stopping.wait(self._settings.poll.total_seconds())
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self._stop_listening()
        self._broker.client.close()
        self._engine.dispose()

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _sweep_when_due(self) -> None:
        """Ask for the turn once a minute; the database says whether it is time."""
        if time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + _ASK_SECONDS
            self._sweep.step()

    def step(self) -> int:
        """Take back expired leases and send what is due; give the number sent."""
        with self._engine.begin() as connection:
            expired = connection.execute(EXPIRE).scalars().all()
        for job_id in expired:
            log.warning("lease expired", job=str(job_id))
            self._progress.ring(job_stream(job_id))
        with self._engine.begin() as connection:
            due = connection.execute(
                dispatch(window=self._settings.window, resend_after=self._settings.resend_after)
            ).all()
        self._send(due)
        return len(due)

    def _send(self, due: Sequence[Row[Any]]) -> None:
        for job in sorted(due, key=lambda row: (row.priority, row.run_after)):
            send(self._broker, str(job.id), job.kind, priority=job.priority)

    def _wait(self) -> None:
        """Wait for a notification, at most one poll; several at once count as one."""
        if self._listener is None:
            url = self._engine.url.set(drivername="postgresql")
            self._listener = psycopg.connect(
                url.render_as_string(hide_password=False), autocommit=True, connect_timeout=5
            )
            self._listener.execute(f"listen {CHANNEL}")
            return
        seconds = self._settings.poll.total_seconds()
        for _ in self._listener.notifies(timeout=seconds, stop_after=1):
            return
