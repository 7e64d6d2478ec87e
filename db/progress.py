"""Progress over Redis streams: ticks and doorbells, ids and numbers only.

PostgreSQL holds every durable event; a stream may vanish at any time and costs a subscriber no more
than a wait for its next look at the database.
"""

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import redis
import redis.asyncio
import structlog

MAX_ENTRIES = 1000
KEEP_SECONDS = 3600
_BLOCK_MS = 1000
_RETRY_SECONDS = 0.5

Fields = Mapping[str, str]

log = structlog.get_logger(__name__)


def job_stream(job_id: uuid.UUID) -> str:
    return f"job:{job_id}"


def ranking_stream(post_id: uuid.UUID) -> str:
    return f"ranking:{post_id}"


@dataclass(frozen=True, slots=True)
class ProgressWriter:
    """Writes to streams from a worker; a Redis that is away is none of the job's business."""

    client: redis.Redis

    def write(self, stream: str, fields: Fields) -> None:
        """Append an entry; without fields of meaning it is a doorbell."""
        try:
            with self.client.pipeline(transaction=False) as pipeline:
                entry: dict[Any, Any] = {**fields}
                pipeline.xadd(stream, entry, maxlen=MAX_ENTRIES, approximate=True)
                pipeline.expire(stream, KEEP_SECONDS)
                pipeline.execute()
        except redis.RedisError as error:
            log.warning("progress not written", stream=stream, reason=type(error).__name__)

    def ring(self, stream: str) -> None:
        """Tell subscribers that the database has something new."""
        self.write(stream, {"bell": "1"})


@dataclass(eq=False)
class Slot:
    """What a subscriber has not seen yet: the newest tick, and whether the bell rang."""

    tick: Fields | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, fields: Fields) -> None:
        if "seq" in fields:
            self.tick = fields
        self._changed.set()

    async def wait(self, *, timeout_seconds: float) -> Fields | None:
        """Wait for the next entry, at most `timeout_seconds`; give the newest tick, if any."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                await self._changed.wait()
        self._changed.clear()
        tick, self.tick = self.tick, None
        return tick


class ProgressHub:
    """One reader of all wanted streams for a whole API process, fanned out in memory."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self._client = client
        self._slots: dict[str, set[Slot]] = defaultdict(set)
        self._positions: dict[str, str] = {}
        self._wanted = asyncio.Event()
        self._reader_id: int | None = None

    @asynccontextmanager
    async def listen(self, stream: str) -> AsyncIterator[Slot]:
        """Give a slot that is filled from now on; anything older is in the database."""
        slot = Slot()
        self._slots[stream].add(slot)
        if stream not in self._positions:
            self._positions[stream] = await self._tail(stream)
            await self._interrupt()
        self._wanted.set()
        try:
            yield slot
        finally:
            self._slots[stream].discard(slot)
            if not self._slots[stream]:
                del self._slots[stream]
                self._positions.pop(stream, None)

    async def run(self) -> None:
        """Read until cancelled; a lost Redis is tried again."""
        while True:
            await self._wanted.wait()
            if not self._positions:
                self._wanted.clear()
                continue
            try:
                await self._read_once()
            except redis.RedisError as error:
                log.warning("progress not read", reason=type(error).__name__)
                self._reader_id = None
                # Entries of a new Redis start over.
                self._positions = dict.fromkeys(self._positions, "0-0")
                await asyncio.sleep(_RETRY_SECONDS)

    async def ring(self, stream: str) -> None:
        """Tell subscribers of all API processes that the database has something new."""
        with contextlib.suppress(redis.RedisError):
            await self._client.xadd(stream, {"bell": "1"}, maxlen=MAX_ENTRIES, approximate=True)
            await self._client.expire(stream, KEEP_SECONDS)

    async def drop(self, streams: Iterable[str]) -> None:
        """Delete streams whose jobs are gone; what a lost Redis keeps expires by itself."""
        with contextlib.suppress(redis.RedisError):
            for stream in streams:
                await self._client.delete(stream)

    async def _read_once(self) -> None:
        async with self._client.client() as connection:
            self._reader_id = await connection.client_id()
            while self._positions:
                wanted: dict[Any, Any] = {**self._positions}
                answer = await connection.xread(wanted, block=_BLOCK_MS)
                for stream, entries in _streams(answer):
                    self._deliver(stream, entries)

    def _deliver(self, stream: str, entries: list[tuple[str, Fields]]) -> None:
        for entry_id, fields in entries:
            if stream in self._positions:
                self._positions[stream] = entry_id
            for slot in self._slots.get(stream, ()):
                slot.put(fields)

    async def _tail(self, stream: str) -> str:
        try:
            newest = await self._client.xrevrange(stream, count=1)
        except redis.RedisError:
            return "0-0"
        return str(newest[0][0]) if newest else "0-0"

    async def _interrupt(self) -> None:
        """End the blocking read, so that a stream just wanted is read at once."""
        if self._reader_id is not None:
            with contextlib.suppress(redis.RedisError):
                await self._client.client_unblock(self._reader_id)


def _streams(answer: object) -> list[tuple[str, list[tuple[str, Fields]]]]:
    """Even out the two shapes of XREAD's answer (a list under RESP2, a map under RESP3)."""
    if isinstance(answer, Mapping):
        return [(name, _flat(entries)) for name, entries in answer.items()]
    if isinstance(answer, list):
        return [(name, _flat(entries)) for name, entries in answer]
    return []


def _flat(entries: list[object]) -> list[tuple[str, Fields]]:
    flat: list[tuple[str, Fields]] = []
    for entry in entries:
        match entry:
            case [str() as entry_id, Mapping() as fields]:
                flat.append((entry_id, fields))
            case (str() as entry_id, Mapping() as fields):
                flat.append((entry_id, fields))
            case list() | tuple():
                flat.extend(_flat(list(entry)))
            case _:
                continue
    return flat


def async_client(redis_url: str) -> "redis.asyncio.Redis":
    """Give a client whose blocking reads fit into its socket time-out."""
    client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(
        redis_url, decode_responses=True, socket_timeout=5, socket_connect_timeout=2
    )
    return client


def sync_client(redis_url: str) -> redis.Redis:
    client: redis.Redis = redis.Redis.from_url(
        redis_url, decode_responses=True, socket_timeout=5, socket_connect_timeout=2
    )
    return client
