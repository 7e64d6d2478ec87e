"""Real processes of the queue, to be killed in the middle of their work."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from api.servers.folders import Folders
from api.servers.valkey import Valkey, start_valkey
from db.jobs import NewJob
from db.rows import JobRow
from db.sessions import Sessions
from tests.engines import data_folder
from tests.world import World, add_applicant, add_job

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
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


@contextmanager
def running_fleet(database_url: str, *, lease_seconds: float) -> Iterator[Fleet]:
    """Give a fleet without processes on a database of its own; stop all of it at the end."""
    with data_folder() as data:
        folders = Folders.under(data)
        valkey = start_valkey(folders)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("PENROLL_")}
        environ |= {
            "PENROLL_DATABASE_URL": database_url,
            "PENROLL_REDIS_URL": valkey.url,
            "PENROLL_LEASE_SECONDS": str(lease_seconds),
            "PENROLL_RESEND_SECONDS": "1",
        }
        fleet = Fleet(environ, folders, valkey)
        try:
            yield fleet
        finally:
            fleet.stop()


def apply_all(sessions: Sessions, world: World, *, applicants: int) -> None:
    for number in range(applicants):
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
