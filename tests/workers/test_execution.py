"""One job: result and end hold together, and whoever lost the lease leaves nothing behind."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.jobs import NewJob
from db.progress import ProgressWriter, job_stream
from db.rows import JobEventRow, WorkspaceRow
from db.rows.jobs import JOB_KINDS
from db.sessions import Sessions
from tests.world import add_job, add_workspace, count, job_row, states_of
from workers.actors import handlers
from workers.execution import Executor, Handler, backoff
from workers.handle import Done, JobHandle, LeaseLostError, PermanentError

LEASE = timedelta(seconds=5)


@pytest.fixture
def job_id(sessions: Sessions) -> uuid.UUID:
    with sessions.begin() as session:
        return add_job(session, NewJob(add_workspace(session), "EXPORT", uuid.uuid4()))


@pytest.fixture
def run(
    sessions: Sessions, progress: ProgressWriter, job_id: uuid.UUID
) -> Callable[[Handler], None]:
    def run(handler: Handler) -> None:
        Executor(sessions, progress, {"EXPORT": handler}, LEASE).run(str(job_id))

    return run


def named(name: str) -> Callable[[object], None]:
    """Give a result that is seen in the database: a workspace of that name."""
    return lambda session: session.add(WorkspaceRow(name=name))  # type: ignore[attr-defined]


def names(sessions: Sessions) -> list[str]:
    with sessions() as session:
        found = session.execute(text("select name from workspace where name is not null"))
        return list(found.scalars())


def test_a_result_is_stored_with_the_end_of_its_job(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    result_id = uuid.uuid4()
    run(lambda _: Done(result_type="Post", result_id=result_id, write=named("written")))
    row = job_row(sessions, job_id)
    assert (row.state, row.result_id, row.lease_until) == ("SUCCEEDED", result_id, None)
    assert names(sessions) == ["written"]
    assert states_of(sessions, job_id) == ["QUEUED", "RUNNING", "SUCCEEDED"]


def test_a_second_delivery_does_nothing(run: Callable[[Handler], None], sessions: Sessions) -> None:
    run(lambda _: Done(write=named("first")))
    run(lambda _: Done(write=named("second")))
    assert names(sessions) == ["first"]


def test_an_error_gives_the_job_back_for_later(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    def fail(_handle: JobHandle) -> Done:
        raise RuntimeError("of no interest")

    run(fail)
    row = job_row(sessions, job_id)
    assert (row.state, row.attempt) == ("QUEUED", 1)
    assert row.run_after > row.created_at + timedelta(seconds=1)
    assert states_of(sessions, job_id) == ["QUEUED", "RUNNING", "QUEUED"]


def test_the_last_attempt_ends_in_failure_with_words_for_people(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    def fail(_handle: JobHandle) -> Done:
        raise RuntimeError("canary@example.org")

    with sessions.begin() as session:
        session.execute(text("update job set max_attempts = 1"))
    run(fail)
    row = job_row(sessions, job_id)
    assert (row.state, row.error_code) == ("FAILED", "INTERNAL")
    assert "canary" not in (row.error or "")


def test_what_cannot_succeed_fails_at_once(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    def refuse(_handle: JobHandle) -> Done:
        raise PermanentError("GONE", "The post is gone.")

    run(refuse)
    row = job_row(sessions, job_id)
    assert (row.state, row.error_code, row.error) == ("FAILED", "GONE", "The post is gone.")


def test_an_error_while_the_result_is_stored_leaves_none_of_it(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    def half(session: object) -> None:
        named("half")(session)
        raise RuntimeError

    run(lambda _: Done(write=half))
    assert names(sessions) == []
    assert job_row(sessions, job_id).state == "QUEUED"


def lose_lease(sessions: Sessions) -> None:
    """Do what the relay and another worker do while this one is stopped."""
    with sessions.begin() as session:
        session.execute(text("update job set attempt = attempt + 1"))


def test_a_stale_worker_stores_neither_parts_nor_result(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    refused: list[bool] = []

    def stopped(handle: JobHandle) -> Done:
        lose_lease(sessions)
        try:
            with handle.transaction() as session:
                named("part")(session)
        except LeaseLostError:
            refused.append(True)
        handle.lost.clear()
        return Done(write=named("result"))

    run(stopped)
    assert refused == [True]
    assert names(sessions) == []
    assert job_row(sessions, job_id).state == "RUNNING"
    assert states_of(sessions, job_id) == ["QUEUED", "RUNNING"]


def test_cancelling_reaches_a_running_job(
    run: Callable[[Handler], None], sessions: Sessions, job_id: uuid.UUID
) -> None:
    def works_until_told(handle: JobHandle) -> Done:
        with sessions.begin() as session:
            session.execute(text("update job set cancel_requested = true"))
        assert handle.cancelled.wait(10)
        handle.raise_if_stopped()
        return Done(write=named("never"))

    run(works_until_told)
    assert job_row(sessions, job_id).state == "CANCELLED"
    assert states_of(sessions, job_id)[-1] == "CANCELLED"
    assert names(sessions) == []


def test_a_long_job_keeps_its_lease(
    sessions: Sessions, progress: ProgressWriter, job_id: uuid.UUID
) -> None:
    short = timedelta(seconds=1)
    renewed = threading.Event()

    def longer_than_the_lease(handle: JobHandle) -> Done:
        first = job_row(sessions, job_id).lease_until
        while not renewed.is_set():
            handle.raise_if_stopped()
            now = job_row(sessions, job_id).lease_until
            assert first is not None
            assert now is not None
            if now > first + short:
                renewed.set()
        return Done()

    Executor(sessions, progress, {"EXPORT": longer_than_the_lease}, short).run(str(job_id))
    assert job_row(sessions, job_id).state == "SUCCEEDED"
    assert job_row(sessions, job_id).attempt == 1


def test_ticks_go_to_the_stream_and_not_to_the_database(
    run: Callable[[Handler], None], sessions: Sessions, progress: ProgressWriter, job_id: uuid.UUID
) -> None:
    def work(handle: JobHandle) -> Done:
        for done in range(1001):
            handle.tick(done=done, total=1000, stage="counting")
        return Done()

    run(work)
    entries: Any = progress.client.xrange(job_stream(job_id))
    ticks = [fields for _, fields in entries if "seq" in fields]
    assert 2 <= len(ticks) <= 20
    assert ticks[-1]["done"] == "1000"
    assert count(sessions, JobEventRow) == 3


def test_every_kind_of_job_has_a_handler(sessions: Sessions, progress: ProgressWriter) -> None:
    assert set(handlers(sessions, progress)) == set(JOB_KINDS)


def test_the_pause_between_attempts_doubles_up_to_five_minutes() -> None:
    assert [backoff(n).total_seconds() for n in (1, 2, 3, 9)] == [2, 4, 8, 300]
