"""Everything that is stored of an applicant, for the applicant.

It goes by the tables themselves: a table that refers to applicants is in it without further work.
"""

import uuid
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, func, or_, select
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Session

from db.base import Row
from db.rows import (
    ApplicantRow,
    AuditEntryRow,
    ExtractedSkillRow,
    JobRow,
    SkillProfileRow,
    UploadRow,
)

_SECRET = {"token_digest", "salt"}


def everything_of(session: Session, applicant_id: uuid.UUID) -> dict[str, list[dict[str, Any]]]:
    """Give every row about the applicant by the name of its table; files in Base64."""
    found = {}
    for table, own in _about(applicant_id):
        rows = [dict(row._mapping) for row in session.execute(_shown(table).where(own))]
        if rows:
            found[table.name] = rows
    return found


def _about(applicant_id: uuid.UUID) -> list[tuple[Table, ColumnElement[bool]]]:
    applicant: Any = ApplicantRow.__table__
    profile = select(SkillProfileRow.id).where(SkillProfileRow.applicant_id == applicant_id)
    named = select(ApplicantRow.upload_id).where(ApplicantRow.id == applicant_id)
    sent = or_(UploadRow.id.in_(named), UploadRow.owner_id == applicant_id)
    files = select(UploadRow.id).where(sent)
    jobs: Any = JobRow.__table__
    log: Any = AuditEntryRow.__table__
    skills: Any = ExtractedSkillRow.__table__
    uploads, chunks = (Row.metadata.tables[name] for name in ("upload", "upload_chunk"))
    return [
        (applicant, applicant.c.id == applicant_id),
        (uploads, uploads.c.id.in_(files)),
        (chunks, chunks.c.upload_id.in_(files)),
        (skills, skills.c.profile_id.in_(profile)),
        (jobs, jobs.c.subject_id == applicant_id),
        (log, log.c.subject_id == applicant_id),
        *((table, table.c.applicant_id == applicant_id) for table in referring_tables()),
    ]


def referring_tables() -> list[Table]:
    """Give the tables with a row or more for each applicant."""
    return [table for table in Row.metadata.sorted_tables if "applicant_id" in table.c]


def _shown(table: Table) -> Select[Any]:
    return select(*(_readable(own) for own in table.c if own.name not in _SECRET))


def _readable(column: Column[Any]) -> ColumnElement[Any]:
    """Give a column as JSON can hold it."""
    if isinstance(column.type, BYTEA) or column.type.python_type is bytes:
        return func.encode(column, "base64").label(column.name)
    return func.to_jsonb(column).label(column.name)
