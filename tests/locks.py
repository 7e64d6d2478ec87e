"""Two sessions that meet at a lock, by what PostgreSQL says of them and never by the clock."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.workers.fleet import wait_until

_WAITING = text(
    """
    select count(*) from pg_locks
    where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))
    """
)


def wait_for_one_behind(session: Session) -> None:
    """Return once somebody waits for a lock that the session holds."""
    wait_until(lambda: bool(session.scalar(_WAITING)))
