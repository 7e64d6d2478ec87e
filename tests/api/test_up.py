"""`penroll up` as a stranger runs it: it comes up, stays up, and goes without a trace."""

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.servers.children import command_line
from tests.api.holding import ROOT, processes_of, wait_for
from tests.engines import data_folder

pytestmark = pytest.mark.slow

_URL = re.compile(r"(http://127\.0\.0\.1:\d+)/graphql")
_PROGRAMS = {"api", "relay", "worker-default-1", "worker-generation"}


@dataclass(frozen=True, slots=True)
class Up:
    """A run that has printed its address."""

    process: "subprocess.Popen[str]"
    url: str
    data: Path

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def pids(self) -> dict[str, int]:
        return {file.stem: int(file.read_text()) for file in (self.data / "pids").glob("*.pid")}

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=90)


@contextmanager
def running(data: Path) -> Iterator[Up]:
    """Run it on `data` until it says its address; end it after, if it lives."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PENROLL_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "up"],
        env=environ | {"PENROLL_DATA_DIR": str(data), "PENROLL_PORT": "0"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Up(process, _address(process), data)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=90)


def _address(process: "subprocess.Popen[str]") -> str:
    """Give the address that is printed; the rest of the output is read and dropped."""
    assert process.stdout is not None
    printed = []
    for line in process.stdout:
        printed.append(line)
        if found := _URL.search(line):
            threading.Thread(target=_drain, args=(process,), daemon=True).start()
            return found[1]
    raise AssertionError("penroll up ended without an address:\n" + "".join(printed))


def _drain(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    with process.stdout as output:
        output.read()


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One folder for the tests of this module, in their order: seeds are loaded once."""
    with data_folder() as folder:
        yield folder


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_a_signal_ends_all_of_it(data: Path, number: signal.Signals) -> None:
    with running(data) as up:
        assert up.is_ready()
        assert set(up.pids()) == _PROGRAMS
        assert up.end(number) == 0
    assert processes_of(data) == []
    assert up.pids() == {}


def test_whatever_is_killed_comes_back_at_the_same_address(data: Path) -> None:
    with running(data) as up:
        before = up.pids()
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not set(up.pids().values()) & set(before.values()), "new processes")
        wait_for(up.is_ready, "the API answers again")
        assert up.end(signal.SIGINT) == 0
    assert processes_of(data) == []


def test_killing_it_leaves_no_orphan_and_the_next_start_works(data: Path) -> None:
    with running(data) as killed:
        left = killed.pids()
        killed.process.kill()
        killed.process.wait()
    with running(data) as again:
        assert again.is_ready()
        assert [name for name, pid in left.items() if str(data) in command_line(pid)] == []
        assert again.end(signal.SIGINT) == 0
    wait_for(lambda: processes_of(data) == [], "no orphans")


def test_two_runs_in_two_folders_have_addresses_and_servers_of_their_own(data: Path) -> None:
    with data_folder() as other, running(data) as left, running(other) as right:
        assert left.url != right.url
        assert left.is_ready()
        assert left.end(signal.SIGINT) == 0
        assert right.is_ready()
        assert not set(left.pids().values()) & set(right.pids().values())


def test_a_signal_before_it_is_ready_ends_it_cleanly() -> None:
    with data_folder() as fresh:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "up"],
            env=os.environ | {"PENROLL_DATA_DIR": str(fresh), "PENROLL_PORT": "0"},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

        wait_for((fresh / "engines.json").exists, "its servers run")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert processes_of(fresh) == []
