"""What each actor leaves behind, and that doing it twice leaves the same."""

import uuid

import pytest
from sqlalchemy import select, text

from db.jobs import NewJob
from db.ranking import ranked_entries
from db.rows import (
    ApplicantRow,
    ExtractedSkillRow,
    JobEventRow,
    JobRow,
    PostRequirementRow,
    PostRow,
    PostSectionRow,
    RankingChangeRow,
    RankingRow,
    SkillProfileRow,
)
from db.sessions import Sessions
from tests.workers.draining import run_waiting
from tests.world import (
    CV,
    World,
    add_applicant,
    add_job,
    add_post,
    add_skills,
    add_workspace,
    count,
    job_row,
)
from workers.execution import Executor


def do(executor: Executor, sessions: Sessions, job: NewJob) -> JobRow:
    with sessions.begin() as session:
        add_job(session, job)
    executor.run(str(job.id))
    return job_row(sessions, job.id)


def apply(sessions: Sessions, world: World, cv: str | None = CV) -> uuid.UUID:
    with sessions.begin() as session:
        applicant_id = add_applicant(session, world, cv=cv)
        add_job(session, NewJob(world.workspace_id, "SKILL_EXTRACTION", applicant_id))
    return applicant_id


class TestPosts:
    @pytest.fixture
    def post(self, sessions: Sessions) -> PostRow:
        with sessions.begin() as session:
            add_skills(session)
            return add_post(session, add_workspace(session))

    def write(
        self, executor: Executor, sessions: Sessions, post: PostRow, **args: object
    ) -> JobRow:
        return do(executor, sessions, NewJob(post.workspace_id, "POST_GENERATION", post.id, args))

    def sections(self, sessions: Sessions, post: PostRow) -> dict[str, PostSectionRow]:
        statement = select(PostSectionRow).where(PostSectionRow.post_id == post.id)
        with sessions() as session:
            return {row.kind: row for row in session.scalars(statement)}

    def test_a_post_is_written_with_an_event_for_each_section(
        self, executor: Executor, sessions: Sessions, post: PostRow
    ) -> None:
        job = self.write(executor, sessions, post)
        assert (job.state, job.result_type, job.result_id) == ("SUCCEEDED", "Post", post.id)
        written = self.sections(sessions, post)
        assert {"HEADER", "SALARY", "HOOK", "REQUIRED", "HOW_TO_APPLY"} <= set(written)
        events = select(JobEventRow.body["kind"].astext).where(JobEventRow.kind == "SECTION")
        with sessions() as session:
            stored = session.get_one(PostRow, post.id)
            assert set(session.scalars(events)) == set(written)
        assert stored.status == "DRAFT"
        assert stored.generation is not None
        assert stored.salary_line == "£50,000 – £60,000 gross per year"
        assert count(sessions, PostRequirementRow) == 2

    def test_writing_it_twice_gives_the_same_post_and_no_doubles(
        self, executor: Executor, sessions: Sessions, post: PostRow
    ) -> None:
        self.write(executor, sessions, post)
        first = {kind: row.body for kind, row in self.sections(sessions, post).items()}
        self.write(executor, sessions, post)
        assert {kind: row.body for kind, row in self.sections(sessions, post).items()} == first
        assert count(sessions, PostRequirementRow) == 2

    def test_an_edit_outlives_a_second_writing_unless_its_section_is_asked_for(
        self, executor: Executor, sessions: Sessions, post: PostRow
    ) -> None:
        self.write(executor, sessions, post)
        with sessions.begin() as session:
            row = session.get_one(PostSectionRow, (post.id, "HOOK"))
            row.body, row.provenance = "Ours alone.", "EDITED"
        self.write(executor, sessions, post)
        assert self.sections(sessions, post)["HOOK"].body == "Ours alone."
        self.write(executor, sessions, post, section="HOOK", seed=3)
        assert self.sections(sessions, post)["HOOK"].body != "Ours alone."

    def test_a_post_that_is_gone_fails_in_words(
        self, executor: Executor, sessions: Sessions, post: PostRow
    ) -> None:
        job = do(executor, sessions, NewJob(post.workspace_id, "POST_GENERATION", uuid.uuid4()))
        assert (job.state, job.error_code) == ("FAILED", "NOT_FOUND")


