"""Real engines for every test: one PostgreSQL and one Valkey a session, a database a test."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql
from sqlalchemy import Engine

from api.servers.folders import Folders
from api.servers.postgres import ROLE, Postgres, start_postgres
from api.servers.valkey import Valkey, start_valkey
from db.migrations import upgrade
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings

_TEMPLATE = "penroll_template"


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    root = tmp_path_factory.mktemp("engines")
    for folder in (root, *root.parents):
        if folder.name.startswith("pytest"):
            folder.chmod(0o711)
    return Folders.under(root)


@pytest.fixture(scope="session")
def postgres(folders: Folders) -> Iterator[Postgres]:
    server = start_postgres(folders)
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def valkey(folders: Folders) -> Iterator[Valkey]:
    server = start_valkey(folders)
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> str:
    """The name of a database with all tables, to copy from."""
    _create_database(postgres, _TEMPLATE)
    engine = sync_engine(_settings(postgres, _TEMPLATE, "redis://unused"), application_name="tests")
    upgrade(engine)
    engine.dispose()
    return _TEMPLATE


@pytest.fixture
def redis_url(valkey: Valkey) -> Iterator[str]:
    yield valkey.url
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()


@pytest.fixture
def settings(postgres: Postgres, migrated: str, redis_url: str) -> Iterator[DatabaseSettings]:
    """Settings of a fresh, migrated database and an empty Redis."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _create_database(postgres, name, template=migrated)
    yield _settings(postgres, name, redis_url)
    with psycopg.connect(postgres.admin_conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def engine(settings: DatabaseSettings) -> Iterator[Engine]:
    engine = sync_engine(settings, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    return sync_sessions(engine)


def _settings(postgres: Postgres, database: str, redis_url: str) -> DatabaseSettings:
    url = f"postgresql://{ROLE}@/{database}?host={Path(postgres.sockets)}"
    return DatabaseSettings(database_url=url, redis_url=redis_url, pool_size=10)


def _create_database(postgres: Postgres, name: str, *, template: str = "template1") -> None:
    with psycopg.connect(postgres.admin_conninfo, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(ROLE)
            )
        )
