"""Real processes are killed in the middle of their work: nothing is lost, nothing is doubled."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.servers.folders import Folders
from api.servers.valkey import Valkey, start_valkey
from db.jobs import NewJob
from db.rows import (
    JobEventRow,
    JobRow,
    RankingChangeRow,
    RankingEntryRow,
    SkillProfileRow,
)
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from tests.engines import data_folder
from tests.world import World, add_applicant, add_job, make_world

pytestmark = [pytest.mark.chaos, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LEASE_SECONDS = 3
PATIENCE_SECONDS = 120
APPLICANTS = 30
_CHANGED = threading.Event()


@dataclass
class Fleet:
    """Processes of the queue over one PostgreSQL and a Valkey of their own."""

    environ: dict[str, str]
    folders: Folders
    valkey: Valkey
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        log = self.folders.logs / f"{name}.log"
        with log.open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "api.cli", *arguments],
                env=self.environ,
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )

    def worker(self, name: str) -> None:
        self.start(name, "worker", "default", "--threads", "2")

    def relay(self) -> None:
        self.start("relay", "relay")

    def signal(self, name: str, number: signal.Signals) -> None:
        self.processes[name].send_signal(number)

    def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)
        assert self.processes.pop(name).wait(10) == -signal.SIGKILL

    def lose_redis(self) -> None:
        """Kill Valkey, delete all that it wrote, and start it again, empty."""
        self.valkey.process.kill()
        self.valkey.process.wait(10)
        shutil.rmtree(self.folders.valkey / "appendonlydir")
        self.valkey = start_valkey(self.folders)

    def stop(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait(10)
        self.valkey.stop()


@pytest.fixture
def fleet(database_url: str) -> Iterator[Fleet]:
    with data_folder() as data, ExitStack() as stack:
        folders = Folders.under(data)
        valkey = start_valkey(folders)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("PENROLL_")}
        environ |= {
            "PENROLL_DATABASE_URL": database_url,
            "PENROLL_REDIS_URL": valkey.url,
            "PENROLL_LEASE_SECONDS": str(LEASE_SECONDS),
            "PENROLL_RESEND_SECONDS": "1",
        }
        fleet = Fleet(environ, folders, valkey)
        stack.callback(fleet.stop)
        yield fleet


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    engine = sync_engine(DatabaseSettings(database_url, "redis://unused"), application_name="tests")
    yield sync_sessions(engine)
    engine.dispose()


@pytest.fixture
def world(sessions: Sessions) -> World:
    return make_world(sessions)


def apply_all(sessions: Sessions, world: World) -> None:
    for number in range(APPLICANTS):
        with sessions.begin() as session:
            applicant = add_applicant(session, world, cv=f"Python since {2000 + number}. SQL.")
            add_job(session, NewJob(world.workspace_id, "SKILL_EXTRACTION", applicant))


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a condition; how long it takes decides nothing, short of two minutes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "nothing more happened"
        _CHANGED.wait(0.05)


def running(sessions: Sessions) -> set[uuid.UUID]:
    with sessions() as session:
        return set(session.scalars(select(JobRow.id).where(JobRow.state == "RUNNING")))


def all_done(sessions: Sessions) -> bool:
    """Every CV is read and every applicant placed: two jobs for each."""
    ended = select(func.count()).where(JobRow.state == "SUCCEEDED")
    with sessions() as session:
        return session.scalar(ended) == 2 * APPLICANTS


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
    assert states == {"SUCCEEDED": 2 * APPLICANTS}
    assert list(ends) == [1] * 2 * APPLICANTS
    assert profiles == entries == APPLICANTS
    assert list(versions) == list(range(1, APPLICANTS + 1))


def test_a_worker_killed_in_the_middle_of_its_work_is_replaced_by_the_others(
    fleet: Fleet, sessions: Sessions, world: World
) -> None:
    fleet.relay()
    fleet.worker("first")
    apply_all(sessions, world)
    wait_until(lambda: bool(running(sessions)))
    held = running(sessions)
    fleet.kill("first")
    fleet.worker("second")
    wait_until(lambda: all_done(sessions))
    assert_nothing_lost_nothing_doubled(sessions)
    with sessions() as session:
        attempts = session.scalars(select(JobRow.attempt).where(JobRow.id.in_(held))).all()
    assert max(attempts) == 2


def test_jobs_wait_for_a_relay_that_was_killed(
    fleet: Fleet, sessions: Sessions, world: World
) -> None:
    fleet.relay()
    fleet.worker("worker")
    apply_all(sessions, world)
    wait_until(lambda: bool(running(sessions)))
    fleet.kill("relay")
    fleet.relay()
    wait_until(lambda: all_done(sessions))
    assert_nothing_lost_nothing_doubled(sessions)


def test_a_redis_that_dies_with_all_its_data_loses_no_work(
    fleet: Fleet, sessions: Sessions, world: World
) -> None:
    fleet.relay()
    fleet.worker("worker")
    apply_all(sessions, world)
    wait_until(lambda: bool(running(sessions)))
    fleet.lose_redis()
    wait_until(lambda: all_done(sessions))
    assert_nothing_lost_nothing_doubled(sessions)


def test_a_worker_that_wakes_up_after_its_lease_changes_nothing(
    fleet: Fleet, sessions: Sessions, world: World
) -> None:
    fleet.relay()
    fleet.worker("sleeper")
    apply_all(sessions, world)
    wait_until(lambda: bool(running(sessions)))
    fleet.signal("sleeper", signal.SIGSTOP)
    fleet.worker("other")
    wait_until(lambda: all_done(sessions))
    fleet.signal("sleeper", signal.SIGCONT)
    fleet.signal("sleeper", signal.SIGTERM)
    assert fleet.processes["sleeper"].wait(60) == 0
    assert_nothing_lost_nothing_doubled(sessions)
