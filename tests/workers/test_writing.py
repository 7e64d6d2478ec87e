"""A model words a post while people watch, edit, publish or cancel it: the draft always stands."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.jobs import NewJob, request_cancel
from db.progress import ProgressWriter, sync_client
from db.rows import JobEventRow, JobRow, PostRow, PostSectionRow, RoleRow
from db.sessions import Sessions
from nlp.ports import Stop, WriterChoice, WritingTask
from tests.world import add_job, add_post, add_role, add_workspace, job_row
from workers.actors.posts import PostWriter
from workers.execution import Executor
from workers.settings import WritingSettings
from workers.sources import Sources

SOURCES = Sources()
GOOD = "Turn a heap of rows into one clear sentence that everybody at the table understands."


def nothing(_: WritingTask) -> None:
    return


@dataclass
class Novelist:
    """A writer that offers one good text for the hook; `before` is called ahead of each task."""

    before: Callable[[WritingTask], None] = nothing
    fails: bool = False
    name: str = "novelist-1"
    is_model: bool = True
    asked: list[str] = field(default_factory=list)

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        for task in tasks:
            if stop():
                return
            self.asked.append(task.id)
            self.before(task)
            if self.fails:
                raise RuntimeError("out of memory")
            yield task.id, [GOOD] if task.id == "hook" else ["No."]


@dataclass
class Office:
    """A post in a database, and the means to have it written."""

    sessions: Sessions
    progress: ProgressWriter
    post: PostRow

    def write(self, writer: Novelist, *, seconds: float = 10, **args: object) -> JobRow:
        job = self.add(**args)
        self.run(job, writer, seconds=seconds)
        return job_row(self.sessions, job.id)

    def add(self, **args: object) -> NewJob:
        job = NewJob(self.post.workspace_id, "POST_GENERATION", self.post.id, args)
        with self.sessions.begin() as session:
            add_job(session, job)
        return job

    def run(self, job: NewJob, writer: Novelist, *, seconds: float = 10) -> None:
        settings = WritingSettings(WriterChoice(), timedelta(seconds=seconds))
        actor = PostWriter(self.sessions, settings, load=lambda _: writer, sources=SOURCES)
        handlers = {"POST_GENERATION": actor}
        lease = timedelta(seconds=30)
        Executor(self.sessions, self.progress, handlers, lease).run(str(job.id))

    def bodies(self) -> dict[str, str]:
        return {kind: row.body for kind, row in self.sections().items()}

    def sections(self) -> dict[str, PostSectionRow]:
        statement = select(PostSectionRow).where(PostSectionRow.post_id == self.post.id)
        with self.sessions() as session:
            return {row.kind: row for row in session.scalars(statement)}

    def stored(self) -> PostRow:
        with self.sessions() as session:
            return session.get_one(PostRow, self.post.id)

    def record(self) -> dict[str, Any]:
        record = self.stored().generation
        assert record is not None
        return record

    def set(self, row: Any, **values: object) -> None:
        with self.sessions.begin() as session:
            session.execute(update(row).values(**values))


@pytest.fixture
def office(sessions: Sessions, redis_url: str) -> Iterator[Office]:
    with sessions.begin() as session:
        role = add_role(session, "data-analyst")
        post = add_post(session, add_workspace(session), role_id=role)
    with sync_client(redis_url) as client:
        yield Office(sessions, ProgressWriter(client), post)


def test_the_draft_can_be_published_before_a_model_says_a_word(office: Office) -> None:
    seen: list[tuple[str, set[str]]] = []
    writer = Novelist(lambda _: seen.append((office.stored().status, set(office.bodies()))))
    assert office.write(writer).state == "SUCCEEDED"
    status, kinds = seen[0]
    assert status == "DRAFT"
    assert {"HOOK", "WHY", "RESPONSIBILITIES", "REQUIRED", "HOW_TO_APPLY"} <= kinds


def test_a_section_that_a_model_worded_arrives_again_and_is_counted(office: Office) -> None:
    job = office.write(Novelist())
    statement = select(JobEventRow.body).where(
        JobEventRow.job_id == job.id, JobEventRow.kind == "SECTION"
    )
    with office.sessions() as session:
        hooks = [body for body in session.scalars(statement) if body["kind"] == "HOOK"]
    assert [hook["provenance"] for hook in hooks] == ["LIBRARY", "MODEL"]
    assert hooks[1]["body"].endswith(GOOD)
    assert office.bodies()["HOOK"] == hooks[1]["body"]
    record = office.record()
    assert record["model"] == "novelist-1"
    assert record["sections"]["HOOK"] == {"units": 1, "candidates": 1, "accepted": 1}
    assert record["sections"]["WHY"] == {"units": 1, "candidates": 2, "accepted": 0}


def test_a_writer_that_fails_leaves_the_composed_post(office: Office) -> None:
    assert office.write(Novelist(fails=True)).state == "SUCCEEDED"
    assert {row.provenance for row in office.sections().values()} & {"MODEL"} == set()
    assert sum(own["accepted"] for own in office.record()["sections"].values()) == 0


def test_at_the_time_limit_the_rest_stays_composed(office: Office) -> None:
    writer = Novelist(lambda _: time.sleep(0.2))
    assert office.write(writer, seconds=0.1).state == "SUCCEEDED"
    assert writer.asked == ["hook"]


def test_a_job_cancelled_in_mid_generation_ends_within_half_a_second(office: Office) -> None:
    entered, stopped = threading.Event(), threading.Event()

    def wait_in_steps(_: WritingTask) -> None:
        entered.set()
        stopped.wait(0.05)

    job = office.add()
    writer = Novelist(wait_in_steps)
    writer.offer = _endless(writer)  # type: ignore[method-assign]
    thread = threading.Thread(target=office.run, args=(job, writer), kwargs={"seconds": 60})
    thread.start()
    assert entered.wait(60)
    with office.sessions.begin() as session:
        session.execute(request_cancel(job.id, job.workspace_id))
    asked = time.monotonic()
    while job_row(office.sessions, job.id).state == "RUNNING":
        assert time.monotonic() - asked < 30
    thread.join()
    assert job_row(office.sessions, job.id).state == "CANCELLED"
    assert office.stored().status == "DRAFT"


def _endless(writer: Novelist) -> Callable[..., Iterator[tuple[str, Sequence[str]]]]:
    def offer(tasks: Sequence[WritingTask], *, stop: Stop) -> Iterator[tuple[str, Sequence[str]]]:
        while not stop():
            writer.before(tasks[0])
        yield from ()

    return offer


def test_what_a_person_edits_meanwhile_stays(office: Office) -> None:
    def edit(task: WritingTask) -> None:
        if task.id == "hook":
            office.set(PostSectionRow, body="Mine.", provenance="EDITED")

    office.write(Novelist(edit))
    assert set(office.bodies().values()) == {"Mine."}


def test_a_post_published_meanwhile_changes_no_more(office: Office) -> None:
    writer = Novelist(lambda _: office.set(PostRow, status="PUBLISHED"))
    assert office.write(writer).state == "SUCCEEDED"
    assert office.sections()["HOOK"].provenance == "LIBRARY"
    assert writer.asked == ["hook"]
    assert office.record()["sections"]["HOOK"]["accepted"] == 0


def test_one_section_alone_is_written_anew_and_the_record_keeps_the_others(office: Office) -> None:
    office.write(Novelist())
    before = office.bodies()
    office.write(Novelist(fails=True), section="WHY", seed=12)
    after = office.bodies()
    assert {kind for kind in after if after[kind] != before[kind]} <= {"WHY"}
    record = office.record()
    assert record["sections"]["HOOK"]["accepted"] == 1
    assert record["sections"]["WHY"]["accepted"] == 0


def test_a_second_run_of_the_job_leaves_the_same_post(office: Office) -> None:
    office.write(Novelist())
    first = office.bodies()
    office.write(Novelist())
    assert office.bodies() == first


def test_two_employers_do_not_publish_the_same_words(sessions: Sessions, redis_url: str) -> None:
    with sync_client(redis_url) as client:
        progress = ProgressWriter(client)
        first, again = _offices(sessions, progress, posts=2)
        (other,) = _offices(sessions, progress, posts=1)
        provenances = []
        for office in (first, other, again):
            office.write(Novelist())
            provenances.append(office.sections()["HOOK"].provenance)
    assert provenances == ["MODEL", "LIBRARY", "MODEL"]


def _offices(sessions: Sessions, progress: ProgressWriter, *, posts: int) -> list[Office]:
    with sessions.begin() as session:
        role = session.scalar(select(RoleRow.id)) or add_role(session, "data-analyst")
        workspace = add_workspace(session)
        rows = [add_post(session, workspace, role_id=role) for _ in range(posts)]
    return [Office(sessions, progress, row) for row in rows]
