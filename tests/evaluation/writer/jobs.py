"""Posts as jobs on real engines: seconds from claim to draft, and from cancelling to rest."""

import random
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from api.servers.folders import Folders
from db.jobs import NewJob, request_cancel
from db.progress import ProgressWriter, sync_client
from db.rows import CategoryRow, PostRow, RoleRow
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from nlp.ports import Stop, Writer, WriterChoice, WritingTask
from nlp.posts.around import AroundWriter
from nlp.posts.brief import Brief, brief_to_json
from nlp.roles.page import RolePage
from tests.engines import data_folder, make_migrated, running_postgres, running_valkey, url_of
from tests.world import add_job, add_workspace, job_row
from workers.actors.posts import PostWriter
from workers.execution import Executor
from workers.settings import WritingSettings
from workers.sources import Sources

_LEASE, _LIMIT = timedelta(seconds=30), timedelta(seconds=60)
_LATEST = 0.8
"""Seconds after the draft up to which a job is cancelled, at random."""


@dataclass
class Watched(AroundWriter):
    """Tells when the draft stands: a writer is asked only after that."""

    drafted: threading.Event = field(default_factory=threading.Event)
    at: float = 0.0

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        if not self.drafted.is_set():
            self.at = time.monotonic()
            self.drafted.set()
        yield from super().offer(tasks, stop=stop)


@dataclass
class JobTimes:
    """Seconds of each job; a job that ended before it could be cancelled is counted apart."""

    to_draft: list[float] = field(default_factory=list)
    to_rest: list[float] = field(default_factory=list)
    ended_before: int = 0


@dataclass(frozen=True)
class Office:
    """A workspace in a database, the roles of the briefs in it, and what jobs need."""

    sessions: Sessions
    progress: ProgressWriter
    sources: Sources
    workspace_id: uuid.UUID
    roles: dict[str, uuid.UUID]

    def add(self, brief: Brief) -> NewJob:
        """Store a post, and a job that writes it."""
        post_id = uuid.uuid4()
        job = NewJob(self.workspace_id, "POST_GENERATION", post_id, {})
        own = replace(brief, post_id=str(post_id))
        role_id = self.roles[brief.title.casefold()]
        with self.sessions.begin() as session:
            session.add(_post(own, self.workspace_id, role_id))
            add_job(session, job)
        return job

    def executor(self, watched: Watched) -> Executor:
        settings = WritingSettings(WriterChoice(), _LIMIT)
        actor = PostWriter(self.sessions, settings, load=lambda _: watched, sources=self.sources)
        return Executor(self.sessions, self.progress, {"POST_GENERATION": actor}, _LEASE)


def job_times(sources: Sources, writer: Writer, briefs: Sequence[Brief], *, seed: int) -> JobTimes:
    """Write each brief as a job, and cancel it at a random moment of the writer's work."""
    times, dice = JobTimes(), random.Random(seed)
    with _office(sources, briefs) as office:
        for brief in briefs:
            _time(office, office.add(brief), Watched(writer), times, wait=dice.uniform(0, _LATEST))
    return times


def _time(office: Office, job: NewJob, watched: Watched, times: JobTimes, *, wait: float) -> None:
    thread = threading.Thread(target=office.executor(watched).run, args=(str(job.id),))
    started = time.monotonic()
    thread.start()
    watched.drafted.wait(60)
    times.to_draft.append(watched.at - started)
    thread.join(wait)
    with office.sessions.begin() as session:
        session.execute(request_cancel(job.id, job.workspace_id))
    asked = time.monotonic()
    thread.join()
    if job_row(office.sessions, job.id).state == "CANCELLED":
        times.to_rest.append(time.monotonic() - asked)
    else:
        times.ended_before += 1


@contextmanager
def _office(sources: Sources, briefs: Sequence[Brief]) -> Iterator[Office]:
    """Start PostgreSQL and Valkey with all tables, for the time of the measurement."""
    pages = {page.title.casefold(): page for page in sources.library.roles}
    with data_folder() as data, _engines(Folders.under(data)) as (sessions, progress):
        with sessions.begin() as session:
            workspace_id = add_workspace(session)
            roles = _add_roles(session, [pages[own.title.casefold()] for own in briefs])
        yield Office(sessions, progress, sources, workspace_id, roles)


@contextmanager
def _engines(folders: Folders) -> Iterator[tuple[Sessions, ProgressWriter]]:
    with running_postgres(folders) as postgres, running_valkey(folders) as valkey:
        make_migrated(postgres, "posts")
        where = DatabaseSettings(url_of(postgres, "posts"), valkey.url)
        engine = sync_engine(where, application_name="evaluation")
        with sync_client(valkey.url) as client:
            yield sync_sessions(engine), ProgressWriter(client)
        engine.dispose()


def _add_roles(session: Session, pages: Sequence[RolePage]) -> dict[str, uuid.UUID]:
    """Add the rows of these roles; give their ids by title in lower case."""
    category = CategoryRow(slug="any", name="Any", description="Any", position=0)
    session.add(category)
    session.flush()
    rows = {
        page.title.casefold(): RoleRow(
            slug=page.slug, title=page.title, library=True, category_id=category.id
        )
        for page in pages
    }
    session.add_all(rows.values())
    session.flush()
    return {title: row.id for title, row in rows.items()}


def _post(brief: Brief, workspace_id: uuid.UUID, role_id: uuid.UUID) -> PostRow:
    return PostRow(
        id=uuid.UUID(brief.post_id),
        workspace_id=workspace_id,
        role_id=role_id,
        title=brief.title,
        country=brief.country,
        employment_type=brief.employment_type.value,
        status="GENERATING",
        brief=brief_to_json(brief),
    )
