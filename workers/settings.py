"""How patiently jobs are leased, sent and ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from db.settings import DatabaseSettings
from nlp.ports import Precision, WriterChoice, WriterKind

STATEMENT_TIMEOUT_MS = 60_000


@dataclass(frozen=True, slots=True)
class WritingSettings:
    """Which writer words posts, and how long it may take over one before the composed text stands.

    Loading the writer at its first use does not count.
    """

    choice: WriterChoice = field(default_factory=WriterChoice)
    limit: timedelta = timedelta(seconds=10)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "WritingSettings":
        """Read PENROLL_WRITER and the variables that begin with its name."""
        kind = environ.get("PENROLL_WRITER") or None
        precision = environ.get("PENROLL_WRITER_PRECISION") or None
        choice = WriterChoice(
            kind=WriterKind(kind) if kind else None,
            model=environ.get("PENROLL_WRITER_MODEL") or None,
            may_download=environ.get("PENROLL_WRITER_DOWNLOAD") == "yes",
            precision=Precision(precision) if precision else None,
        )
        seconds = float(environ.get("PENROLL_WRITER_SECONDS") or "10")
        return cls(choice=choice, limit=timedelta(seconds=seconds))


COMPOSED = WritingSettings(WriterChoice(WriterKind.COMPOSER))
"""No model words the posts."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """`lease` is how long a silent worker keeps a job; `resend_after` how long a message may lie
    unclaimed; `window` how many messages may be out; `grace` how long a stopping process may work.
    """

    database: DatabaseSettings
    lease: timedelta = timedelta(seconds=15)
    resend_after: timedelta = timedelta(seconds=5)
    poll: timedelta = timedelta(seconds=1)
    window: int = 64
    threads: int = 2
    grace: timedelta = timedelta(seconds=25)
    retention_days: int | None = None
    writing: WritingSettings = field(default_factory=WritingSettings)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "WorkerSettings":
        """Read PENROLL_LEASE_SECONDS, PENROLL_WORKER_THREADS, and those of database and writer."""
        database = DatabaseSettings.from_env(environ)
        return cls(
            database=DatabaseSettings(
                database_url=database.database_url,
                redis_url=database.redis_url,
                pool_size=database.pool_size,
                statement_timeout_ms=STATEMENT_TIMEOUT_MS,
            ),
            lease=timedelta(seconds=float(environ.get("PENROLL_LEASE_SECONDS", "15"))),
            resend_after=timedelta(seconds=float(environ.get("PENROLL_RESEND_SECONDS", "5"))),
            threads=int(environ.get("PENROLL_WORKER_THREADS", "2")),
            retention_days=int(environ.get("PENROLL_RETENTION_DAYS", "0")) or None,
            writing=WritingSettings.from_env(environ),
        )
