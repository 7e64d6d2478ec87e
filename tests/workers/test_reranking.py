"""A post ranked anew, in chunks: whole or not at all, and the same whoever does it."""

import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from db.jobs import NewJob
from db.progress import ProgressWriter, sync_client
from db.ranking import ranked_entries, ranked_page, ranked_top
from db.rows import (
    ApplicantRow,
    JobEventRow,
    JobRow,
    PostRequirementRow,
    RankingChunkRow,
    RankingEntryRow,
    RankingRow,
    SkillProfileRow,
)
from db.sessions import Sessions
from db.settings import DatabaseSettings
from nlp.ranking.criteria import Vectors
from nlp.ranking.reading import without_meaning
from nlp.runtime.embedding import Embedder
from nlp.runtime.weights import MINILM
from tests.workers.draining import run_waiting
from tests.workers.pool import add_pool, add_profile
from tests.world import World, add_job, count, job_row
from workers.actors import handlers
from workers.actors.asking import Asking
from workers.actors.placing import request_placing
from workers.actors.reranking import Reranker
from workers.execution import Executor
from workers.handle import ClaimedJob, Done, JobCancelledError, JobHandle, MoreWorkError
from workers.inputs import Asked

SIZE = 450
"""Three chunks."""


@pytest.fixture
def progress(settings: DatabaseSettings) -> Iterator[ProgressWriter]:
    with sync_client(settings.redis_url) as client:
        yield ProgressWriter(client)


@pytest.fixture
def executor(sessions: Sessions, progress: ProgressWriter) -> Executor:
    return Executor(sessions, progress, handlers(sessions, progress), timedelta(seconds=30))


@pytest.fixture
def pool(sessions: Sessions, world: World) -> list[uuid.UUID]:
    with sessions.begin() as session:
        return add_pool(session, world, size=SIZE)


def place_all(executor: Executor, sessions: Sessions, world: World) -> None:
    with sessions.begin() as session:
        request_placing(session, world.workspace_id, world.post_id)
    run_waiting(executor, sessions)


def rank(sessions: Sessions, world: World) -> uuid.UUID:
    with sessions.begin() as session:
        return add_job(session, NewJob(world.workspace_id, "RANKING", world.post_id))


def waiting(sessions: Sessions) -> list[uuid.UUID]:
    with sessions() as session:
        queued = select(JobRow.id).where(JobRow.state == "QUEUED").order_by(JobRow.priority)
        return list(session.scalars(queued))


def board(sessions: Sessions, world: World) -> list[uuid.UUID]:
    with sessions() as session:
        ranking = session.scalars(select(RankingRow)).one()
        entries = session.execute(ranked_entries(ranking.id, ranking.generation))
        return [entry.applicant_id for entry in entries]


def claimed(sessions: Sessions, job_id: uuid.UUID, progress: ProgressWriter) -> JobHandle:
    """Give a handle of the job as if a worker had claimed it."""
    with sessions.begin() as session:
        row = session.get_one(JobRow, job_id)
        row.state, row.attempt = "RUNNING", row.attempt + 1
        session.flush()
        job = ClaimedJob(row.id, row.workspace_id, row.kind, row.subject_id, row.args, row.attempt)
    return JobHandle(job, sessions, progress)


def begun(
    sessions: Sessions, progress: ProgressWriter, world: World, asking: Asking
) -> tuple[JobHandle, Reranker, Asked]:
    """Have a ranking planned by an attempt that has assessed nobody yet."""
    handle = claimed(sessions, rank(sessions, world), progress)
    reranker, asked = Reranker(sessions, progress, asking), asking(world.post_id)
    reranker._plan(handle, world.post_id, asked)
    return handle, reranker, asked


def test_a_whole_ranking_gives_the_order_that_placing_gave(
    executor: Executor, sessions: Sessions, world: World, pool: list[uuid.UUID]
) -> None:
    place_all(executor, sessions, world)
    placed = board(sessions, world)
    job_id = rank(sessions, world)
    run_waiting(executor, sessions)
    job = job_row(sessions, job_id)
    assert (job.state, job.done, job.total) == ("SUCCEEDED", SIZE, SIZE)
    assert board(sessions, world) == placed
    assert set(placed) == set(pool)
    assert count(sessions, RankingChunkRow) == 0


def test_several_workers_at_once_give_the_same_order(
    executor: Executor, sessions: Sessions, world: World, pool: list[uuid.UUID]
) -> None:
    place_all(executor, sessions, world)
    placed = board(sessions, world)
    job_id = rank(sessions, world)
    leader = threading.Thread(target=executor.run, args=(str(job_id),))
    leader.start()
    while leader.is_alive():
        for helper in waiting(sessions):
            executor.run(str(helper))
    leader.join()
    run_waiting(executor, sessions)
    assert job_row(sessions, job_id).state == "SUCCEEDED"
    assert board(sessions, world) == placed
    terminal = select(func.count()).where(JobEventRow.job_id == job_id, JobEventRow.terminal)
    with sessions() as session:
        assert session.scalar(terminal) == 1


