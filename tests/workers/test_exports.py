"""An export is whole or not there, whatever becomes of its workers and of those in it."""

import csv
import hashlib
import io
import uuid
from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, delete, func, select, update

from db.analytics import Scope
from db.exports import AskedExport, part_at
from db.jobs import NewJob
from db.rows import (
    ApplicantRow,
    AuditEntryRow,
    ExportChunkRow,
    ExportMemberRow,
    ExportRow,
    ExtractedSkillRow,
    JobRow,
    SweepRow,
)
from db.rows.exports import FILE
from db.sessions import Sessions
from db.withdrawing import withdraw
from tests.workers.fleet import running_fleet, wait_until
from tests.workers.pool import add_pool
from tests.world import World, add_job, count, job_row
from workers.actors import exports
from workers.actors.exports import SkillExporter
from workers.execution import Executor
from workers.handle import JobHandle
from workers.retention import RetentionSweep


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_A_TIME", 10)


def pool(sessions: Sessions, world: World, size: int) -> list[uuid.UUID]:
    with sessions.begin() as session:
        return add_pool(session, world, size=size)


def ask(sessions: Sessions, world: World, *, format_: str = "CSV", whole: bool = True) -> uuid.UUID:
    asked = AskedExport(format_, whole, "recruiter tests", Scope(world.workspace_id))
    job = NewJob(world.workspace_id, "EXPORT", asked.subject(), asked.args())
    with sessions.begin() as session:
        return add_job(session, job)


def file_of(sessions: Sessions, export_id: uuid.UUID) -> bytes:
    with sessions() as session:
        chunks = (session.scalar(part_at(export_id, FILE, n)) for n in range(10_000))
        return b"".join(iter(lambda: next(chunks) or b"", b""))


def lines_of(sessions: Sessions, export_id: uuid.UUID) -> list[dict[str, str]]:
    text = file_of(sessions, export_id).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def export_row(sessions: Sessions, export_id: uuid.UUID) -> ExportRow | None:
    with sessions() as session:
        return session.get(ExportRow, export_id)


