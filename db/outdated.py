"""Statements about CVs that an older extraction pipeline read, or could not read."""

import uuid
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, case, func, outerjoin, select

from db.rows import ApplicantRow, JobRow, SkillProfileRow
from db.rows.jobs import TERMINAL_STATES

_PEOPLE = outerjoin(ApplicantRow, SkillProfileRow, SkillProfileRow.applicant_id == ApplicantRow.id)


def outdated_of_post(post_id: uuid.UUID, pipeline: str) -> Select[uuid.UUID]:
    """Select the ids of applicants whose CV was read by another pipeline than this one."""
    return (
        select(ApplicantRow.id)
        .select_from(_PEOPLE)
        .where(*_outdated(pipeline), ApplicantRow.post_id == post_id)
        .order_by(ApplicantRow.id)
    )


def outdated_by_post(
    pipeline: str, post_id: uuid.UUID | None = None
) -> Select[uuid.UUID, uuid.UUID, int]:
    """Select (post_id, workspace_id, applicants) of posts with such CVs; the latest first."""
    columns = ApplicantRow.post_id, ApplicantRow.workspace_id
    counted = select(*columns, func.count().label("applicants"))
    statement = counted.select_from(_PEOPLE).where(*_outdated(pipeline))
    if post_id is not None:
        statement = statement.where(ApplicantRow.post_id == post_id)
    return statement.group_by(*columns).order_by(func.max(ApplicantRow.submitted_at).desc())


def _outdated(pipeline: str) -> tuple[ColumnElement[bool], ...]:
    """An applicant without a profile counts if their file, which is kept, could not be read."""
    file_kept = ApplicantRow.upload_id.is_not(None)
    read_by = func.coalesce(
        SkillProfileRow.model, case((file_kept, ApplicantRow.unreadable_by), else_=None)
    )
    return (ApplicantRow.status != "WITHDRAWN", read_by != pipeline)


def live_jobs(job_ids: Iterable[uuid.UUID]) -> Select[str]:
    """Select the states of those of the jobs that have not ended."""
    wanted = JobRow.id.in_(set(job_ids))
    return select(JobRow.state).where(wanted, JobRow.state.not_in(TERMINAL_STATES))
