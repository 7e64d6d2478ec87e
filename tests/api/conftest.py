"""The application on a copy of the library, shared by the tests of a module."""

from collections.abc import AsyncIterator, Iterator

import pytest
import redis

from api.servers.postgres import Postgres
from api.servers.valkey import Valkey
from api.settings import Settings
from tests.api.client import Api, running_api
from tests.engines import fresh_database


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
