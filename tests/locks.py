"""Two sessions that meet at a lock, by what PostgreSQL says of them and never by the clock."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.sessions import Sessions
from tests.workers.fleet import wait_until

_WAITING = text("select count(*) from pg_stat_activity where :pid = any(pg_blocking_pids(pid))")


def pid_of(session: Session) -> int:
    """Give the number of the session's backend."""
    return int(session.execute(select(text("pg_backend_pid()"))).scalar_one())


def wait_for_one_behind(sessions: Sessions, pid: int) -> None:
    """Return once somebody waits for a lock that the backend `pid` holds."""

    def waits() -> bool:
        with sessions() as session:
            return bool(session.scalar(_WAITING, {"pid": pid}))

    wait_until(waits)
