"""How fast a post of 10,000 applicants is ranked anew: `make bench-ranking`.

Prints the seconds from claim to publication with two workers that have just started, of a second
ranking by the same workers, and of replaying it from its snapshot, with the memory that takes: each
also as a ratio to a bulk insert of the entries, or to the second ranking, in the same run.
"""

import argparse
import resource
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, and_, insert, select, text

from db.jobs import NewJob
from db.rows import JobRow, RankingEntryRow, RankingRow
from db.sessions import Sessions
from tests.evaluation.recovery import fresh_sessions
from tests.workers.fleet import running_fleet, wait_until
from tests.workers.pool import add_pool
from tests.world import World, add_job, make_world
from workers.replaying import Replay, replay

LEASE_SECONDS = 15
_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of each step, and what the replay found and took in memory, in MB."""

    first: float
    again: float
    insert: float
    replay: float
    found: Replay
    megabytes: float


def measured(applicants: int) -> Taken:
    with fresh_sessions() as (url, sessions):
        world = make_world(sessions)
        with sessions.begin() as session:
            add_pool(session, world, size=applicants)
        with running_fleet(url, lease_seconds=LEASE_SECONDS) as fleet:
            fleet.worker("first")
            fleet.worker("second")
            fleet.relay()
            first, again = (_rank_anew(sessions, world) for _ in range(2))
        inserted = _insert_seconds(sessions)
        before, began = _peak_megabytes(), time.perf_counter()
        with sessions() as session:
            found = replay(session, session.scalars(select(RankingRow.id)).one())
        took = time.perf_counter() - began
        return Taken(first, again, inserted, took, found, _peak_megabytes() - before)


def _rank_anew(sessions: Sessions, world: World) -> float:
    """Give how long a re-rank took by the database's clock, in seconds."""
    with sessions.begin() as session:
        job_id = add_job(session, NewJob(world.workspace_id, "RANKING", world.post_id))
    wait_until(lambda: _ended(sessions, job_id))
    with sessions() as session:
        job = session.get_one(JobRow, job_id)
        assert job.started_at is not None
        assert job.finished_at is not None
        return (job.finished_at - job.started_at).total_seconds()


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ended(sessions: Sessions, job_id: Any) -> bool:
    with sessions() as session:
        return session.scalar(select(JobRow.state).where(JobRow.id == job_id)) == "SUCCEEDED"


def _insert_seconds(sessions: Sessions) -> float:
    """Insert the entries once more into a table of the same shape, in batches of the same size."""
    with sessions() as session:
        rows = [
            {column.name: getattr(entry, column.name) for column in RankingEntryRow.__table__.c}
            for entry in session.scalars(_present_entries())
        ]
        engine = session.get_bind()
        assert isinstance(engine, Engine)
    with engine.begin() as connection:
        connection.execute(text("create temp table ranking_entry (like ranking_entry)"))
        began = time.perf_counter()
        for start in range(0, len(rows), _AT_A_TIME):
            connection.execute(insert(RankingEntryRow), rows[start : start + _AT_A_TIME])
        return time.perf_counter() - began


def _present_entries() -> Select[RankingEntryRow]:
    return select(RankingEntryRow).join(
        RankingRow,
        and_(
            RankingRow.id == RankingEntryRow.ranking_id,
            RankingRow.generation == RankingEntryRow.generation,
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applicants", type=int, default=10_000)
    applicants = parser.parse_args().applicants
    took = measured(applicants)
    print(  # noqa: T201
        f"applicants {applicants}  ranked anew by two workers just started in {took.first:.1f} s, "
        f"again in {took.again:.1f} s  "
        f"{took.first / took.insert:.1f} and {took.again / took.insert:.1f} times a bulk insert "
        f"of the entries\n"
        f"replayed in {took.replay:.1f} s, {took.replay / took.again:.1f} times the ranking, "
        f"identical {took.found.identical}, all agrees: {took.found.holds}, "
        f"{took.megabytes:.0f} MB more memory"
    )


if __name__ == "__main__":
    main()
