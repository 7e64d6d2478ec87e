"""The job row: claimed once, fenced by its attempt, ended once, never lost."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.jobs import (
    EXPIRE,
    NewJob,
    args_digest,
    claim,
    dispatch,
    finish,
    insert_job,
    lock_held,
    renew,
    request_cancel,
    retry_later,
)
from db.rows import JobRow
from db.sessions import Sessions
from tests.world import add_job, add_workspace, job_row, states_of

LEASE = timedelta(seconds=30)
OVER = timedelta(seconds=-1)


@pytest.fixture
def workspace_id(sessions: Sessions) -> uuid.UUID:
    with sessions.begin() as session:
        return add_workspace(session)


def new_job(workspace_id: uuid.UUID, **more: object) -> NewJob:
    return NewJob(workspace_id, "EXPORT", uuid.uuid4(), **more)  # type: ignore[arg-type]


@pytest.fixture
def job(sessions: Sessions, workspace_id: uuid.UUID) -> NewJob:
    new = new_job(workspace_id)
    with sessions.begin() as session:
        add_job(session, new)
    return new


def claimed(session: Session, job: NewJob, lease: timedelta = LEASE) -> JobRow | None:
    row: JobRow | None = session.scalar(claim(job.id, lease=lease))
    return row


def test_a_job_is_claimed_once(sessions: Sessions, job: NewJob) -> None:
    with sessions.begin() as session:
        row = claimed(session, job)
        assert row is not None
        assert (row.state, row.attempt) == ("RUNNING", 1)
    with sessions.begin() as session:
        assert claimed(session, job) is None


def test_a_job_that_is_not_due_cannot_be_claimed(sessions: Sessions, job: NewJob) -> None:
    with sessions.begin() as session:
        claimed(session, job)
        assert session.scalar(retry_later(job.id, 1, delay=timedelta(minutes=5))) == job.id
    with sessions.begin() as session:
        assert claimed(session, job) is None


def test_an_expired_lease_gives_the_job_back_and_fences_the_old_holder(
    sessions: Sessions, job: NewJob
) -> None:
    with sessions.begin() as session:
        claimed(session, job, OVER)
    with sessions.begin() as session:
        assert session.execute(EXPIRE).scalars().all() == [job.id]
    with sessions.begin() as session:
        row = claimed(session, job)
        assert row is not None
        assert row.attempt == 2
    with sessions.begin() as session:
        kept = {"lease": LEASE, "done": 1, "total": 2, "stage": "x", "seq": 1}
        assert session.scalar(renew(job.id, 1, **kept)) is None  # type: ignore[arg-type]
        assert session.scalar(lock_held(job.id, 1)) is None
        assert session.scalar(finish(job.id, 1, state="SUCCEEDED")) is None
        assert session.scalar(finish(job.id, 2, state="SUCCEEDED")) == job.id


def test_a_job_that_kills_its_workers_is_given_up(
    sessions: Sessions, workspace_id: uuid.UUID
) -> None:
    poison = new_job(workspace_id, max_attempts=3)
    with sessions.begin() as session:
        add_job(session, poison)
    for _ in range(3):
        with sessions.begin() as session:
            assert claimed(session, poison, OVER) is not None
        with sessions.begin() as session:
            session.execute(EXPIRE)
    row = job_row(sessions, poison.id)
    assert (row.state, row.error_code, row.attempt) == ("FAILED", "ATTEMPTS_EXHAUSTED", 3)
    assert states_of(sessions, poison.id) == ["QUEUED", "QUEUED", "QUEUED", "FAILED"]


def test_a_lease_that_still_runs_is_left_alone(sessions: Sessions, job: NewJob) -> None:
    with sessions.begin() as session:
        claimed(session, job)
        assert session.execute(EXPIRE).scalars().all() == []


def test_what_has_ended_never_changes(sessions: Sessions, job: NewJob) -> None:
    with sessions.begin() as session:
        claimed(session, job)
        session.scalar(finish(job.id, 1, state="FAILED", error_code="X", error="y"))
    with pytest.raises(DBAPIError), sessions.begin() as session:
        session.execute(text("update job set state = 'QUEUED' where id = :id"), {"id": job.id})
    assert job_row(sessions, job.id).state == "FAILED"


def test_cancelling_ends_a_waiting_job_and_asks_a_running_one(
    sessions: Sessions, workspace_id: uuid.UUID
) -> None:
    waiting, running = new_job(workspace_id), new_job(workspace_id)
    with sessions.begin() as session:
        add_job(session, waiting)
        add_job(session, running)
        claimed(session, running)
        ended = session.execute(request_cancel(waiting.id, workspace_id)).one()
        asked = session.execute(request_cancel(running.id, workspace_id)).one()
    assert (ended.state, asked.state) == ("CANCELLED", "RUNNING")
    assert job_row(sessions, running.id).cancel_requested


def test_another_workspace_cannot_cancel(sessions: Sessions, job: NewJob) -> None:
    with sessions.begin() as session:
        other = add_workspace(session)
        assert session.execute(request_cancel(job.id, other)).one_or_none() is None
    assert job_row(sessions, job.id).state == "QUEUED"


def test_one_job_lives_for_a_subject_at_a_time(sessions: Sessions, job: NewJob) -> None:
    again = NewJob(job.workspace_id, job.kind, job.subject_id)
    with sessions.begin() as session:
        assert session.scalar(insert_job(again)) is None
        claimed(session, job)
        session.scalar(finish(job.id, 1, state="SUCCEEDED"))
        assert session.scalar(insert_job(again)) == again.id


def test_a_key_starts_one_job(sessions: Sessions, workspace_id: uuid.UUID) -> None:
    first, second = (new_job(workspace_id, idempotency_key="order-17") for _ in range(2))
    with sessions.begin() as session:
        assert session.scalar(insert_job(first)) == first.id
        assert session.scalar(insert_job(second)) is None


def test_arguments_compare_by_content() -> None:
    assert args_digest({"a": 1, "b": [2]}) == args_digest({"b": [2], "a": 1})
    assert args_digest({"a": 1}) != args_digest({"a": 2})


class TestDispatch:
    def sent(self, sessions: Sessions, *, window: int = 10, resend: float = 60) -> list[uuid.UUID]:
        statement = dispatch(window=window, resend_after=timedelta(seconds=resend))
        with sessions.begin() as session:
            rows = session.execute(statement).all()
        return [row.id for row in sorted(rows, key=lambda row: (row.priority, row.run_after))]

    def test_better_priority_goes_first_and_no_more_than_the_window_is_out(
        self, sessions: Sessions, workspace_id: uuid.UUID
    ) -> None:
        jobs = [new_job(workspace_id, priority=priority) for priority in (300, 100, 200, 50)]
        with sessions.begin() as session:
            for new in jobs:
                add_job(session, new)
        assert self.sent(sessions, window=2) == [jobs[3].id, jobs[1].id]
        assert self.sent(sessions, window=2) == []
        with sessions.begin() as session:
            claimed(session, jobs[3])
        assert self.sent(sessions, window=2) == [jobs[2].id]

    def test_what_nobody_claims_is_sent_again(self, sessions: Sessions, job: NewJob) -> None:
        assert self.sent(sessions) == [job.id]
        assert self.sent(sessions) == []
        assert self.sent(sessions, resend=0) == [job.id]


def test_inserting_a_job_rings_the_relay(sessions: Sessions, workspace_id: uuid.UUID) -> None:
    with sessions() as listening:
        connection = listening.connection().connection.driver_connection
        assert connection is not None
        listening.execute(text("listen penroll_job"))
        listening.commit()
        with sessions.begin() as session:
            add_job(session, new_job(workspace_id))
        heard = [note.payload for note in connection.notifies(timeout=5, stop_after=1)]
    assert heard == ["EXPORT"]


def test_jobs_of_a_workspace_go_with_it(sessions: Sessions, job: NewJob) -> None:
    with sessions.begin() as session:
        session.execute(text("delete from workspace"))
        assert session.scalar(select(JobRow.id)) is None