def test_an_attempt_that_died_is_gone_on_with(
    executor: Executor,
    sessions: Sessions,
    progress: ProgressWriter,
    world: World,
    pool: list[uuid.UUID],
) -> None:
    asking = Asking(sessions, without_meaning, "none")
    handle, reranker, asked = begun(sessions, progress, world, asking)
    assert reranker._assess_chunk(handle.job.id, asked)
    done = select(RankingEntryRow.applicant_id)
    with sessions() as session:
        before = set(session.scalars(done))
    with sessions.begin() as session:
        session.execute(update(JobRow).where(JobRow.id == handle.job.id).values(state="QUEUED"))
    executor.run(str(handle.job.id))
    assert job_row(sessions, handle.job.id).state == "SUCCEEDED"
    assert 0 < len(before) < SIZE
    assert set(board(sessions, world)) == set(pool)


def test_who_was_held_against_an_earlier_post_is_assessed_anew(
    executor: Executor,
    sessions: Sessions,
    progress: ProgressWriter,
    world: World,
    pool: list[uuid.UUID],
) -> None:
    """The post is edited in the middle of a ranking, and once more before it is published."""
    asking = Asking(sessions, Embedder().embed, MINILM)
    handle, reranker, asked = begun(sessions, progress, world, asking)
    assert reranker._assess_chunk(handle.job.id, asked)
    ask_for(sessions, world, "Bookkeeping")
    done = reranker.lead(handle, world.post_id)
    assert criteria_of_entries(sessions) == {asking(world.post_id).digest} != {asked.digest}
    ask_for(sessions, world, "Accounting")
    with pytest.raises(MoreWorkError), handle.transaction() as session:
        done.write(session)
    assert executor._finish(handle, reranker.lead(handle, world.post_id))
    assert criteria_of_entries(sessions) == {asking(world.post_id).digest}
    assert set(board(sessions, world)) == set(pool)


def ask_for(sessions: Sessions, world: World, name: str) -> None:
    """Edit what the post asks for first."""
    with sessions.begin() as session:
        asked = select(PostRequirementRow).where(PostRequirementRow.post_id == world.post_id)
        row = session.scalars(asked.order_by(PostRequirementRow.position).limit(1)).one()
        row.text, row.skill_ids = f"Working knowledge of {name}", []


def criteria_of_entries(sessions: Sessions) -> set[bytes | None]:
    with sessions() as session:
        return set(session.scalars(select(RankingEntryRow.criteria)))


def test_a_helper_takes_what_the_leader_embedded(
    executor: Executor,
    sessions: Sessions,
    progress: ProgressWriter,
    world: World,
    pool: list[uuid.UUID],
) -> None:
    """It has no model to load, and both hold the CVs against the very same numbers."""
    job_id = rank(sessions, world)
    asking = Asking(sessions, Embedder().embed, MINILM)
    leader = Reranker(sessions, progress, asking)
    leader._plan(claimed(sessions, job_id, progress), world.post_id, leader._kept(world.post_id))
    helper = Reranker(sessions, progress, Asking(sessions, no_model, MINILM))
    assert helper._kept(world.post_id).digest == asking(world.post_id).digest
    with pytest.raises(NotImplementedError):
        Asking(sessions, no_model, "another model")(world.post_id)


def no_model(texts: Sequence[str]) -> Vectors:
    raise NotImplementedError(texts)


def test_nothing_of_a_cancelled_ranking_stays(
    executor: Executor,
    sessions: Sessions,
    progress: ProgressWriter,
    world: World,
    pool: list[uuid.UUID],
) -> None:
    place_all(executor, sessions, world)
    placed = board(sessions, world)
    asking = Asking(sessions, without_meaning, "none")
    handle, reranker, asked = begun(sessions, progress, world, asking)
    assert reranker._assess_chunk(handle.job.id, asked)
    handle.cancelled.set()
    with pytest.raises(JobCancelledError):
        reranker.lead(handle, world.post_id)
    assert count(sessions, RankingChunkRow) == 0
    assert count(sessions, RankingEntryRow) == SIZE
    assert board(sessions, world) == placed


