"""Start holders of embedded servers, kill them, and look at what they leave."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from api.servers.children import command_line

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Holder:
    """A live process that runs both servers of a folder."""

    process: "subprocess.Popen[str]"
    database_url: str
    redis_url: str
    admin_conninfo: str
    pids: tuple[int, int]

    def write(self, value: str) -> None:
        """Leave a value in both servers, durably."""
        with psycopg.connect(self.database_url) as connection:
            connection.execute("create table if not exists kept (value text)")
            connection.execute("insert into kept values (%s)", [value])
        with redis.Redis.from_url(self.redis_url) as client:
            client.rpush("kept", value)
            client.execute_command("waitaof", 1, 0, 5_000)

    def read(self) -> tuple[list[str], list[str]]:
        """Give what `write` has left in PostgreSQL and in Valkey."""
        with psycopg.connect(self.database_url) as connection:
            found = connection.execute("select to_regclass('kept')").fetchone()
            there = found is not None and found[0] is not None
            rows = connection.execute("select value from kept").fetchall() if there else []
        with redis.Redis.from_url(self.redis_url, decode_responses=True) as client:
            return [value for (value,) in rows], list(client.lrange("kept", 0, -1))

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=60)


def begin(data: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.api.holder", str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def told_by(process: "subprocess.Popen[str]") -> Holder | None:
    """Give the holder once its servers run; None when it ended instead."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        return None
    told = json.loads(line)
    database_url, redis_url = told["address"]
    postgres, valkey = told["pids"]
    return Holder(process, database_url, redis_url, told["admin"], (postgres, valkey))


@contextmanager
def holding(data: Path) -> Iterator[Holder]:
    """Run the servers of `data` in a process of their own, and end it after, if it lives."""
    process = begin(data)
    try:
        holder = told_by(process)
        assert holder is not None, f"ended with {process.wait()}"
        yield holder
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        assert process.stdout is not None
        process.stdout.close()


def processes_of(data: Path) -> list[str]:
    """Give the command lines of live processes that work on `data`, holders and ourselves apart."""
    lines = [command_line(int(entry.name)) for entry in Path("/proc").glob("[0-9]*")]
    return [line for line in lines if str(data) in line and "pytest" not in line]


def kill_all(pids: tuple[int, ...]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
    """Wait until `condition` holds; fail the test after `seconds`."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        pause.wait(0.05)
