"""Take an applicant out of a ranking for good, also while a job would place them."""

import uuid

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from db.erasing import ranking_of_applicant, tell_board
from db.exports import forget_exports_with
from db.jobs import system_event
from db.ranking import locked
from db.rows import ApplicantRow, JobRow, RankingEntryRow
from db.rows.jobs import TERMINAL_STATES
from db.snapshots import end_scores


def withdraw(session: Session, applicant_id: uuid.UUID) -> bool:
    """Withdraw an applicant; False when they have withdrawn already, or are gone.

    Their jobs end first: one that runs loses its lease and stores nothing. Exports with their
    skills go.
    """
    _cancel_jobs(session, applicant_id)
    ranking = session.scalar(locked(ranking_of_applicant(applicant_id)))
    changed = session.scalar(
        update(ApplicantRow)
        .where(ApplicantRow.id == applicant_id, ApplicantRow.status != "WITHDRAWN")
        .values(status="WITHDRAWN")
        .returning(ApplicantRow.id)
    )
    session.execute(forget_exports_with(applicant_id))
    if changed is not None and ranking is not None:
        own = RankingEntryRow.applicant_id == applicant_id
        session.execute(delete(RankingEntryRow).where(own))
        end_scores(session, applicant_id)
        tell_board(session, ranking)
    return changed is not None


def _cancel_jobs(session: Session, applicant_id: uuid.UUID) -> None:
    live = (JobRow.subject_id == applicant_id, JobRow.state.not_in(TERMINAL_STATES))
    locked = select(JobRow.id).where(*live).order_by(JobRow.id).with_for_update()
    ended = session.execute(
        update(JobRow)
        .where(JobRow.id.in_(session.scalars(locked).all()))
        .values(state="CANCELLED", cancel_requested=True, finished_at=func.clock_timestamp())
        .returning(JobRow.id, JobRow.attempt, JobRow.workspace_id)
    )
    for job in ended.all():
        session.execute(
            system_event(
                job.id,
                job.attempt,
                workspace_id=job.workspace_id,
                state="CANCELLED",
                terminal=True,
            )
        )
