"""An import loses nobody and doubles nobody, whatever becomes of its workers and of one CV."""

import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.jobs import EXPIRE, NewJob
from db.rows import (
    ApplicantRow,
    JobRow,
    RankingEntryRow,
    SkillProfileRow,
    UploadChunkRow,
    UploadRow,
)
from db.sessions import Sessions
from tests.workers.draining import run_waiting
from tests.workers.fleet import Fleet, running_fleet, wait_until
from tests.world import World, add_applicant, add_job, all_of, count, job_row, states_of
from workers import handle as handle_module
from workers.execution import Executor
from workers.handle import JobHandle

BROKEN = b"%PDF-1.7 broken"


def bring(sessions: Sessions, world: World, *, applicants: int, broken: int = 0) -> NewJob:
    """Store what importApplicants stores: applicants, the last of them with broken files."""
    import_id = uuid.uuid4()
    job = NewJob(world.workspace_id, "SKILL_EXTRACTION", import_id, {"import": str(world.post_id)})
    with sessions.begin() as session:
        for number in range(applicants):
            fails = number >= applicants - broken
            applicant_id = add_applicant(
                session, world, cv=None if fails else f"Python since {1990 + number % 30}. SQL."
            )
            values: dict[str, Any] = {"import_id": import_id}
            if fails:
                upload = UploadRow(complete=True, size=len(BROKEN))
                session.add(upload)
                session.flush()
                session.add(UploadChunkRow(upload_id=upload.id, position=0, content=BROKEN))
                values["upload_id"] = upload.id
            own = ApplicantRow.id == applicant_id
            session.execute(update(ApplicantRow).where(own).values(values))
        add_job(session, job)
    return job


def statuses(sessions: Sessions) -> Counter[str]:
    return Counter(all_of(sessions, select(ApplicantRow.status)))


@pytest.mark.chaos
@pytest.mark.slow
def test_an_import_whose_worker_is_killed_in_the_middle_reads_everyone_once(
    database_url: str, sessions: Sessions, world: World
) -> None:
    with running_fleet(database_url, lease_seconds=3) as fleet:
        fleet.relay()
        fleet.worker("first")
        job = bring(sessions, world, applicants=300, broken=3)
        wait_until(lambda: 20 <= count(sessions, SkillProfileRow) < 300)
        _replace(fleet)
        wait_until(lambda: not _unfinished(sessions))
    done = job_row(sessions, job.id)
    assert (done.state, done.done, done.total) == ("SUCCEEDED", 300, 300)
    assert done.attempt - done.pauses == 2
    assert statuses(sessions) == {"READY": 297, "UNREADABLE": 3}
    assert count(sessions, SkillProfileRow) == count(sessions, RankingEntryRow) == 297


