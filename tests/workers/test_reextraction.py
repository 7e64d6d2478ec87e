"""After an upgrade stored CVs are read again, once each, and what people said about them stays."""

import uuid
from collections import Counter

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from api.cli import app
from db.applicants import store_correction
from db.jobs import NewJob
from db.rows import (
    ApplicantRow,
    ExtractedSkillRow,
    JobRow,
    RankingEntryRow,
    SkillProfileRow,
    UploadChunkRow,
    UploadRow,
)
from db.sessions import Sessions
from db.settings import DatabaseSettings
from graph.ids import global_id
from nlp.skills.extraction import PIPELINE
from tests.nlp.documents import pdf_of
from tests.workers.draining import run_waiting
from tests.workers.fleet import running_fleet, wait_until
from tests.workers.pool import add_pool
from tests.world import World, add_applicant, add_job, add_post, all_of, count, job_row
from workers.execution import Executor
from workers.reextraction import outdated_posts, request_reextraction

OLD = "penroll-skills 0"


def apply(executor: Executor, sessions: Sessions, world: World, cv: str) -> uuid.UUID:
    with sessions.begin() as session:
        applicant_id = add_applicant(session, world, cv=cv)
        add_job(session, NewJob(world.workspace_id, "SKILL_EXTRACTION", applicant_id))
    run_waiting(executor, sessions)
    return applicant_id


