"""The relay sends what waits, again if need be, and its messages carry ids alone."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
import redis
from sqlalchemy import text

from db.jobs import NewJob
from db.sessions import Sessions
from db.settings import DatabaseSettings
from tests.world import add_job, add_workspace, job_row, states_of
from workers.relay import Relay
from workers.settings import WorkerSettings

CANARY = "canary@example.org"


@pytest.fixture
def relay(settings: DatabaseSettings) -> Iterator[Relay]:
    with closing(Relay(WorkerSettings(settings, resend_after=timedelta(seconds=0)))) as relay:
        yield relay


@pytest.fixture
def queues(redis_url: str) -> Iterator[redis.Redis]:
    """Dramatiq's database: the one after that of the URL."""
    assert redis_url.endswith("db=0")
    with redis.Redis.from_url(redis_url.replace("db=0", "db=1")) as client:
        yield client


@pytest.fixture
def job_id(sessions: Sessions) -> uuid.UUID:
    with sessions.begin() as session:
        new = NewJob(add_workspace(session), "RANKING", uuid.uuid4(), idempotency_key=CANARY)
        return add_job(session, new)


def waiting(queues: redis.Redis) -> int:
    return sum(queues.llen(f"dramatiq:{name}") for name in ("default", "generation"))


def test_a_message_is_small_and_holds_nothing_but_the_id(
    relay: Relay, queues: redis.Redis, job_id: uuid.UUID
) -> None:
    assert relay.step() == 1
    (message,) = queues.hvals("dramatiq:default.msgs")
    assert len(message) < 1024
    assert str(job_id).encode() in message
    assert CANARY.encode() not in message


def test_kinds_go_to_their_queues(
    relay: Relay, queues: redis.Redis, sessions: Sessions, job_id: uuid.UUID
) -> None:
    with sessions.begin() as session:
        add_job(session, NewJob(add_workspace(session), "POST_GENERATION", uuid.uuid4()))
    relay.step()
    assert queues.llen("dramatiq:default") == 1
    assert queues.llen("dramatiq:generation") == 1


def test_a_redis_that_forgot_everything_is_told_again(
    relay: Relay, queues: redis.Redis, job_id: uuid.UUID
) -> None:
    relay.step()
    queues.flushall()
    assert waiting(queues) == 0
    relay.step()
    assert waiting(queues) == 1


def test_a_dead_worker_s_job_waits_again(
    relay: Relay, sessions: Sessions, job_id: uuid.UUID
) -> None:
    with sessions.begin() as session:
        session.execute(
            text(
                "update job set state = 'RUNNING', attempt = 1, "
                "lease_until = clock_timestamp() - interval '1 second'"
            )
        )
    assert relay.step() == 1
    assert job_row(sessions, job_id).state == "QUEUED"
    assert states_of(sessions, job_id) == ["QUEUED", "QUEUED"]
