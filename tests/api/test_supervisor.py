"""Programs are kept running, and are stopped together."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.servers.children import command_line, spawn
from api.supervisor import Place, Program, Supervisor
from tests.api.holding import wait_for

_POLITE = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
print("running", flush=True)
signal.sigwait({signal.SIGTERM})
print("drained", flush=True)
"""
_STUBBORN = """
import signal, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("running", flush=True)
threading.Event().wait()
"""


class World:
    """A supervisor of some Python sources, and what it reported."""

    def __init__(self, folder: Path, **sources: str) -> None:
        self.reports: list[str] = []
        self.never = threading.Event()
        place = Place(os.environ, folder, folder / "pids", str(folder))
        programs = [
            Program(name, (sys.executable, "-c", source, str(folder)))
            for name, source in sources.items()
        ]
        self.supervisor = Supervisor(programs, place, self.reports.append)

    def log(self, name: str) -> str:
        path = self.supervisor.log_of(name)
        return path.read_text() if path.exists() else ""

    def pid(self, name: str) -> int:
        return int((self.supervisor.place.pids / f"{name}.pid").read_text())

    def wait_for_lines(self, name: str, count: int) -> None:
        def arrived() -> bool:
            self.supervisor.tick()
            return self.log(name).count("running\n") >= count

        wait_for(arrived, f"{count} lines of {name}")

    def stop(self) -> None:
        self.supervisor.stop(grace_seconds=30, at_once=self.never)


@pytest.fixture
def polite(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, one=_POLITE, two=_POLITE)
    world.supervisor.start()
    yield world
    world.stop()


def test_a_program_that_is_killed_is_started_again_and_the_other_stays(polite: World) -> None:
    polite.wait_for_lines("one", 1)
    polite.wait_for_lines("two", 1)
    two = polite.pid("two")
    os.kill(polite.pid("one"), signal.SIGKILL)
    polite.wait_for_lines("one", 2)
    assert polite.pid("two") == two
    assert polite.log("two").count("running\n") == 1
    assert [report.split(" (")[0] for report in polite.reports] == [
        "one ended with -9; starting it again in 0.5 s"
    ]


def test_stopping_lets_every_program_drain(polite: World) -> None:
    polite.wait_for_lines("one", 1)
    polite.wait_for_lines("two", 1)
    polite.stop()
    assert polite.log("one") == polite.log("two") == "running\ndrained\n"
    assert polite.reports == []
    assert list(polite.supervisor.place.pids.iterdir()) == []


def test_a_program_that_does_not_end_is_killed_when_it_must_be_now(tmp_path: Path) -> None:
    world = World(tmp_path, deaf=_STUBBORN)
    world.supervisor.start()
    world.wait_for_lines("deaf", 1)
    pid = world.pid("deaf")
    at_once = threading.Event()
    at_once.set()
    world.supervisor.stop(grace_seconds=60, at_once=at_once)
    assert command_line(pid) == ""
    assert world.reports == ["deaf did not end in time and was killed"]


def test_the_pause_before_a_start_grows_with_each_early_death(tmp_path: Path) -> None:
    world = World(tmp_path, short="print('running')")
    world.supervisor.start()
    world.wait_for_lines("short", 3)
    world.stop()
    pauses = [report.split(" in ")[1].split(" s")[0] for report in world.reports]
    assert pauses[:2] == ["0.5", "1"]
    assert world.supervisor.failures("short") >= 2


def test_what_a_killed_run_left_is_ended_before_the_start(tmp_path: Path) -> None:
    left = spawn([sys.executable, "-c", _STUBBORN, str(tmp_path)], environ=os.environ)
    (tmp_path / "pids").mkdir()
    (tmp_path / "pids" / "worker.pid").write_text(f"{left.pid}\n")
    # A real leftover is nobody's child here; ours stays a zombie until it is waited for.
    reaper = threading.Thread(target=left.wait)
    reaper.start()
    world = World(tmp_path, one=_POLITE)
    world.supervisor.start()
    reaper.join()
    assert left.returncode == -signal.SIGKILL
    world.stop()


def test_a_child_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    middle = f"""
import os, signal, sys, threading
from pathlib import Path
from api.servers.children import spawn
child = spawn([sys.executable, "-c", "import threading; threading.Event().wait()"], environ={{}})
Path({str(told)!r}).write_text(str(child.pid))
threading.Event().wait()
"""
    parent = spawn([sys.executable, "-c", middle], environ=os.environ)
    wait_for(lambda: told.exists() and told.read_text() != "", "the child of the child")
    child = int(told.read_text())
    wait_for(lambda: "launch.py" not in command_line(child), "the child has become its program")
    parent.kill()
    parent.wait()
    wait_for(lambda: command_line(child) == "", "the child has gone")