def having_skills(lines: list[dict[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in lines:
        found.setdefault(line["applicant"], set()).add(line["name"])
    return found


@pytest.mark.usefixtures("few_at_a_time")
def test_every_skill_of_everyone_is_in_it_once_and_the_log_has_its_digest(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 35)
    export_id = ask(sessions, world)
    executor.run(str(export_id))
    job, row = job_row(sessions, export_id), export_row(sessions, export_id)
    assert (job.state, job.result_type, job.result_id) == ("SUCCEEDED", "Export", export_id)
    lines = lines_of(sessions, export_id)
    assert row is not None
    assert (row.complete, row.applicants, row.rows, row.withheld) == (True, 35, len(lines), 0)
    assert len(lines) == len({(line["applicant"], line["skill"]) for line in lines}) > 35
    with sessions() as session:
        logged = session.scalars(select(AuditEntryRow)).one()
        parts = session.scalars(select(ExportChunkRow.part).distinct()).all()
    assert parts == ["FILE"]
    content = file_of(sessions, export_id)
    assert (logged.action, logged.actor) == ("EXPORT", "recruiter tests")
    assert logged.facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert (logged.facts["rows"], logged.facts["size"]) == (len(lines), len(content))


def test_keys_mean_nothing_outside_of_one_export(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    ids = pool(sessions, world, 12)
    both = []
    for _ in range(2):
        export_id = ask(sessions, world)
        executor.run(str(export_id))
        both.append({line["applicant"] for line in lines_of(sessions, export_id)})
    assert both[0].isdisjoint(both[1])
    assert not both[0] & {str(own) for own in ids}


@pytest.mark.usefixtures("few_at_a_time")
def test_a_second_attempt_goes_on_where_the_first_one_ended(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 45)
    export_id = ask(sessions, world, format_="PARQUET")
    stopping = _Stopping(SkillExporter(sessions), after=3)
    failing = Executor(sessions, executor.progress, {"EXPORT": stopping}, executor.lease)
    failing.run(str(export_id))
    row = export_row(sessions, export_id)
    assert row is not None
    assert (job_row(sessions, export_id).state, row.pieces) == ("QUEUED", 3)
    keys = select(ExportMemberRow.key).order_by(ExportMemberRow.key)
    with sessions.begin() as session:
        before = session.scalars(keys).all()
        session.execute(_due_now(export_id))
    executor.run(str(export_id))
    done = export_row(sessions, export_id)
    assert done is not None
    assert (done.complete, done.pieces) == (True, 5)
    with sessions() as session:
        assert session.scalars(keys).all() == before


def _due_now(job_id: uuid.UUID) -> Any:
    return update(JobRow).where(JobRow.id == job_id).values(run_after=func.clock_timestamp())


class _Stopping:
    """Exports like the exporter that it wraps, and breaks after some ticks."""

    def __init__(self, exporter: SkillExporter, *, after: int) -> None:
        self._exporter, self._after = exporter, after

    def __call__(self, handle: JobHandle) -> Any:
        tick, left = handle.tick, iter(range(self._after - 1))

        def counting(**progress: Any) -> None:
            tick(**progress)
            if next(left, None) is None:
                raise OSError("the disk is full")

        handle.tick = counting  # type: ignore[method-assign]
        return self._exporter(handle)


@pytest.mark.parametrize("how", ["erased", "withdrawn"])
def test_who_goes_takes_every_file_along_that_they_are_in(
    executor: Executor, sessions: Sessions, world: World, how: str
) -> None:
    ids = pool(sessions, world, 12)
    export_id = ask(sessions, world)
    executor.run(str(export_id))
    with sessions.begin() as session:
        leave(session, ids[0], how)
    assert export_row(sessions, export_id) is None
    assert count(sessions, ExportChunkRow) == count(sessions, ExportMemberRow) == 0
    assert job_row(sessions, export_id).state == "SUCCEEDED"


def leave(session: Any, applicant_id: uuid.UUID, how: str) -> None:
    if how == "erased":
        session.execute(delete(ApplicantRow).where(ApplicantRow.id == applicant_id))
    else:
        assert withdraw(session, applicant_id)


@pytest.mark.usefixtures("few_at_a_time")
@pytest.mark.parametrize("stage", ["reading profiles", "writing the file"])
@pytest.mark.parametrize("how", ["erased", "withdrawn"])
def test_who_goes_while_it_is_made_is_not_in_it(
    executor: Executor,
    sessions: Sessions,
    world: World,
    how: str,
    stage: str,
) -> None:
    ids = pool(sessions, world, 30)
    with sessions() as session:
        names = dict(session.execute(select(ApplicantRow.id, ApplicantRow.cv_text)).all())
    gone = next(own for own in ids if "Python" in str(names[own]))
    export_id = ask(sessions, world)
    leaving = _Leaving(SkillExporter(sessions), sessions, gone, how=how, stage=stage)
    Executor(sessions, executor.progress, {"EXPORT": leaving}, executor.lease).run(str(export_id))
    row = export_row(sessions, export_id)
    assert row is not None
    assert leaving.left
    assert (job_row(sessions, export_id).state, row.applicants) == ("SUCCEEDED", 29)
    kept = [own for own in ids if own != gone]
    expected = sum("with" in str(names[own]) for own in kept)
    assert len(having_skills(lines_of(sessions, export_id))) == expected


class _Leaving:
    """Exports like the exporter that it wraps; at the first tick of a stage somebody goes."""

    def __init__(
        self, exporter: SkillExporter, sessions: Sessions, who: uuid.UUID, *, how: str, stage: str
    ) -> None:
        self._exporter, self._sessions, self._who = exporter, sessions, who
        self._how, self._stage = how, stage
        self.left = False

    def __call__(self, handle: JobHandle) -> Any:
        tick = handle.tick

        def leaving(*, done: int, total: int, stage: str) -> None:
            tick(done=done, total=total, stage=stage)
            if stage == self._stage and not self.left:
                self.left = True
                with self._sessions.begin() as session:
                    leave(session, self._who, self._how)

        handle.tick = leaving  # type: ignore[method-assign]
        return self._exporter(handle)


@pytest.mark.usefixtures("few_at_a_time")
def test_a_cancelled_export_leaves_nothing(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 30)
    export_id = ask(sessions, world)
    Executor(
        sessions,
        executor.progress,
        {"EXPORT": _cancelling(SkillExporter(sessions))},
        executor.lease,
    ).run(str(export_id))
    assert job_row(sessions, export_id).state == "CANCELLED"
    assert count(sessions, ExportRow) == count(sessions, ExportChunkRow) == 0
    assert count(sessions, AuditEntryRow) == 0


def _cancelling(exporter: SkillExporter) -> Any:
    def run(handle: JobHandle) -> Any:
        tick = handle.tick

        def cancel(**progress: Any) -> None:
            tick(**progress)
            handle.cancelled.set()

        handle.tick = cancel  # type: ignore[method-assign]
        return exporter(handle)

    return run


def test_for_an_analyst_skills_of_few_are_left_out(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 40)
    keep_few(sessions, "Docker", 4)
    whole, safe = ask(sessions, world), ask(sessions, world, whole=False)
    for export_id in (whole, safe):
        executor.run(str(export_id))
    sizes: dict[str, set[str]] = {}
    for line in lines_of(sessions, whole):
        sizes.setdefault(line["name"], set()).add(line["applicant"])
    few = {name for name, own in sizes.items() if len(own) < 5 or 0 < 40 - len(own) < 5}
    shown = {line["name"] for line in lines_of(sessions, safe)}
    row = export_row(sessions, safe)
    assert row is not None
    assert len(sizes["Docker"]) == 4
    assert "Docker" in few < set(sizes)
    assert (shown, row.withheld, row.applicants) == (set(sizes) - few, len(few), 40)


def keep_few(sessions: Sessions, name: str, most: int) -> None:
    """Take a skill out of all profiles but a few."""
    found = ExtractedSkillRow
    kept = select(found.profile_id).where(found.name == name).limit(most)
    with sessions.begin() as session:
        session.execute(delete(found).where(found.name == name, found.profile_id.not_in(kept)))


def test_for_an_analyst_a_post_of_few_is_left_out(
    executor: Executor, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 4)
    export_id = ask(sessions, world, whole=False)
    executor.run(str(export_id))
    row = export_row(sessions, export_id)
    assert row is not None
    assert (row.applicants, row.rows, lines_of(sessions, export_id)) == (0, 0, [])


def test_the_hourly_sweep_takes_exports_whose_day_is_over(
    executor: Executor, engine: Engine, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 6)
    over, kept = ask(sessions, world), ask(sessions, world, format_="PARQUET")
    for export_id in (over, kept):
        executor.run(str(export_id))
    with sessions.begin() as session:
        past = func.clock_timestamp() - timedelta(seconds=1)
        session.execute(update(ExportRow).where(ExportRow.id == over).values(expires_at=past))
    RetentionSweep(engine, keep_days=None).step()
    with sessions() as session:
        assert session.scalars(select(ExportRow.id)).all() == [kept]
    assert count(sessions, SweepRow) == 1


@pytest.mark.chaos
@pytest.mark.slow
def test_a_killed_worker_s_export_is_made_by_another_one(
    database_url: str, sessions: Sessions, world: World
) -> None:
    pool(sessions, world, 8_000)
    with running_fleet(database_url, lease_seconds=3) as fleet:
        fleet.relay()
        fleet.worker("first")
        export_id = ask(sessions, world, format_="PARQUET")
        wait_until(lambda: _pieces(sessions, export_id) > 1)
        fleet.kill("first")
        pieces = _pieces(sessions, export_id)
        fleet.worker("second")
        wait_until(lambda: job_row(sessions, export_id).state == "SUCCEEDED")
    row = export_row(sessions, export_id)
    assert row is not None
    job = job_row(sessions, export_id)
    assert (job.attempt - job.pauses, row.applicants, row.pieces) == (2, 8_000, 16)
    assert 1 < pieces <= 16
    stored = _parquet(file_of(sessions, export_id))
    assert stored.num_rows == row.rows
    assert count(sessions, AuditEntryRow) == 1


def _pieces(sessions: Sessions, export_id: uuid.UUID) -> int:
    row = export_row(sessions, export_id)
    return row.pieces if row else 0


def _parquet(content: bytes) -> Any:
    return pq.read_table(io.BytesIO(content))
