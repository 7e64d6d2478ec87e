"""What subscribers are told: every durable event once, in order, whatever Redis forgets."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import redis
import redis.asyncio

from db.events import Cursor, CursorError, JobSignal, follow_job, follow_ranking
from db.jobs import NewJob
from db.progress import ProgressHub, ProgressWriter, async_client, ranking_stream, sync_client
from db.rows import RankingChangeRow, RankingRow
from db.sessions import AsyncSessions, Sessions, async_engine, async_sessions
from db.settings import DatabaseSettings
from tests.world import World, add_job, make_world
from workers.execution import Executor
from workers.handle import Done, JobHandle

POLL = 0.2
PATIENCE = 20


@pytest.fixture
async def reading(settings: DatabaseSettings) -> AsyncIterator[AsyncSessions]:
    engine = async_engine(settings, application_name="tests")
    yield async_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def hub(redis_url: str) -> AsyncIterator[ProgressHub]:
    client: redis.asyncio.Redis = async_client(redis_url)
    hub = ProgressHub(client)
    task = asyncio.create_task(hub.run())
    yield hub
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await client.aclose()


@pytest.fixture
def world(sessions: Sessions) -> World:
    return make_world(sessions)


@pytest.fixture
def job(sessions: Sessions, world: World) -> NewJob:
    new = NewJob(world.workspace_id, "EXPORT", uuid.uuid4())
    with sessions.begin() as session:
        add_job(session, new)
    return new


def run(sessions: Sessions, redis_url: str, job: NewJob, *, parts: int) -> None:
    """Do the job as a worker does, with a durable event and a tick for each part."""

    def work(handle: JobHandle) -> Done:
        for number in range(parts):
            with handle.transaction() as session:
                handle.add_event(session, "SECTION", {"number": number})
            handle.ring()
            handle.tick(done=number + 1, total=parts, stage=f"part {number}")
        return Done()

    with sync_client(redis_url) as client:
        executor = Executor(
            sessions, ProgressWriter(client), {"EXPORT": work}, timedelta(seconds=30)
        )
        executor.run(str(job.id))


async def heard(
    reading: AsyncSessions, hub: ProgressHub, job: NewJob, after: Cursor | None = None
) -> list[JobSignal]:
    signals = follow_job(reading, hub, job.id, after=after, poll_seconds=POLL)
    async with asyncio.timeout(PATIENCE):
        return [signal async for signal in signals]


def durable(signals: list[JobSignal]) -> list[Cursor]:
    return [signal.cursor for signal in signals if signal.kind != "TICK"]


async def test_a_subscriber_who_comes_late_hears_everything_and_the_end(
    sessions: Sessions, redis_url: str, reading: AsyncSessions, hub: ProgressHub, job: NewJob
) -> None:
    await asyncio.to_thread(run, sessions, redis_url, job, parts=3)
    signals = await heard(reading, hub, job)
    assert [s.body["state"] for s in signals if s.kind == "STATE"] == [
        "QUEUED",
        "RUNNING",
        "SUCCEEDED",
    ]
    assert [s.body["number"] for s in signals if s.kind == "SECTION"] == [0, 1, 2]
    assert signals[-1].terminal


async def test_a_subscriber_who_comes_first_hears_the_same_while_it_happens(
    sessions: Sessions, redis_url: str, reading: AsyncSessions, hub: ProgressHub, job: NewJob
) -> None:
    listening = asyncio.create_task(heard(reading, hub, job))
    await asyncio.to_thread(run, sessions, redis_url, job, parts=3)
    live = await listening
    assert durable(live) == durable(await heard(reading, hub, job))
    cursors = [signal.cursor for signal in live]
    assert cursors == sorted(set(cursors))


async def test_every_cursor_resumes_with_exactly_the_rest(
    sessions: Sessions, redis_url: str, reading: AsyncSessions, hub: ProgressHub, job: NewJob
) -> None:
    await asyncio.to_thread(run, sessions, redis_url, job, parts=4)
    whole = durable(await heard(reading, hub, job))
    for place, cursor in enumerate(whole):
        rest = await heard(reading, hub, job, after=Cursor.parse(str(cursor)))
        assert durable(rest) == whole[place + 1 :]


async def test_a_redis_that_loses_everything_costs_no_event(
    sessions: Sessions, redis_url: str, reading: AsyncSessions, hub: ProgressHub, job: NewJob
) -> None:
    listening = asyncio.create_task(heard(reading, hub, job))
    with redis.Redis.from_url(redis_url) as client:
        wiping = asyncio.create_task(_wipe(client))
        await asyncio.to_thread(run, sessions, redis_url, job, parts=5)
        live = await listening
        wiping.cancel()
    assert [s.body["number"] for s in live if s.kind == "SECTION"] == [0, 1, 2, 3, 4]


async def _wipe(client: redis.Redis) -> None:
    while True:
        await asyncio.to_thread(client.flushall)


@pytest.mark.parametrize("text", ["", "x", "1", "1.2.3", "-1.0", "1.9999999999999"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        Cursor.parse(text)


class TestRanking:
    def change(self, sessions: Sessions, world: World, *, version: int) -> None:
        with sessions.begin() as session:
            ranking = session.query(RankingRow).one_or_none()
            if ranking is None:
                ranking = RankingRow(
                    post_id=world.post_id, workspace_id=world.workspace_id, model="test"
                )
                session.add(ranking)
                session.flush()
            session.add(
                RankingChangeRow(
                    ranking_id=ranking.id,
                    version=version,
                    workspace_id=world.workspace_id,
                    done=version,
                    total=version,
                    moves=[],
                )
            )

    async def test_a_board_begins_empty_and_then_tells_each_change(
        self,
        sessions: Sessions,
        redis_url: str,
        reading: AsyncSessions,
        hub: ProgressHub,
        world: World,
    ) -> None:
        board = follow_ranking(reading, hub, world.post_id, after=None, poll_seconds=POLL)
        async with asyncio.timeout(PATIENCE):
            assert await anext(board) is None
            seen = []
            for version in (1, 2, 3):
                await asyncio.to_thread(self.change, sessions, world, version=version)
                with sync_client(redis_url) as client:
                    ProgressWriter(client).ring(ranking_stream(world.post_id))
                signal = await anext(board)
                assert signal is not None
                seen.append(signal.version)
        await board.aclose()  # type: ignore[attr-defined]
        assert seen == [1, 2, 3]

    async def test_a_board_resumes_after_a_version(
        self, sessions: Sessions, reading: AsyncSessions, hub: ProgressHub, world: World
    ) -> None:
        for version in (1, 2, 3):
            await asyncio.to_thread(self.change, sessions, world, version=version)
        fresh = follow_ranking(reading, hub, world.post_id, after=None, poll_seconds=POLL)
        resumed = follow_ranking(reading, hub, world.post_id, after=1, poll_seconds=POLL)
        async with asyncio.timeout(PATIENCE):
            present = await anext(fresh)
            rest = [await anext(resumed), await anext(resumed)]
        await fresh.aclose()  # type: ignore[attr-defined]
        await resumed.aclose()  # type: ignore[attr-defined]
        assert present is not None
        assert present.version == 3
        assert [signal.version for signal in rest if signal] == [2, 3]
