"""Whoever takes several locks takes them in one order: jobs, chunks, ranking, applicants, log.

An erasure first waits for the chunk of its applicant while it holds the ranking; whoever works on
a chunk only refers to the ranking, which the lock of one lets pass.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.audit import SYSTEM
from db.erasing import erase
from db.jobs import NewJob, live_job
from db.progress import ProgressWriter
from db.ranking import locked
from db.reranking import next_chunk
from db.rows import (
    ApplicantRow,
    JobRow,
    RankingChunkRow,
    RankingEntryRow,
    RankingRow,
    SkillProfileRow,
)
from db.sessions import Sessions
from nlp.ranking.reading import without_meaning
from tests.locks import wait_for_one_behind
from tests.workers.pool import add_pool
from tests.workers.test_importing import bring
from tests.workers.test_reranking import claimed
from tests.world import World, add_job, count, job_row
from workers.actors import handlers
from workers.actors.asking import Asking
from workers.actors.assessing import assess, store
from workers.actors.placing import request_placing
from workers.actors.reranking import Reranker
from workers.execution import Executor
from workers.inputs import Asked


def begun(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_an_import_waits_for_the_placing_job_without_holding_an_applicant(
    sessions: Sessions, progress: ProgressWriter, world: World
) -> None:
    """Or else: it waits for the placing, that for an erasure, and that for the import."""
    job = bring(sessions, world, applicants=1)
    with sessions.begin() as session:
        request_placing(session, world.workspace_id, world.post_id)
        applicant_id = session.scalars(select(ApplicantRow.id)).one()
    executor = Executor(sessions, progress, handlers(sessions, progress), timedelta(seconds=30))
    with sessions.begin() as placing:
        subject = placing.scalars(select(JobRow.subject_id).where(JobRow.kind == "RANKING")).one()
        live = live_job(world.workspace_id, "RANKING", subject)
        placing.scalars(live.with_for_update()).one()
        importing = begun(lambda: executor.run(str(job.id)))
        wait_for_one_behind(placing)
        with sessions.begin() as erasing:
            assert erase(erasing, applicant_id, world.workspace_id, actor=SYSTEM, why="a test")
    importing.join()
    assert job_row(sessions, job.id).state == "SUCCEEDED"
    assert count(sessions, ApplicantRow) == count(sessions, SkillProfileRow) == 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A ranking of one applicant that a worker has begun."""

    reranker: Reranker
    asked: Asked
    ranking_id: uuid.UUID
    job_id: uuid.UUID
    applicant_id: uuid.UUID

    def store_chunk(self, session: Session, chunk: RankingChunkRow) -> None:
        scored = assess(session, [self.applicant_id], self.asked)
        where = {"generation": chunk.generation, "workspace_id": chunk.workspace_id}
        store(session, scored, ranking_id=self.ranking_id, **where)  # type: ignore[arg-type]


@pytest.fixture
def planned(sessions: Sessions, progress: ProgressWriter, world: World) -> Planned:
    job = NewJob(world.workspace_id, "RANKING", world.post_id)
    with sessions.begin() as session:
        (applicant_id,) = add_pool(session, world, size=1)
        add_job(session, job)
    asking = Asking(sessions, without_meaning, "none")
    reranker, asked = Reranker(sessions, progress, asking), asking(world.post_id)
    ranking_id = reranker._plan(claimed(sessions, job.id, progress), world.post_id, asked)
    return Planned(reranker, asked, ranking_id, job.id, applicant_id)


def test_a_chunk_is_stored_while_whoever_cancels_its_ranking_waits_for_it(
    sessions: Sessions, world: World, planned: Planned
) -> None:
    """Or else: its entries wait for the ranking, and the ranking's holder for the chunk."""
    with sessions.begin() as session:
        chunk = session.scalars(next_chunk(planned.job_id)).one()
        discard = planned.reranker._discard
        cancelling = begun(lambda: discard(world.workspace_id, world.post_id))
        wait_for_one_behind(session)
        planned.store_chunk(session, chunk)
    cancelling.join()
    assert count(sessions, RankingChunkRow) == count(sessions, RankingEntryRow) == 0


def test_an_erasure_that_waits_for_a_chunk_lets_it_be_stored(
    sessions: Sessions, world: World, planned: Planned
) -> None:
    with sessions.begin() as session:
        chunk = session.scalars(next_chunk(planned.job_id)).one()
        erasing = begun(lambda: erase_one(sessions, world, planned.applicant_id))
        wait_for_one_behind(session)
        planned.store_chunk(session, chunk)
    erasing.join()
    assert count(sessions, ApplicantRow) == count(sessions, RankingEntryRow) == 0


def erase_one(sessions: Sessions, world: World, applicant_id: uuid.UUID) -> None:
    with sessions.begin() as session:
        assert erase(session, applicant_id, world.workspace_id, actor=SYSTEM, why="a test")


def test_a_locked_ranking_can_still_be_referred_to_and_not_be_locked_again(
    sessions: Sessions, planned: Planned
) -> None:
    own = select(RankingRow).where(RankingRow.id == planned.ranking_id)
    with sessions.begin() as first, sessions.begin() as second:
        first.scalars(locked(own)).one()
        shared = own.with_for_update(read=True, key_share=True, skip_locked=True)
        assert second.scalars(shared).one_or_none() is not None
        again = own.with_for_update(key_share=True, skip_locked=True)
        assert second.scalars(again).one_or_none() is None
