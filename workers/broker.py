"""Dramatiq as the carrier of job ids: no retries, no results, nothing but ids."""

from collections.abc import Callable

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import CurrentMessage, ShutdownNotifications
from redis.connection import parse_url

DEFAULT_QUEUE = "default"
GENERATION_QUEUE = "generation"
QUEUES = (DEFAULT_QUEUE, GENERATION_QUEUE)
_ACTOR = "run_job"

# Dead workers' messages come back by the relay in any case; these only keep Redis tidy.
_HEARTBEAT_TIMEOUT_MS = 15_000
_MAINTENANCE_CHANCE = 50_000
_DEAD_MESSAGE_TTL_MS = 24 * 3600 * 1000

RunJob = Callable[[str], None]


def queue_of(kind: str) -> str:
    """Give the queue of a kind of job: writing posts has one of its own, as it is slow."""
    return GENERATION_QUEUE if kind == "POST_GENERATION" else DEFAULT_QUEUE


def make_broker(redis_url: str, run_job: RunJob) -> RedisBroker:
    """Give a broker whose actors hand each job id to `run_job`.

    Dramatiq's keys lie in the database after the one of `redis_url`, as its maintenance walks all
    keys. Its Retries middleware is left out: a retry while Redis is away would be lost, and
    PostgreSQL owns retries.
    """
    broker = RedisBroker(  # type: ignore[no-untyped-call]
        client=redis.Redis(connection_pool=_pool(redis_url)),
        middleware=[ShutdownNotifications(notify_shutdown=True), CurrentMessage()],
        heartbeat_timeout=_HEARTBEAT_TIMEOUT_MS,
        maintenance_chance=_MAINTENANCE_CHANCE,
        dead_message_ttl=_DEAD_MESSAGE_TTL_MS,
    )
    for queue in QUEUES:
        name = f"{_ACTOR}_{queue}"
        dramatiq.actor(actor_name=name, queue_name=queue, broker=broker)(run_job)
    return broker


def send(broker: RedisBroker, job_id: str, kind: str, *, priority: int) -> None:
    """Ring the bell: put the job's id into its queue."""
    actor = broker.get_actor(f"{_ACTOR}_{queue_of(kind)}")
    broker.enqueue(actor.message_with_options(args=(job_id,), priority=priority))


def _pool(redis_url: str) -> redis.ConnectionPool:
    options = parse_url(redis_url)  # type: ignore[no-untyped-call]
    options["db"] = int(options.get("db", 0)) + 1
    pool: redis.ConnectionPool = redis.ConnectionPool(
        socket_timeout=10, socket_connect_timeout=2, **options
    )
    return pool
