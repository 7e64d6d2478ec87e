"""Whoever is erased stays erased, also while a job of theirs runs."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from db.audit import SYSTEM, verify
from db.erasing import erase, was_erased
from db.jobs import NewJob
from db.progress import ProgressWriter
from db.rows import (
    ApplicantRow,
    AuditEntryRow,
    ExtractedSkillRow,
    JobRow,
    RankingChangeRow,
    RankingEntryRow,
    SkillProfileRow,
)
from db.sessions import Sessions
from tests.workers.draining import run_waiting
from tests.workers.test_actors import apply, board
from tests.world import World, add_job, count
from workers.actors import handlers
from workers.execution import Executor, Handler
from workers.handle import Done, JobHandle


def executor(sessions: Sessions, progress: ProgressWriter, **others: Handler) -> Executor:
    known: Mapping[str, Handler] = {**handlers(sessions, progress), **others}
    return Executor(sessions, progress, known, timedelta(seconds=30))


def erase_now(sessions: Sessions, world: World, applicant_id: uuid.UUID) -> bool:
    with sessions.begin() as session:
        done = erase(session, applicant_id, world.workspace_id, actor=SYSTEM, why="a test")
        return done is not None


def between(handler: Handler, deed: Callable[[], object]) -> Handler:
    """Do something after a job's work and before its result is stored."""

    def run(handle: JobHandle) -> Done:
        done = handler(handle)
        deed()
        return done

    return run


def mentions(sessions: Sessions, applicant_id: uuid.UUID) -> dict[str, int]:
    """Count the rows that name an applicant, table by table, the audit log left out."""
    tables = """
        select table_name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'
        and table_name <> 'audit_entry'
    """
    found = {}
    with sessions() as session:
        for name in session.scalars(text(tables)).all():
            statement = f'select count(*) from "{name}" t where t::text like :wanted'
            n = session.scalar(text(statement), {"wanted": f"%{applicant_id}%"}) or 0
            if n:
                found[name] = n
    return found


def test_nothing_names_an_erased_applicant_and_others_keep_their_places(
    sessions: Sessions, progress: ProgressWriter, world: World
) -> None:
    gone, kept = apply(sessions, world), apply(sessions, world, "Some Python.")
    run = executor(sessions, progress)
    run_waiting(run, sessions)
    with sessions.begin() as session:
        add_job(session, NewJob(world.workspace_id, "RANKING", world.post_id))
    run_waiting(run, sessions)
    assert {"ranking_entry", "ranking_change", "job", "job_event", "skill_profile"} <= set(
        mentions(sessions, gone)
    )
    before = mentions(sessions, kept)
    assert erase_now(sessions, world, gone)
    assert mentions(sessions, gone) == {}
    assert mentions(sessions, kept) == before
    assert board(sessions, world) == [kept]
    with sessions() as session:
        newest = select(RankingChangeRow).order_by(RankingChangeRow.version.desc()).limit(1)
        change = session.scalars(newest).one()
        assert (change.done, change.total, change.moves) == (1, 1, [])
        assert verify(session, world.workspace_id) == []
        assert was_erased(session, gone, world.workspace_id)
        assert not was_erased(session, kept, world.workspace_id)


def test_erasing_twice_changes_nothing_more(
    sessions: Sessions, progress: ProgressWriter, world: World
) -> None:
    gone = apply(sessions, world)
    assert erase_now(sessions, world, gone)
    before = count(sessions, AuditEntryRow)
    assert not erase_now(sessions, world, gone)
    assert count(sessions, AuditEntryRow) == before


def test_a_foreign_workspace_erases_nobody(sessions: Sessions, world: World) -> None:
    kept = apply(sessions, world)
    with sessions.begin() as session:
        assert erase(session, kept, uuid.uuid4(), actor=SYSTEM, why="a test") is None
    assert count(sessions, ApplicantRow) == count(sessions, JobRow) == 1


@pytest.mark.parametrize("kind", ["SKILL_EXTRACTION", "RANKING"])
def test_a_running_job_of_theirs_brings_nothing_back(
    sessions: Sessions, progress: ProgressWriter, world: World, kind: str
) -> None:
    gone = apply(sessions, world)
    known = handlers(sessions, progress)
    erasing = {kind: between(known[kind], lambda: erase_now(sessions, world, gone))}
    run_waiting(executor(sessions, progress, **erasing), sessions)
    assert mentions(sessions, gone) == {}
    for table in (ApplicantRow, SkillProfileRow, ExtractedSkillRow, RankingEntryRow):
        assert count(sessions, table) == 0


def test_a_running_full_ranking_ends_without_them(
    sessions: Sessions, progress: ProgressWriter, world: World
) -> None:
    gone, kept = apply(sessions, world), apply(sessions, world, "Some Python.")
    run_waiting(executor(sessions, progress), sessions)
    known = handlers(sessions, progress)
    ranked = NewJob(world.workspace_id, "RANKING", world.post_id)
    with sessions.begin() as session:
        add_job(session, ranked)
    erasing = between(known["RANKING"], lambda: erase_now(sessions, world, gone))
    executor(sessions, progress, RANKING=erasing).run(str(ranked.id))
    with sessions.begin() as session:
        due = update(JobRow).values(run_after=func.clock_timestamp())
        session.execute(due.where(JobRow.state == "QUEUED"))
    run_waiting(executor(sessions, progress), sessions)
    assert mentions(sessions, gone) == {}
    assert board(sessions, world) == [kept]
    with sessions() as session:
        assert session.get_one(JobRow, ranked.id).state == "SUCCEEDED"
