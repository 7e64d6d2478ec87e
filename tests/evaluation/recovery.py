"""Measure how soon a killed worker's jobs run again: `make bench-recovery`.

A worker that works is killed while another one stands by. The bound is the lease plus three
seconds; all times are the database's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import func, select

from api.servers.folders import Folders
from db.rows import JobEventRow
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from tests.engines import data_folder, fresh_database, make_migrated, running_postgres
from tests.workers.fleet import apply_all, running, running_fleet, wait_until
from tests.world import make_world

LEASE_SECONDS = 5
MARGIN_SECONDS = 3
KILLS = 5
APPLICANTS = 20


@contextmanager
def fresh_sessions() -> Iterator[tuple[str, Sessions]]:
    with data_folder() as data, running_postgres(Folders.under(data)) as server:
        make_migrated(server, "recovery")
        with fresh_database(server, template="recovery") as url:
            where = DatabaseSettings(url, "redis://unused")
            engine = sync_engine(where, application_name="bench")
            yield url, sync_sessions(engine)
            engine.dispose()


def recovery_seconds() -> list[float]:
    """Kill a working worker; give for each job that it held how long it did not run."""
    with fresh_sessions() as (url, sessions):
        world = make_world(sessions)
        with running_fleet(url, lease_seconds=LEASE_SECONDS) as fleet:
            fleet.relay()
            fleet.worker("first")
            apply_all(sessions, world, applicants=APPLICANTS)
            wait_until(lambda: bool(running(sessions)))
            fleet.kill("first")
            killed_at, held = now(sessions), running(sessions)
            fleet.worker("second")
            again = (
                select(JobEventRow.at)
                .where(JobEventRow.job_id.in_(held), JobEventRow.attempt == 2)
                .where(JobEventRow.body["state"].astext == "RUNNING")
            )
            times: list[datetime] = []

            def all_again() -> bool:
                with sessions() as session:
                    times[:] = session.scalars(again).all()
                return len(times) == len(held)

            wait_until(all_again)
            return [(at - killed_at).total_seconds() for at in times]


def now(sessions: Sessions) -> datetime:
    with sessions() as session:
        at: datetime = session.scalars(select(func.clock_timestamp())).one()
        return at


def main() -> None:
    found = sorted(seconds for _ in range(KILLS) for seconds in recovery_seconds())
    bound = LEASE_SECONDS + MARGIN_SECONDS
    print(  # noqa: T201
        f"jobs of killed workers {len(found)}  lease {LEASE_SECONDS} s  running again after: "
        f"median {found[len(found) // 2]:.1f} s  longest {found[-1]:.1f} s  "
        f"({found[-1] / bound:.2f} of lease + {MARGIN_SECONDS} s)"
    )


if __name__ == "__main__":
    main()
