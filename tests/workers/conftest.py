"""What the tests of the queue stand on: a workspace with a post, progress, and an executor."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from db.progress import ProgressWriter, sync_client
from db.sessions import Sessions
from tests.world import World, make_world
from workers.actors import handlers
from workers.execution import Executor


@pytest.fixture
def world(sessions: Sessions) -> World:
    return make_world(sessions)


@pytest.fixture
def progress(redis_url: str) -> Iterator[ProgressWriter]:
    with sync_client(redis_url) as client:
        yield ProgressWriter(client)


@pytest.fixture
def executor(sessions: Sessions, progress: ProgressWriter) -> Executor:
    return Executor(sessions, progress, handlers(sessions, progress), timedelta(seconds=30))