def test_what_happens_during_a_ranking_is_in_its_order(
    executor: Executor,
    sessions: Sessions,
    progress: ProgressWriter,
    world: World,
    pool: list[uuid.UUID],
) -> None:
    """One arrives, one is corrected, one withdraws and one is erased in the middle of it."""
    place_all(executor, sessions, world)
    asking = Asking(sessions, without_meaning, "none")
    handle, reranker, asked = begun(sessions, progress, world, asking)
    while reranker._assess_chunk(handle.job.id, asked):
        pass
    erased, withdrawn, corrected = pool[0], pool[1], pool[2]
    every = ["Python", "SQL", "Docker"]
    cv = "Worker. " + " ".join(f"Daily work with {name}." for name in every)
    with sessions.begin() as session:
        session.execute(delete(ApplicantRow).where(ApplicantRow.id == erased))
        session.get_one(ApplicantRow, withdrawn).status = "WITHDRAWN"
        session.get_one(ApplicantRow, corrected).cv_text = cv
        session.execute(delete(SkillProfileRow).where(SkillProfileRow.applicant_id == corrected))
        add_profile(session, world, corrected, cv, every)
        (arrived,) = add_pool(session, world, size=1, seed=1)
        request_placing(session, world.workspace_id, world.post_id)
    for job in waiting(sessions):
        if job_row(sessions, job).args.get("unplaced_of"):
            executor.run(str(job))
    with sessions.begin() as session:
        session.execute(update(JobRow).where(JobRow.id == handle.job.id).values(state="QUEUED"))
    executor.run(str(handle.job.id))
    now = board(sessions, world)
    assert set(now) == {*pool[2:], arrived}
    fresh = rank(sessions, world)
    executor.run(str(fresh))
    assert board(sessions, world) == now
    with sessions() as session:
        best = session.execute(select(func.max(RankingEntryRow.score))).scalar_one()
        entry = session.scalars(
            select(RankingEntryRow)
            .where(RankingEntryRow.applicant_id == corrected)
            .order_by(RankingEntryRow.generation.desc())
        ).first()
        assert entry is not None
        assert entry.score == best


def test_readers_see_the_old_or_the_new_order_never_a_part(
    executor: Executor, sessions: Sessions, world: World, pool: list[uuid.UUID]
) -> None:
    place_all(executor, sessions, world)
    placed = board(sessions, world)
    ended = threading.Event()
    seen: list[list[uuid.UUID]] = []

    def look() -> None:
        while not ended.is_set():
            with sessions() as session:
                ranking = session.scalars(select(RankingRow)).one()
            with sessions() as session:
                page = ranked_page(ranking.id, ranking.generation, first=SIZE, after=None)
                seen.append([entry.applicant_id for entry in session.execute(page)])

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(2):
        rank(sessions, world)
        run_waiting(executor, sessions)
    ended.set()
    reader.join()
    assert len(seen) > 2
    assert all(page == placed for page in seen)


@pytest.mark.parametrize("overrides", [{}, {400: 1}, {3: 200, 7: 1, 449: 5, 100: 100}])
def test_the_top_is_the_beginning_of_the_whole(
    executor: Executor,
    sessions: Sessions,
    world: World,
    pool: list[uuid.UUID],
    overrides: dict[int, int],
) -> None:
    place_all(executor, sessions, world)
    machine = board(sessions, world)
    with sessions.begin() as session:
        for place, wish in overrides.items():
            session.execute(
                update(RankingEntryRow)
                .where(RankingEntryRow.applicant_id == machine[place])
                .values(override_position=wish, override_reason="x")
            )
        ranking = session.scalars(select(RankingRow)).one()
        for first in (1, 10, 150, 1_000):
            top = session.execute(ranked_top(ranking.id, ranking.generation, first=first)).all()
            whole = session.execute(ranked_entries(ranking.id, ranking.generation)).all()[:first]
            assert [(e.applicant_id, e.position, e.machine_position) for e in top] == [
                (e.applicant_id, e.position, e.machine_position) for e in whole
            ]


def test_a_request_that_meets_a_running_job_is_not_lost(
    executor: Executor, sessions: Sessions, world: World, pool: list[uuid.UUID]
) -> None:
    """The applicant arrives after the job has looked for the last time, and before it ends."""
    with sessions.begin() as session:
        request_placing(session, world.workspace_id, world.post_id)
    late: list[uuid.UUID] = []
    placer = executor.handlers["RANKING"]

    def arrives_late(handle: JobHandle) -> Done:
        done = placer(handle)
        if not late:
            with sessions.begin() as session:
                late.extend(add_pool(session, world, size=1, seed=2))
                request_placing(session, world.workspace_id, world.post_id)
        return done

    watched = replace(executor, handlers={"RANKING": arrives_late})
    run_waiting(watched, sessions)
    assert set(board(sessions, world)) == {*pool, *late}
    assert count(sessions, JobRow) == 1