def grow_old(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(update(SkillProfileRow).values(model=OLD))


def request(sessions: Sessions, post_id: uuid.UUID | None = None) -> list[uuid.UUID]:
    with sessions.begin() as session:
        return request_reextraction(session, outdated_posts(session, PIPELINE, post_id))


def models(sessions: Sessions) -> Counter[str]:
    return Counter(all_of(sessions, select(SkillProfileRow.model)))


def test_each_outdated_profile_is_read_again_and_names_the_new_pipeline(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    for number in range(3):
        apply(executor, sessions, world, f"Python since {2000 + number}. SQL.")
    grow_old(sessions)
    (job_id,) = request(sessions)
    run_waiting(executor, sessions)
    done = job_row(sessions, job_id)
    assert (done.state, done.done, done.total) == ("SUCCEEDED", 3, 3)
    assert models(sessions) == {PIPELINE: 3}


def test_asking_twice_makes_one_job_and_asking_after_the_end_makes_none(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    apply(executor, sessions, world, "Python.")
    grow_old(sessions)
    assert request(sessions) == request(sessions)
    run_waiting(executor, sessions)
    assert request(sessions) == []


def test_those_who_withdrew_and_other_posts_are_left_alone(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    with sessions.begin() as session:
        post = add_post(session, world.workspace_id, status="PUBLISHED")
        other = World(world.workspace_id, post.id)
    apply(executor, sessions, world, "Python.")
    apply(executor, sessions, other, "Python.")
    gone = apply(executor, sessions, world, "SQL.")
    grow_old(sessions)
    with sessions.begin() as session:
        session.execute(
            update(ApplicantRow).where(ApplicantRow.id == gone).values(status="WITHDRAWN")
        )
        found = outdated_posts(session, PIPELINE)
    assert {(each.post_id, each.applicants) for each in found} == {
        (world.post_id, 1),
        (other.post_id, 1),
    }
    request(sessions, world.post_id)
    run_waiting(executor, sessions)
    assert models(sessions) == {PIPELINE: 1, OLD: 2}


def test_corrections_and_decisions_outlive_it(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    applicant_id = apply(executor, sessions, world, "Python and SQL every day.")
    with sessions.begin() as session:
        given = {"name": "Python", "kind": "WRONG", "words": ""}
        session.execute(store_correction(applicant_id, world.workspace_id, **given))
        row = session.get_one(ApplicantRow, applicant_id)
        row.status = "SHORTLISTED"
        row.cv_text = f"{row.cv_text}\n\nAdded by the applicant:\nDocker: I run Docker daily.\n"
    grow_old(sessions)
    request(sessions)
    run_waiting(executor, sessions)
    found = {row.name: row for row in all_of(sessions, select(ExtractedSkillRow))}
    assert (found["Python"].disowned, found["Python"].counted) == (True, False)
    assert found["SQL"].counted
    assert found["Docker"].counted
    assert all_of(sessions, select(ApplicantRow.status)) == ["SHORTLISTED"]


def test_applicants_keep_their_places_until_they_are_placed_anew(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    apply(executor, sessions, world, "Python and SQL.")
    apply(executor, sessions, world, "Pastry cook.")
    places = select(RankingEntryRow.applicant_id, RankingEntryRow.score)
    with sessions() as session:
        before = set(session.execute(places).all())
    grow_old(sessions)
    (job_id,) = request(sessions)
    executor.run(str(job_id))
    with sessions() as session:
        assert set(session.execute(places).all()) == before
    run_waiting(executor, sessions)
    profiles = set(all_of(sessions, select(SkillProfileRow.id)))
    assert set(all_of(sessions, select(RankingEntryRow.profile_id))) == profiles
    assert set(all_of(sessions, select(ApplicantRow.status))) == {"READY"}


def apply_by_file(executor: Executor, sessions: Sessions, world: World, file: bytes) -> uuid.UUID:
    with sessions.begin() as session:
        upload = UploadRow(complete=True, size=len(file))
        session.add(upload)
        session.flush()
        session.add(UploadChunkRow(upload_id=upload.id, position=0, content=file))
        applicant_id = add_applicant(session, world, cv=None)
        session.get_one(ApplicantRow, applicant_id).upload_id = upload.id
        add_job(session, NewJob(world.workspace_id, "SKILL_EXTRACTION", applicant_id))
    run_waiting(executor, sessions)
    return applicant_id


def test_a_file_that_an_older_pipeline_could_not_read_is_tried_again_once(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    mended = apply_by_file(executor, sessions, world, b"%PDF-1.7 broken")
    apply_by_file(executor, sessions, world, b"%PDF-1.7 broken as well")
    assert request(sessions) == [], "this pipeline has tried them"
    with sessions.begin() as session:
        session.execute(update(ApplicantRow).values(unreadable_by=OLD))
        # What the older pipeline could not read, this one can.
        readable = update(UploadChunkRow).values(content=pdf_of("Python and SQL."))
        upload_id = session.get_one(ApplicantRow, mended).upload_id
        session.execute(readable.where(UploadChunkRow.upload_id == upload_id))
        assert [post.applicants for post in outdated_posts(session, PIPELINE)] == [2]
    request(sessions)
    run_waiting(executor, sessions)
    assert Counter(all_of(sessions, select(ApplicantRow.status))) == {"READY": 1, "UNREADABLE": 1}
    assert all_of(sessions, select(RankingEntryRow.applicant_id)) == [mended]
    assert request(sessions) == []


@pytest.mark.chaos
@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next_one(
    database_url: str, sessions: Sessions, world: World
) -> None:
    with sessions.begin() as session:
        add_pool(session, world, size=200)
        session.execute(update(SkillProfileRow).values(model=OLD))
    with running_fleet(database_url, lease_seconds=3) as fleet:
        fleet.relay()
        fleet.worker("first")
        (job_id,) = request(sessions)
        wait_until(lambda: 20 <= models(sessions)[PIPELINE] < 200)
        fleet.kill("first")
        read = set(all_of(sessions, select(SkillProfileRow.id)))
        fleet.worker("second")
        wait_until(lambda: job_row(sessions, job_id).state == "SUCCEEDED")
        wait_until(lambda: count(sessions, RankingEntryRow) == 200)
    done = job_row(sessions, job_id)
    assert (done.attempt - done.pauses, done.done, done.total) == (2, 200, 200)
    assert models(sessions) == {PIPELINE: 200}
    kept = read & set(all_of(sessions, select(SkillProfileRow.id)))
    assert len(kept) >= 20


class TestCommand:
    @pytest.fixture
    def environ(self, settings: DatabaseSettings) -> dict[str, str]:
        return {
            "PENROLL_DATABASE_URL": settings.database_url,
            "PENROLL_REDIS_URL": settings.redis_url,
        }

    def test_a_dry_run_counts_and_changes_nothing(
        self, sessions: Sessions, world: World, environ: dict[str, str]
    ) -> None:
        with sessions.begin() as session:
            add_pool(session, world, size=3)
        run = CliRunner(env=environ).invoke(app, ["reextract", "--dry-run"])
        told = f"3 CVs were read by another pipeline than {PIPELINE}"
        assert (run.exit_code, told in run.output) == (0, True)
        assert count(sessions, JobRow) == 0

    def test_it_takes_the_post_s_id_as_the_api_gives_it(
        self, sessions: Sessions, world: World, environ: dict[str, str]
    ) -> None:
        with sessions.begin() as session:
            add_pool(session, world, size=2)
        given = ["reextract", "--detach", "--post", global_id("Post", world.post_id)]
        for _ in range(2):
            assert CliRunner(env=environ).invoke(app, given).exit_code == 0
        (job,) = all_of(sessions, select(JobRow))
        assert (job.subject_id, job.args) == (world.post_id, {"outdated": 2})

    @pytest.mark.parametrize("post", ["nonsense", str(uuid.uuid4())])
    def test_an_id_of_no_post_is_refused(
        self, sessions: Sessions, world: World, environ: dict[str, str], post: str
    ) -> None:
        run = CliRunner(env=environ).invoke(app, ["reextract", "--post", post])
        assert run.exit_code == 2
        assert count(sessions, JobRow) == 0

    @pytest.mark.slow
    def test_it_follows_the_workers_to_the_end(
        self,
        database_url: str,
        sessions: Sessions,
        world: World,
        environ: dict[str, str],
    ) -> None:
        with sessions.begin() as session:
            add_pool(session, world, size=5)
        with running_fleet(database_url, lease_seconds=5) as fleet:
            fleet.relay()
            fleet.worker("worker")
            run = CliRunner(env=environ).invoke(app, ["reextract"])
        assert (run.exit_code, f"every CV was read by {PIPELINE}" in run.output) == (0, True)
        assert models(sessions) == {PIPELINE: 5}