def test_the_applicants_of_an_import_wait_for_their_places_in_one_job(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    job = bring(sessions, world, applicants=12)
    executor.run(str(job.id))
    assert job_row(sessions, job.id).done == 12
    placings = all_of(sessions, select(JobRow).where(JobRow.kind == "RANKING"))
    assert [(placing.state, placing.attempt) for placing in placings] == [("QUEUED", 0)]
    run_waiting(executor, sessions)
    assert count(sessions, RankingEntryRow) == 12


def _replace(fleet: Fleet) -> None:
    fleet.kill("first")
    fleet.worker("second")


def _unfinished(sessions: Sessions) -> list[Any]:
    return all_of(sessions, select(JobRow.id).where(JobRow.state.in_(("QUEUED", "RUNNING"))))


def test_a_cv_that_breaks_the_reader_is_set_aside_into_a_job_of_its_own(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    job = bring(sessions, world, applicants=3)
    with sessions.begin() as session:
        first = session.scalars(select(ApplicantRow).order_by(ApplicantRow.id)).first()
        assert first is not None
        broken_id = first.id
    breaking = _Breaking(executor.handlers["SKILL_EXTRACTION"], broken_id)
    odd = Executor(
        sessions,
        executor.progress,
        {**executor.handlers, "SKILL_EXTRACTION": breaking},
        executor.lease,
    )
    odd.run(str(job.id))
    assert job_row(sessions, job.id).state == "SUCCEEDED"
    assert statuses(sessions) == {"READY": 2, "RECEIVED": 1}
    run_waiting(executor, sessions)
    assert statuses(sessions) == {"READY": 3}
    assert count(sessions, RankingEntryRow) == 3


class _Breaking:
    """Reads like the reader that it wraps, but for one applicant, over whom it breaks."""

    def __init__(self, reader: Any, applicant_id: uuid.UUID) -> None:
        self._reader, self._applicant_id = reader, applicant_id

    def __call__(self, handle: JobHandle) -> Any:
        from workers.actors.batches import batch_of, read_batch

        batch = batch_of(handle.job)
        assert batch is not None
        return read_batch(handle, batch, self._read)

    def _read(self, handle: JobHandle, applicant: ApplicantRow) -> Any:
        if applicant.id == self._applicant_id:
            raise ValueError("Canary")
        return self._reader._read(handle, applicant)


def test_who_is_left_after_three_attempts_is_read_one_by_one(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    job = bring(sessions, world, applicants=3)
    with sessions.begin() as session:
        session.execute(update(JobRow).where(JobRow.id == job.id).values(attempt=3))
    executor.run(str(job.id))
    assert job_row(sessions, job.id).state == "SUCCEEDED"
    assert statuses(sessions) == {"RECEIVED": 3}
    run_waiting(executor, sessions)
    assert statuses(sessions) == {"READY": 3}


def test_an_import_read_again_adds_nothing(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    job = bring(sessions, world, applicants=3, broken=1)
    run_waiting(executor, sessions)
    again = NewJob(job.workspace_id, job.kind, job.subject_id, job.args)
    with sessions.begin() as session:
        add_job(session, again)
    run_waiting(executor, sessions)
    done = job_row(sessions, again.id)
    assert (done.state, done.done, done.total) == ("SUCCEEDED", 3, 3)
    assert count(sessions, SkillProfileRow) == 2


def apply(sessions: Sessions, world: World) -> uuid.UUID:
    with sessions.begin() as session:
        applicant_id = add_applicant(session, world, cv="Python and SQL.")
        return add_job(session, NewJob(world.workspace_id, "SKILL_EXTRACTION", applicant_id))


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handle_module, "_TURN_SECONDS", 0.0)


@pytest.mark.usefixtures("short_turns")
def test_an_import_lets_whoever_waits_go_first_and_goes_on_after_them(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    job = bring(sessions, world, applicants=4)
    with sessions.begin() as session:
        session.execute(update(JobRow).where(JobRow.id == job.id).values(attempt=2))
    single = apply(sessions, world)
    with sessions.begin() as session:
        unheeded = func.clock_timestamp() - timedelta(seconds=1)
        own = JobRow.id == single
        session.execute(update(JobRow).where(own).values(dispatched_at=unheeded))
    executor.run(str(job.id))
    paused = job_row(sessions, job.id)
    assert (paused.state, paused.attempt, paused.pauses) == ("QUEUED", 3, 1)
    executor.run(str(single))
    assert job_row(sessions, single).state == "SUCCEEDED"
    executor.run(str(job.id))
    done = job_row(sessions, job.id)
    assert (done.state, done.attempt, done.done) == ("SUCCEEDED", 4, 4)
    assert statuses(sessions) == {"READY": 5}
    assert states_of(sessions, job.id) == ["QUEUED", "RUNNING", "QUEUED", "RUNNING", "SUCCEEDED"]


@pytest.mark.usefixtures("short_turns")
def test_an_import_that_nobody_waits_for_takes_one_turn(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    job = bring(sessions, world, applicants=4)
    executor.run(str(job.id))
    done = job_row(sessions, job.id)
    assert (done.state, done.attempt, done.pauses) == ("SUCCEEDED", 1, 0)


def test_turns_use_up_no_attempts(sessions: Sessions, world: World) -> None:
    job = bring(sessions, world, applicants=1)
    run_out = {"state": "RUNNING", "lease_until": func.clock_timestamp() - timedelta(seconds=1)}
    for attempt, pauses, state in ((40, 36, "QUEUED"), (41, 36, "FAILED")):
        with sessions.begin() as session:
            values = {**run_out, "attempt": attempt, "pauses": pauses}
            session.execute(update(JobRow).where(JobRow.id == job.id).values(values))
            session.execute(EXPIRE)
        assert job_row(sessions, job.id).state == state


@pytest.mark.chaos
@pytest.mark.slow
def test_imports_in_every_thread_keep_no_application_waiting_for_their_end(
    database_url: str, sessions: Sessions, world: World
) -> None:
    with running_fleet(database_url, lease_seconds=5) as fleet:
        fleet.relay()
        fleet.worker("both-threads")
        imports = [bring(sessions, world, applicants=400).id for _ in range(2)]
        wait_until(lambda: count(sessions, SkillProfileRow) >= 20)
        assert {job_row(sessions, key).state for key in imports} == {"RUNNING"}
        single = apply(sessions, world)
        wait_until(lambda: job_row(sessions, single).state == "SUCCEEDED")
        assert "SUCCEEDED" not in {job_row(sessions, key).state for key in imports}
        wait_until(lambda: not _unfinished(sessions))
    assert statuses(sessions) == {"READY": 801}
    assert count(sessions, RankingEntryRow) == 801
