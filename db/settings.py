"""Where the two engines are and how patiently to talk to them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """`database_url` is a PostgreSQL URL; time-outs are in milliseconds."""

    database_url: str
    redis_url: str
    pool_size: int = 10
    statement_timeout_ms: int = 5_000
    lock_timeout_ms: int = 2_000
    idle_in_transaction_timeout_ms: int = 10_000

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "DatabaseSettings":
        """Read PENROLL_DATABASE_URL, PENROLL_REDIS_URL and PENROLL_POOL_SIZE; raise ValueError."""
        return cls(
            database_url=_required(environ, "PENROLL_DATABASE_URL"),
            redis_url=_required(environ, "PENROLL_REDIS_URL"),
            pool_size=int(environ.get("PENROLL_POOL_SIZE", "10")),
        )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise ValueError(f"{name} is not set: `penroll up` sets it, or point it at a server")
    return value
