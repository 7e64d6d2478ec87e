"""How an export of 100,000 lines goes, in time and memory: `make bench-exports`.

An export of a tenth of the lines runs first in the same process: what a process needs in any case
is counted there, and the rest of the memory shows whether an export is held in it.
"""

import argparse
import resource
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from api.servers.folders import Folders
from db.analytics import Scope
from db.exports import AskedExport, part_at
from db.jobs import NewJob
from db.progress import ProgressWriter, sync_client
from db.rows import ExportRow
from db.rows.exports import FILE
from db.sessions import Sessions
from tests.engines import data_folder, running_valkey
from tests.evaluation.recovery import fresh_sessions
from tests.world import World, add_job, add_post, make_world
from workers.actors.exports import SkillExporter
from workers.execution import Executor

_SKILLS = 10
"""Lines of each applicant."""
_TENTH = 10
_POOL = """
insert into applicant (id, workspace_id, post_id, handle, status)
select gen_random_uuid(), :workspace, :post, 'Applicant ' || n, 'READY'
from generate_series(1, :size) n;
insert into skill_profile (id, applicant_id, workspace_id, model)
select gen_random_uuid(), id, workspace_id, 'bench' from applicant where post_id = :post;
insert into extracted_skill
  (profile_id, position, workspace_id, skill_id, name, confidence, years, counted, mentions)
select profile.id, row_number() over (partition by profile.id order by skill.id),
       profile.workspace_id, skill.id, skill.name, 0.9, 2.5, true,
       '[{"start": 0, "end": 1, "negated": false}]'
from skill_profile profile
join applicant on applicant.id = profile.applicant_id and applicant.post_id = :post
cross join (select id, name from skill where slug like 'bench-%') skill
"""
_NAMES = """
insert into skill (id, slug, name, kind, library)
select gen_random_uuid(), 'bench-' || n, 'Bench skill ' || n, 'TOOL', false
from generate_series(1, :skills) n
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What an export came to; `peak` is the most memory that the process had so far, in MB."""

    rows: int
    size: int
    seconds: float
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    applicants = parser.parse_args().lines // _SKILLS
    with _bench() as (sessions, executor):
        world = make_world(sessions)
        with sessions.begin() as session:
            session.execute(text(_NAMES), {"skills": _SKILLS})
            other = World(world.workspace_id, add_post(session, world.workspace_id).id)
        _fill(sessions, world, applicants // _TENTH)
        _fill(sessions, other, applicants)
        for form in ("CSV", "PARQUET"):
            small = _export(sessions, executor, world, form)
            large = _export(sessions, executor, other, form)
            _say(form, small, large)


@contextmanager
def _bench() -> Iterator[tuple[Sessions, Executor]]:
    with (
        fresh_sessions() as (_, sessions),
        data_folder() as data,
        running_valkey(Folders.under(data)) as valkey,
        sync_client(valkey.url) as client,
    ):
        handling = {"EXPORT": SkillExporter(sessions)}
        yield sessions, Executor(sessions, ProgressWriter(client), handling, timedelta(minutes=5))


def _fill(sessions: Sessions, world: World, size: int) -> None:
    given = {"workspace": world.workspace_id, "post": world.post_id, "size": size}
    with sessions.begin() as session:
        session.execute(text("set local statement_timeout = 0"))
        for statement in _POOL.split(";"):
            names = {name: value for name, value in given.items() if f":{name}" in statement}
            session.execute(text(statement.replace('": ', '"\\: ')), names)


def _export(sessions: Sessions, executor: Executor, world: World, form: str) -> Made:
    scope = Scope(world.workspace_id, posts=[world.post_id])
    asked = AskedExport(form, whole=True, actor="recruiter bench", scope=scope)
    job = NewJob(world.workspace_id, "EXPORT", asked.subject(), asked.args())
    with sessions.begin() as session:
        add_job(session, job)
    started = time.process_time()
    executor.run(str(job.id))
    seconds = time.process_time() - started
    with sessions() as session:
        row = session.get_one(ExportRow, job.id)
    assert sum(map(len, _chunks(sessions, job.id))) == row.size
    return Made(row.rows, row.size, seconds, _peak())


def _chunks(sessions: Sessions, export_id: uuid.UUID) -> Iterator[bytes]:
    """Read the file as the API sends it."""
    position = 0
    while True:
        with sessions() as session:
            content = session.scalar(part_at(export_id, FILE, position))
        if content is None:
            return
        yield content
        position += 1


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000


def _say(form: str, small: Made, large: Made) -> None:
    print(  # noqa: T201
        f"{form}: {large.rows:,} lines, {large.size / 1_000_000:.1f} MB, "
        f"{large.seconds:.1f} s of processor time, {large.seconds / small.seconds:.1f} times that "
        f"of {small.rows:,}; the process grew from {small.peak:.0f} to {large.peak:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
