"""`penroll up`: servers, tables, seeds, then the API, the relay and the workers, until a signal."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from api.servers.children import spawn, stop
from api.servers.engines import Engines, running_engines
from api.servers.lock import only_run
from api.settings import Settings
from api.stopping import StopSignals
from api.supervisor import Place, Program, Supervisor
from api.terminal import Terminal
from workers.broker import DEFAULT_QUEUE, GENERATION_QUEUE

USUAL_PORT = 8000
READY_SECONDS = 120
GRACE_SECONDS = 30
_EARLY_DEATHS = 3


class UpError(RuntimeError):
    """The run cannot go on; the text says why and what to look at."""


@dataclass(frozen=True, slots=True)
class Run:
    """One `penroll up`. `engines` is None where the servers are somebody else's."""

    settings: Settings
    environ: Mapping[str, str]
    engines: Engines | None
    signals: StopSignals
    terminal: Terminal

    @property
    def data(self) -> Path:
        return self.settings.data_dir.resolve()

    def go(self) -> None:
        """Bring everything up and keep it up until a signal; raise UpError."""
        for command in ("migrate", "seed"):
            self._finish(command)
        if self.signals.asked.is_set():
            return
        with closing(_listen(self.settings)) as door:
            supervisor = self._supervisor(door)
            supervisor.start()
            try:
                if self._becomes_ready(supervisor, door):
                    self._keep(supervisor)
            finally:
                with self.terminal.step("stopping", "stopped the API, the relay and the workers"):
                    supervisor.stop(grace_seconds=GRACE_SECONDS, at_once=self.signals.at_once)

    def _finish(self, command: str) -> None:
        """Run a command of ours to its end; raise UpError when it fails."""
        if self.signals.asked.is_set():
            return
        process = spawn(_penroll(command), environ=self.environ)
        while process.poll() is None:
            if self.signals.asked.wait(0.05):
                stop(process, signal.SIGTERM, grace_seconds=5)
                return
        if process.returncode != 0:
            raise UpError(f"`penroll {command}` failed, see above")

    def _supervisor(self, door: socket.socket) -> Supervisor:
        logs = self.data / "logs"
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = str(self.data)
        place = Place(self.environ, logs, self.data / "pids", mark)
        programs = list(_programs(self.settings, door.fileno(), mark))
        return Supervisor(programs, place, self.terminal.warn)

    def _becomes_ready(self, supervisor: Supervisor, door: socket.socket) -> bool:
        """Wait for the API to answer; give False when told to stop before, raise UpError."""
        host, port = door.getsockname()[:2]
        deadline = time.monotonic() + READY_SECONDS
        with self.terminal.step(
            "starting the API", "the API, the relay and the workers run"
        ) as step:
            while not _answers(host, port):
                if self.signals.asked.wait(0.1):
                    step.text = "told to stop before the API was ready"
                    return False
                supervisor.tick()
                if supervisor.failures("api") >= _EARLY_DEATHS or time.monotonic() > deadline:
                    raise UpError(f"the API does not start:\n{_tail(supervisor.log_of('api'))}")
        self.terminal.say(f"Penroll is ready: http://{_shown(host)}:{port}/graphql")
        self.terminal.say(f"Logs: {self.data / 'logs'}. Ctrl-C stops it, a second one at once.")
        return True

    def _keep(self, supervisor: Supervisor) -> None:
        while not self.signals.asked.wait(0.2):
            if self.engines is not None:
                self.engines.revive(self.terminal.warn)
            supervisor.tick()


def up(settings: Settings, environ: Mapping[str, str], terminal: Terminal) -> None:
    """Run everything until SIGINT or SIGTERM.

    Raise AlreadyRunningError, PostgresError, ValkeyError, OSError or UpError, each with a text for
    people.
    """
    signals = StopSignals.installed()
    with _engines(settings, terminal) as engines:
        if engines is not None:
            address = engines.address
            settings = settings.at(database_url=address.database_url, redis_url=address.redis_url)
        inherited = settings.exported(environ) | {"PYTHONUNBUFFERED": "1"}
        Run(settings, inherited, engines, signals, terminal).go()


@contextmanager
def _engines(settings: Settings, terminal: Terminal) -> Iterator[Engines | None]:
    if not settings.embedded:
        with only_run(settings.data_dir.resolve()):
            yield None
        return
    with ExitStack() as stack:
        with terminal.step("starting PostgreSQL", "PostgreSQL and Valkey run") as step:
            engines = stack.enter_context(running_engines(settings.data_dir, step.now))
        try:
            yield engines
        finally:
            with terminal.step("stopping PostgreSQL and Valkey", "stopped PostgreSQL and Valkey"):
                stack.close()


def _programs(settings: Settings, door: int, mark: str) -> Iterator[Program]:
    yield Program("api", _penroll("api", "--socket", str(door), "--run", mark), (door,))
    yield Program("relay", _penroll("relay", "--run", mark))
    generation = _penroll("worker", GENERATION_QUEUE, "--threads", "1", "--run", mark)
    yield Program("worker-generation", generation)
    for number in range(1, settings.workers + 1):
        default = _penroll("worker", DEFAULT_QUEUE, "--run", mark)
        yield Program(f"worker-default-{number}", default)


def _penroll(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "api.cli", *arguments)


def _listen(settings: Settings) -> socket.socket:
    """Open the API's port; it stays open while the API itself is started again."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    ports = [USUAL_PORT, 0] if settings.port is None else [settings.port]
    for port in ports:
        try:
            return socket.create_server((settings.host, port), family=family, backlog=1024)
        except OSError as error:
            refusal = f"cannot listen on {settings.host}:{port}: {os.strerror(error.errno or 0)}"
    raise UpError(f"{refusal}. Give PENROLL_PORT another number, or 0 for a free one")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_shown(host).strip("[]"), port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _shown(host: str) -> str:
    """Give an address that a browser on this machine can open."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return "127.0.0.1" if host == "0.0.0.0" else "[::1]"  # noqa: S104
    return f"[{host}]" if ":" in host else host


def _tail(log: Path, *, lines: int = 20) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
