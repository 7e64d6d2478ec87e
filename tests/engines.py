"""What fixtures do on the engines of a test session: make, copy and drop databases."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from api.servers.folders import Folders
from api.servers.postgres import ROLE, Postgres, start_postgres
from api.servers.valkey import Valkey, start_valkey
from db.migrations import upgrade
from db.sessions import sync_engine
from db.settings import DatabaseSettings

EMPTY = "template1"


@contextmanager
def data_folder() -> Iterator[Path]:
    """Give an empty folder for embedded engines; remove it after.

    pytest's own folders will not do: root's are closed to the account that PostgreSQL runs as.
    """
    folder = Path(tempfile.mkdtemp(prefix="penroll-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_postgres(folders: Folders) -> Iterator[Postgres]:
    server = start_postgres(folders)
    yield server
    assert server.stop() == 0


@contextmanager
def running_valkey(folders: Folders) -> Iterator[Valkey]:
    server = start_valkey(folders)
    yield server
    assert server.stop() == 0


def make_migrated(server: Postgres, name: str) -> None:
    """Make a database with all tables, to copy from."""
    copy_database(server, name, template=EMPTY)
    engine = sync_engine(
        DatabaseSettings(url_of(server, name), "redis://unused"), application_name="tests"
    )
    upgrade(engine)
    engine.dispose()


@contextmanager
def fresh_database(server: Postgres, *, template: str = EMPTY) -> Iterator[str]:
    """Give the URL of a new copy of `template`, owned by the application's role; drop it after."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    copy_database(server, name, template=template)
    yield url_of(server, name)
    with psycopg.connect(server.admin_conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def url_of(server: Postgres, database: str) -> str:
    return server.url_of(database)


def copy_database(server: Postgres, name: str, *, template: str) -> None:
    """Make a database as a copy of another, owned by the application's role."""
    with psycopg.connect(server.admin_conninfo, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(ROLE)
            )
        )
