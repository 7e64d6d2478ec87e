"""Leave nothing of an applicant: their rows, their file, and every event that names them.

Locks go in the workers' order (job, ranking, applicant), so that an erasure waits for a running
job's last transaction, or the job finds itself gone and stores nothing.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, text
from sqlalchemy.orm import Session

from db.audit import Action, Happening, append
from db.audit_chain import Facts
from db.ranking import entry_count, locked, note_change
from db.rows import (
    ApplicantRow,
    AuditEntryRow,
    JobRow,
    RankingRow,
    UploadRow,
)
from db.snapshots import standing

_FORGET_MOVES = text(
    """
    update ranking_change
    set moves = coalesce((select jsonb_agg(move order by nth)
                          from jsonb_array_elements(moves) with ordinality as m (move, nth)
                          where move ->> 'applicant_id' <> :applicant), '[]')
    where ranking_id = :ranking
      and moves @> jsonb_build_array(jsonb_build_object('applicant_id', cast(:applicant as text)))
    """
)
_FORGET_CHUNKS = text(
    """
    update ranking_chunk set applicant_ids = array_remove(applicant_ids, :applicant)
    where ranking_id = :ranking and :applicant = any(applicant_ids)
    """
)
_FORGET_EVENTS = text(
    """
    delete from job_event using job
    where job.id = job_event.job_id and job.workspace_id = :workspace
      and job_event.body ->> 'applicant_id' = :applicant
    """
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone; the jobs' streams are for the caller to drop once it is committed."""

    post_id: uuid.UUID
    job_ids: tuple[uuid.UUID, ...]


def was_erased(session: Session, applicant_id: uuid.UUID, workspace_id: uuid.UUID) -> bool:
    """Say whether the log has the tombstone of the applicant."""
    tombstone = select(AuditEntryRow.number).where(
        AuditEntryRow.workspace_id == workspace_id,
        AuditEntryRow.subject_id == applicant_id,
        AuditEntryRow.action == Action.ERASURE.value,
    )
    return session.scalar(tombstone.limit(1)) is not None


def erase(
    session: Session, applicant_id: uuid.UUID, workspace_id: uuid.UUID, *, actor: str, why: str
) -> Erased | None:
    """Erase an applicant and log a tombstone; None when there is no such applicant."""
    jobs = select(JobRow.id).where(JobRow.subject_id == applicant_id).order_by(JobRow.id)
    job_ids = tuple(session.scalars(jobs.with_for_update()))
    ranking = session.scalar(locked(ranking_of_applicant(applicant_id)))
    if ranking is not None:
        session.execute(_FORGET_CHUNKS, {"applicant": applicant_id, "ranking": ranking.id})
    row = session.scalar(_own(applicant_id, workspace_id).with_for_update())
    if row is None:
        return None
    post_id, files = row.post_id, _files_of(row)
    _forget_events(session, row, ranking)
    session.execute(delete(JobRow).where(JobRow.subject_id == applicant_id))
    session.execute(delete(ApplicantRow).where(ApplicantRow.id == applicant_id))
    session.execute(delete(UploadRow).where(files))
    facts: Facts = {"post": str(post_id), "why": why}
    if ranking is not None:
        tell_board(session, ranking)
        facts = {**facts, **standing(session, ranking)}
    append(session, Happening(workspace_id, Action.ERASURE, actor, applicant_id, facts))
    return Erased(post_id, job_ids)


def _files_of(row: ApplicantRow) -> ColumnElement[bool]:
    return or_(UploadRow.id == row.upload_id, UploadRow.owner_id == row.id)


def _own(applicant_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[ApplicantRow]:
    return select(ApplicantRow).where(
        ApplicantRow.id == applicant_id, ApplicantRow.workspace_id == workspace_id
    )


def ranking_of_applicant(applicant_id: uuid.UUID) -> Select[RankingRow]:
    return (
        select(RankingRow)
        .join(ApplicantRow, ApplicantRow.post_id == RankingRow.post_id)
        .where(ApplicantRow.id == applicant_id)
    )


def _forget_events(session: Session, row: ApplicantRow, ranking: RankingRow | None) -> None:
    named = {"applicant": str(row.id)}
    session.execute(_FORGET_EVENTS, named | {"workspace": row.workspace_id})
    if ranking is not None:
        session.execute(_FORGET_MOVES, named | {"ranking": ranking.id})


def tell_board(session: Session, ranking: RankingRow) -> None:
    """Raise the ranking's version, so that live boards and snapshots show that somebody is gone."""
    ranking.version += 1
    session.flush()
    received = select(func.count()).where(ApplicantRow.post_id == ranking.post_id)
    left = session.scalar(entry_count(ranking.id, ranking.generation)) or 0
    total = session.scalar(received) or 0
    session.execute(note_change(ranking, moves=[], done=left, total=total))
