"""Statements about profiles that an older extraction pipeline wrote."""

import uuid
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, select

from db.rows import ApplicantRow, JobRow, SkillProfileRow
from db.rows.jobs import TERMINAL_STATES


def outdated_of_post(post_id: uuid.UUID, pipeline: str) -> Select[uuid.UUID]:
    """Select the ids of applicants whose profile comes from another pipeline than this one."""
    return (
        select(ApplicantRow.id)
        .where(*_outdated(pipeline), ApplicantRow.post_id == post_id)
        .order_by(ApplicantRow.id)
    )


def outdated_by_post(
    pipeline: str, post_id: uuid.UUID | None = None
) -> Select[uuid.UUID, uuid.UUID, int]:
    """Select (post_id, workspace_id, applicants) of posts with such profiles; the latest first."""
    columns = ApplicantRow.post_id, ApplicantRow.workspace_id
    statement = select(*columns, func.count().label("applicants")).where(*_outdated(pipeline))
    if post_id is not None:
        statement = statement.where(ApplicantRow.post_id == post_id)
    return statement.group_by(*columns).order_by(func.max(ApplicantRow.submitted_at).desc())


def _outdated(pipeline: str) -> tuple[ColumnElement[bool], ...]:
    return (
        SkillProfileRow.applicant_id == ApplicantRow.id,
        ApplicantRow.status != "WITHDRAWN",
        SkillProfileRow.model != pipeline,
    )


def live_jobs(job_ids: Iterable[uuid.UUID]) -> Select[str]:
    """Select the states of those of the jobs that have not ended."""
    wanted = JobRow.id.in_(set(job_ids))
    return select(JobRow.state).where(wanted, JobRow.state.not_in(TERMINAL_STATES))
