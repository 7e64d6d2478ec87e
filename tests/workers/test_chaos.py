"""Real processes are killed in the middle of their work: nothing is lost, nothing is doubled."""

import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.jobs import NewJob
from db.ranking import ranked_entries
from db.rows import (
    JobEventRow,
    JobRow,
    RankingChangeRow,
    RankingChunkRow,
    RankingEntryRow,
    RankingRow,
    SkillProfileRow,
)
from db.rows.jobs import TERMINAL_STATES
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from tests.workers.fleet import Fleet, apply_all, running, running_fleet, wait_until
from tests.workers.pool import add_pool
from tests.world import World, add_job, job_row

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LEASE_SECONDS = 3
PATIENCE_SECONDS = 120
APPLICANTS = 30
_CHANGED = threading.Event()


@pytest.fixture
def fleet(database_url: str) -> Iterator[Fleet]:
    with running_fleet(database_url, lease_seconds=LEASE_SECONDS) as fleet:
        yield fleet


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    engine = sync_engine(DatabaseSettings(database_url, "redis://unused"), application_name="tests")
    yield sync_sessions(engine)
    engine.dispose()


def all_done(sessions: Sessions) -> bool:
    """Every CV is read and every applicant placed, and no job is left."""
    waiting = select(func.count()).where(JobRow.state.not_in(TERMINAL_STATES))
    placed = select(func.count()).select_from(RankingEntryRow)
    with sessions() as session:
        return session.scalar(waiting) == 0 and session.scalar(placed) == APPLICANTS


def assert_nothing_lost_nothing_doubled(sessions: Sessions) -> None:
    with sessions() as session:
        counted = select(JobRow.state, func.count()).group_by(JobRow.state)
        states = dict(session.execute(counted).all())
        ends = session.scalars(
            select(func.count()).where(JobEventRow.terminal).group_by(JobEventRow.job_id)
        ).all()
        profiles = session.scalar(select(func.count()).select_from(SkillProfileRow))
        entries = session.scalar(select(func.count()).select_from(RankingEntryRow))
        versions = session.scalars(
            select(RankingChangeRow.version).order_by(RankingChangeRow.version)
        ).all()
    assert set(states) == {"SUCCEEDED"}
    assert list(ends) == [1] * states["SUCCEEDED"]
    assert profiles == entries == APPLICANTS
    assert list(versions) == list(range(1, len(versions) + 1))


def test_a_worker_killed_in_the_middle_of_its_work_is_replaced_by_the_others(
    fleet: Fleet, sessions: Sessions, world: World
) -> None:
    fleet.relay()
    fleet.worker("first")
    apply_all(sessions, world, applicants=APPLICANTS)
    wait_until(lambda: bool(running(sessions)))
    held = running(sessions)
    fleet.kill("first")
    fleet.worker("second")
    wait_until(lambda: all_done(sessions))
    assert_nothing_lost_nothing_doubled(sessions)
    with sessions() as session:
        attempts = session.scalars(select(JobRow.attempt).where(JobRow.id.in_(held))).all()
    assert max(attempts) == 2


def restart_relay(fleet: Fleet) -> None:
    fleet.kill("relay")
    fleet.relay()


@pytest.mark.parametrize("fault", [restart_relay, Fleet.lose_redis], ids=["relay", "redis"])
def test_what_only_carries_messages_may_die_with_all_its_data(
    fleet: Fleet, sessions: Sessions, world: World, fault: Callable[[Fleet], None]
) -> None:
    fleet.relay()
    fleet.worker("worker")
    apply_all(sessions, world, applicants=APPLICANTS)
    wait_until(lambda: bool(running(sessions)))
    fault(fleet)
    wait_until(lambda: all_done(sessions))
    assert_nothing_lost_nothing_doubled(sessions)


def test_a_worker_that_wakes_up_after_its_lease_changes_nothing(
    fleet: Fleet, sessions: Sessions, world: World
) -> None:
    fleet.relay()
    fleet.worker("sleeper")
    apply_all(sessions, world, applicants=APPLICANTS)
    wait_until(lambda: bool(running(sessions)))
    fleet.signal("sleeper", signal.SIGSTOP)
    fleet.worker("other")
    wait_until(lambda: all_done(sessions))
    fleet.signal("sleeper", signal.SIGCONT)
    fleet.signal("sleeper", signal.SIGTERM)
    assert fleet.processes["sleeper"].wait(60) == 0
    assert_nothing_lost_nothing_doubled(sessions)


def rank(sessions: Sessions, world: World) -> uuid.UUID:
    with sessions.begin() as session:
        return add_job(session, NewJob(world.workspace_id, "RANKING", world.post_id))


def order(sessions: Sessions) -> list[uuid.UUID]:
    with sessions() as session:
        ranking = session.scalars(select(RankingRow)).one()
        entries = session.execute(ranked_entries(ranking.id, ranking.generation))
        return [entry.applicant_id for entry in entries]


def chunks_done(sessions: Sessions) -> int:
    with sessions() as session:
        done = select(func.count()).where(RankingChunkRow.done)
        return session.scalar(done) or 0


@pytest.mark.parametrize("fault", [Fleet.lose_redis, None], ids=["redis", "worker"])
def test_a_ranking_whose_carriers_die_ends_in_the_order_of_an_undisturbed_one(
    fleet: Fleet, sessions: Sessions, world: World, fault: Callable[[Fleet], None] | None
) -> None:
    with sessions.begin() as session:
        pool = add_pool(session, world, size=2_000)
    job_id = rank(sessions, world)
    fleet.relay()
    fleet.worker("first")
    fleet.worker("second")
    wait_until(lambda: chunks_done(sessions) > 0)
    if fault is None:
        fleet.kill("first")
    else:
        fault(fleet)
    wait_until(lambda: job_row(sessions, job_id).state == "SUCCEEDED")
    disturbed = order(sessions)
    again = rank(sessions, world)
    wait_until(lambda: job_row(sessions, again).state == "SUCCEEDED")
    assert set(disturbed) == set(pool)
    assert order(sessions) == disturbed
    with sessions() as session:
        ends = select(func.count()).where(JobEventRow.job_id == job_id, JobEventRow.terminal)
        assert session.scalar(ends) == 1
