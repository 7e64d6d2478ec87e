"""Both embedded servers of a data folder, from the lock to a clean stop."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.servers.folders import Folders
from api.servers.lock import AlreadyRunningError, only_run
from api.servers.postgres import Postgres, start_postgres
from api.servers.valkey import Valkey, start_valkey

Report = Callable[[str], None]
"""Told what is being done, in a few words."""

_NOTE = "engines.json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the servers of a data folder answer."""

    database_url: str
    redis_url: str


@dataclass(slots=True)
class Engines:
    """The running servers; `revive` starts again what has died, at the same address."""

    folders: Folders
    postgres: Postgres
    valkey: Valkey

    @property
    def address(self) -> Address:
        return Address(self.postgres.url, self.valkey.url)

    def revive(self, report: Report) -> None:
        """Start a server that ended by itself; raise PostgresError or ValkeyError."""
        if self.postgres.process.poll() is not None:
            report(f"PostgreSQL ended with {self.postgres.process.returncode}; starting it again")
            self.postgres = start_postgres(self.folders)
        if self.valkey.process.poll() is not None:
            report(f"Valkey ended with {self.valkey.process.returncode}; starting it again")
            self.valkey = start_valkey(self.folders)

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()

    def kill(self) -> None:
        """End both at once; PostgreSQL recovers at the next start."""
        self.valkey.process.kill()
        self.postgres.process.kill()


@contextmanager
def running_engines(data: Path, report: Report) -> Iterator[Engines]:
    """Run both servers on `data`, and stop them; raise AlreadyRunningError when they run there."""
    with only_run(data.resolve()):
        folders = Folders.under(data)
        engines = _start(folders, report)
        note = folders.data / _NOTE
        try:
            note.write_text(json.dumps(_as_note(engines.address)))
            yield engines
        finally:
            note.unlink(missing_ok=True)
            engines.stop()
            folders.forget_sockets()


def _start(folders: Folders, report: Report) -> Engines:
    new = not (folders.postgres / "cluster").is_dir()
    report("making the database" if new else "starting PostgreSQL")
    postgres = start_postgres(folders)
    report("starting Valkey")
    try:
        return Engines(folders, postgres, start_valkey(folders))
    except BaseException:
        postgres.stop()
        raise


def _as_note(address: Address) -> dict[str, str]:
    return {"database_url": address.database_url, "redis_url": address.redis_url}


@contextmanager
def reached_engines(data: Path, report: Report) -> Iterator[Address]:
    """Give the servers of `data`: the ones that run, or else ones started for the while."""
    try:
        with running_engines(data, report) as engines:
            yield engines.address
            return
    except AlreadyRunningError:
        address = noted_address(data)
        if address is None:
            raise
    yield address


def noted_address(data: Path) -> Address | None:
    """Give the address that a run on `data` has noted; None where there is no run."""
    try:
        noted = json.loads((data / _NOTE).read_text())
        return Address(noted["database_url"], noted["redis_url"])
    except (OSError, ValueError, KeyError):
        return None
