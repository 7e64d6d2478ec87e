"""Real engines for every test: one PostgreSQL and one Valkey a session, a database a test."""

from collections.abc import AsyncIterator, Iterator

import pytest
import redis
from sqlalchemy import Engine

from api.servers.folders import Folders
from api.servers.postgres import Postgres
from api.servers.valkey import Valkey
from api.settings import Settings
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from seeds.loading import load
from tests.client import Api, running_api
from tests.engines import (
    copy_database,
    data_folder,
    fresh_database,
    make_migrated,
    running_postgres,
    running_valkey,
)
from tests.vectors import KeptVectors

_TEMPLATE = "penroll_template"
_LIBRARY = "penroll_library"


@pytest.fixture(scope="session")
def folders() -> Iterator[Folders]:
    with data_folder() as data:
        yield Folders.under(data)


@pytest.fixture(scope="session")
def postgres(folders: Folders) -> Iterator[Postgres]:
    with running_postgres(folders) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(folders: Folders) -> Iterator[Valkey]:
    with running_valkey(folders) as server:
        yield server


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> str:
    """The name of a database with all tables, to copy from."""
    make_migrated(postgres, _TEMPLATE)
    return _TEMPLATE


@pytest.fixture(scope="session")
def library(postgres: Postgres, migrated: str, pytestconfig: pytest.Config) -> str:
    """The name of a database with the whole library in it, to copy from.

    The first session on a machine takes a minute to make it.
    """
    copy_database(postgres, _LIBRARY, template=migrated)
    where = DatabaseSettings(postgres.url_of(_LIBRARY), "redis://unused", statement_timeout_ms=0)
    engine = sync_engine(where, application_name="tests")
    vectors = KeptVectors(pytestconfig.rootpath / ".pytest_cache")
    load(engine, embed=vectors.embed)
    vectors.save()
    engine.dispose()
    return _LIBRARY


@pytest.fixture
def database_url(postgres: Postgres, migrated: str) -> Iterator[str]:
    """The URL of a fresh, migrated database."""
    with fresh_database(postgres, template=migrated) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(postgres: Postgres, migrated: str) -> Iterator[str]:
    """The URL of a fresh, migrated database that the tests of one module share."""
    with fresh_database(postgres, template=migrated) as url:
        yield url


@pytest.fixture
def redis_url(valkey: Valkey) -> Iterator[str]:
    """The URL of an empty Redis."""
    yield valkey.url
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()


@pytest.fixture
def settings(database_url: str, redis_url: str) -> DatabaseSettings:
    """Settings of a fresh, migrated database and an empty Redis."""
    return DatabaseSettings(database_url=database_url, redis_url=redis_url, pool_size=10)


@pytest.fixture
def engine(settings: DatabaseSettings) -> Iterator[Engine]:
    engine = sync_engine(settings, application_name="tests")
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    return sync_sessions(engine)


@pytest.fixture(scope="module")
def api_settings(postgres: Postgres, valkey: Valkey, library: str) -> Iterator[Settings]:
    with fresh_database(postgres, template=library) as url:
        environ = {
            "PENROLL_DATABASE_URL": url,
            "PENROLL_REDIS_URL": valkey.url,
            "PENROLL_REQUESTS_PER_MINUTE": "0",
            "PENROLL_POSTS_PER_HOUR": "0",
            "PENROLL_APPLICATIONS_PER_HOUR": "0",
        }
        yield Settings.from_env(environ)
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()


@pytest.fixture(scope="module")
async def api(api_settings: Settings) -> AsyncIterator[Api]:
    async with running_api(api_settings) as api:
        yield api