class TestSkills:
    def test_a_cv_becomes_a_profile_and_a_place(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        applicant_id = apply(sessions, world)
        run_waiting(executor, sessions)
        with sessions() as session:
            found = {row.name: row for row in session.scalars(select(ExtractedSkillRow))}
            assert session.get_one(ApplicantRow, applicant_id).status == "READY"
        assert {name for name, row in found.items() if row.counted} == {"Python", "SQL"}
        assert not found["Docker"].counted
        for row in found.values():
            for mention in row.mentions:
                assert CV[mention["start"] : mention["end"]] == row.name
        assert board(sessions, world) == [applicant_id]

    def test_a_cv_without_text_is_unreadable_and_not_ranked(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        applicant_id = apply(sessions, world, cv=None)
        run_waiting(executor, sessions)
        with sessions() as session:
            assert session.get_one(ApplicantRow, applicant_id).status == "UNREADABLE"
        assert count(sessions, RankingRow) == 0

    def test_reading_it_twice_keeps_one_profile(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        applicant_id = apply(sessions, world)
        run_waiting(executor, sessions)
        do(executor, sessions, NewJob(world.workspace_id, "SKILL_EXTRACTION", applicant_id))
        run_waiting(executor, sessions)
        assert count(sessions, SkillProfileRow) == 1
        assert board(sessions, world) == [applicant_id]


def board(sessions: Sessions, world: World) -> list[uuid.UUID]:
    """Give the ranked applicants of the post, best first."""
    with sessions() as session:
        ranking = session.scalar(select(RankingRow).where(RankingRow.post_id == world.post_id))
        if ranking is None:
            return []
        entries = session.execute(ranked_entries(ranking.id, ranking.generation))
        return [entry.applicant_id for entry in entries]


def versions(sessions: Sessions) -> list[int]:
    with sessions() as session:
        statement = select(RankingChangeRow.version).order_by(RankingChangeRow.version)
        return list(session.scalars(statement))


class TestRanking:
    def test_applicants_stand_in_the_order_of_their_scores(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        none = apply(sessions, world, "Pastry cook.")
        best = apply(sessions, world, "Python, SQL and Docker every day.")
        some = apply(sessions, world, "Some Python.")
        run_waiting(executor, sessions)
        assert board(sessions, world) == [best, some, none]

    def test_applicants_who_arrive_together_are_placed_by_one_job(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        for number in range(3):
            apply(sessions, world, f"Python since {2000 + number}.")
        run_waiting(executor, sessions)
        assert len(board(sessions, world)) == 3
        assert versions(sessions) == [1]

    def test_applicants_who_arrive_one_by_one_are_placed_one_by_one(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        for number in range(3):
            apply(sessions, world, f"Python since {2000 + number}.")
            run_waiting(executor, sessions)
        assert versions(sessions) == [1, 2, 3]

    def test_placing_the_same_applicant_again_changes_nothing(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        applicant_id = apply(sessions, world)
        run_waiting(executor, sessions)
        do(executor, sessions, NewJob(world.workspace_id, "RANKING", applicant_id))
        assert versions(sessions) == [1]

    def test_ranking_the_post_anew_gives_the_same_order_and_keeps_overrides(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        low = apply(sessions, world, "Pastry cook.")
        high = apply(sessions, world, "Python and SQL.")
        run_waiting(executor, sessions)
        assert board(sessions, world) == [high, low]
        with sessions.begin() as session:
            session.execute(
                text(
                    "update ranking_entry set override_position = 1, override_reason = 'met her',"
                    " overridden_at = clock_timestamp() where applicant_id = :id"
                ),
                {"id": low},
            )
        job = do(executor, sessions, NewJob(world.workspace_id, "RANKING", world.post_id))
        assert job.state == "SUCCEEDED"
        assert board(sessions, world) == [low, high]

    def test_a_whole_ranking_tells_of_each_place(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        placed = {apply(sessions, world), apply(sessions, world, "Some Python.")}
        run_waiting(executor, sessions)
        job = do(executor, sessions, NewJob(world.workspace_id, "RANKING", world.post_id))
        told = select(JobEventRow.body["applicant_id"].astext).where(
            JobEventRow.job_id == job.id, JobEventRow.kind == "ENTRY"
        )
        with sessions() as session:
            assert {uuid.UUID(key) for key in session.scalars(told)} == placed

    def test_another_workspace_s_post_cannot_be_ranked(
        self, executor: Executor, sessions: Sessions, world: World
    ) -> None:
        with sessions.begin() as session:
            other = add_workspace(session)
        job = do(executor, sessions, NewJob(other, "RANKING", world.post_id))
        assert (job.state, job.error_code) == ("FAILED", "NOT_FOUND")
