"""How fast a post of 10,000 applicants is ranked anew: `make bench-ranking`.

Prints the seconds from claim to publication with two workers, and how many times as long that is as
a bulk insert of the same entries in the same run.
"""

import argparse
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, text

from db.jobs import NewJob
from db.rows import JobRow, RankingEntryRow
from db.sessions import Sessions
from tests.evaluation.recovery import fresh_sessions
from tests.workers.fleet import running_fleet, wait_until
from tests.workers.pool import add_pool
from tests.world import add_job, make_world

LEASE_SECONDS = 15
_AT_A_TIME = 200


def rank_anew(applicants: int) -> tuple[timedelta, float]:
    """Give how long the re-rank took by the database's clock, and the seconds of the insert."""
    with fresh_sessions() as (url, sessions):
        world = make_world(sessions)
        with sessions.begin() as session:
            add_pool(session, world, size=applicants)
        with running_fleet(url, lease_seconds=LEASE_SECONDS) as fleet:
            fleet.worker("first")
            fleet.worker("second")
            fleet.relay()
            with sessions.begin() as session:
                job_id = add_job(session, NewJob(world.workspace_id, "RANKING", world.post_id))
            wait_until(lambda: _ended(sessions, job_id))
        with sessions() as session:
            job = session.get_one(JobRow, job_id)
            assert job.started_at is not None
            assert job.finished_at is not None
            took = job.finished_at - job.started_at
        return took, _insert_seconds(sessions)


def _ended(sessions: Sessions, job_id: Any) -> bool:
    with sessions() as session:
        return session.scalar(select(JobRow.state).where(JobRow.id == job_id)) == "SUCCEEDED"


def _insert_seconds(sessions: Sessions) -> float:
    """Insert the entries once more into a table of the same shape, in batches of the same size."""
    with sessions() as session:
        rows = [
            {column.name: getattr(entry, column.name) for column in RankingEntryRow.__table__.c}
            for entry in session.scalars(select(RankingEntryRow))
        ]
        engine = session.get_bind()
        assert isinstance(engine, Engine)
    with engine.begin() as connection:
        connection.execute(text("create temp table ranking_entry (like ranking_entry)"))
        began = time.perf_counter()
        for start in range(0, len(rows), _AT_A_TIME):
            connection.execute(insert(RankingEntryRow).values(rows[start : start + _AT_A_TIME]))
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applicants", type=int, default=10_000)
    applicants = parser.parse_args().applicants
    took, insert_seconds = rank_anew(applicants)
    seconds = took.total_seconds()
    print(  # noqa: T201
        f"applicants {applicants}  ranked anew in {seconds:.1f} s by two workers  "
        f"{seconds / insert_seconds:.1f} times a bulk insert of the entries"
    )


if __name__ == "__main__":
    main()
