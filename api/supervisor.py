"""Keep a set of programs running: start them, start again what dies, and stop them together."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.servers.children import end_leftover, spawn

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_HEALTHY_SECONDS = 60.0
_LOG_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """A program to be kept running; `name` also names its log and its pid file."""

    name: str
    arguments: tuple[str, ...]
    keep_open: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where programs run: their environment, logs and pid files.

    `mark` stands in every command line, so that a later run knows what an earlier one left.
    """

    environ: Mapping[str, str]
    logs: Path
    pids: Path
    mark: str


@dataclass(slots=True)
class _Child:
    program: Program
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    due_at: float = 0.0
    failures: int = 0


@dataclass(slots=True)
class Supervisor:
    """Runs programs; call `start`, then `tick` often, and `stop` at the end."""

    programs: Sequence[Program]
    place: Place
    report: Callable[[str], None]
    _children: list[_Child] = field(default_factory=list)

    def start(self) -> None:
        """End what a killed run left behind, then start every program."""
        self.place.pids.mkdir(mode=0o700, exist_ok=True)
        for leftover in sorted(self.place.pids.glob("*.pid")):
            end_leftover(leftover, belongs=self.place.mark, stop_signal=signal.SIGKILL)
        self._children = [_Child(program) for program in self.programs]
        for child in self._children:
            self._spawn(child)

    def tick(self) -> None:
        """Note what has died, and start it again once its pause is over."""
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child, child.process.returncode, now)
            if child.process is None and now >= child.due_at:
                self._spawn(child)

    def failures(self, name: str) -> int:
        """Say how often in a row a program died early."""
        return next(child.failures for child in self._children if child.program.name == name)

    def stop(self, *, grace_seconds: float, at_once: threading.Event) -> None:
        """Let every program finish what it does; kill after the grace, or when told `at_once`."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + grace_seconds
        while any(process.poll() is None for process in running):
            if at_once.wait(0.05) or time.monotonic() > deadline:
                break
        for child in self._children:
            if child.process is not None and child.process.poll() is None:
                self.report(f"{child.program.name} did not end in time and was killed")
                child.process.kill()
                child.process.wait()
            self._pid_file(child).unlink(missing_ok=True)

    def log_of(self, name: str) -> Path:
        return self.place.logs / f"{name}.log"

    def _spawn(self, child: _Child) -> None:
        log = self.log_of(child.program.name)
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        child.process = spawn(
            child.program.arguments,
            environ=self.place.environ,
            log=log,
            keep_open=child.program.keep_open,
        )
        child.started_at = time.monotonic()
        self._pid_file(child).write_text(f"{child.process.pid}\n")

    def _note_death(self, child: _Child, status: int, now: float) -> None:
        lasted = now - child.started_at
        child.failures = 1 if lasted > _HEALTHY_SECONDS else child.failures + 1
        pause = min(_FIRST_PAUSE * 2 ** (child.failures - 1), _LONGEST_PAUSE)
        child.process, child.due_at = None, now + pause
        self.report(
            f"{child.program.name} ended with {status}; starting it again in {pause:g} s "
            f"(see {self.log_of(child.program.name)})"
        )

    def _pid_file(self, child: _Child) -> Path:
        return self.place.pids / f"{child.program.name}.pid"
