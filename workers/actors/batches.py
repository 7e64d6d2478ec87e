"""Read many CVs in one job: those of an import, or those of a post read by an older pipeline.

Each applicant is stored in a transaction of their own, and who is left to read is asked of the
rows: a job that is taken over goes on where the other ended.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.applicants import applicant_by_id, unread_of_import
from db.jobs import NewJob, insert_job, queued_event
from db.outdated import outdated_of_post
from db.rows import ApplicantRow
from nlp.skills.extraction import PIPELINE
from workers.handle import (
    ClaimedJob,
    Done,
    JobCancelledError,
    JobHandle,
    LeaseLostError,
    PermanentError,
)
from workers.reextraction import OUTDATED

Write = Callable[[Session], object]
Read = Callable[[JobHandle, ApplicantRow], Write]

_TOGETHER = 3
"""Attempts at a batch; whoever is left then is read by a job of their own, so that a CV that kills
its worker each time takes nobody with it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """`waiting` selects the ids of applicants still to be read, `total` counts all of them, read or
    not.
    """

    waiting: Select[uuid.UUID]
    total: Select[int]


def batch_of(job: ClaimedJob) -> Batch | None:
    """Give what a job over several applicants works on; None for one over a single applicant."""
    if "import" in job.args:
        everyone = ApplicantRow.import_id == job.subject_id
        total = select(func.count()).where(everyone)
        return Batch(unread_of_import(job.subject_id), total)
    if OUTDATED in job.args:
        waiting = outdated_of_post(job.subject_id, PIPELINE)
        asked = int(job.args[OUTDATED])
        total = select(func.greatest(asked, func.count())).select_from(waiting.subquery())
        return Batch(waiting, total)
    return None


def read_batch(handle: JobHandle, batch: Batch, read: Read) -> Done:
    """Read whoever waits; each profile has its owner placed by the post's one placing job."""
    with handle.transaction() as session:
        waiting = session.scalars(batch.waiting).all()
        total = session.scalar(batch.total) or 0
    for left, applicant_id in zip(range(len(waiting), 0, -1), waiting, strict=True):
        handle.raise_if_stopped()
        handle.tick(done=total - left, total=total, stage="reading CVs")
        handle.give_way()
        _read_one(handle, applicant_id, read)
    handle.tick(done=total, total=total, stage="reading CVs")
    return Done()


def _read_one(handle: JobHandle, applicant_id: uuid.UUID, read: Read) -> None:
    present = applicant_by_id(applicant_id, handle.job.workspace_id)
    with handle.transaction() as session:
        applicant = session.scalar(present)
    if applicant is None:
        return
    write = _result(handle, applicant, read)
    try:
        with handle.transaction() as session:
            # Their row is read by whoever locks it, and not before.
            if session.scalar(present.with_only_columns(ApplicantRow.id)) is not None:
                write(session)
    except PermanentError:
        # Whoever was erased meanwhile stays erased.
        return


def _result(handle: JobHandle, applicant: ApplicantRow, read: Read) -> Write:
    """Give what to store of an applicant; a CV that breaks the reader gets a job of its own."""
    alone = NewJob(handle.job.workspace_id, handle.job.kind, applicant.id)
    if handle.job.tries > _TOGETHER:
        return lambda session: _enqueue(session, alone)
    try:
        return read(handle, applicant)
    except (LeaseLostError, JobCancelledError, SQLAlchemyError):
        raise
    except PermanentError:
        return lambda _session: None
    except Exception as error:  # noqa: BLE001 - one bad CV spoils only itself
        log.warning("set aside", applicant=str(applicant.id), reason=type(error).__name__)
        return lambda session: _enqueue(session, alone)


def _enqueue(session: Session, job: NewJob) -> None:
    """Insert a job unless one lives for the same subject."""
    if session.scalar(insert_job(job)) is not None:
        session.execute(queued_event(job))
