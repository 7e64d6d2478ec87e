"""Statements about uploaded files."""

import uuid
from datetime import timedelta

from sqlalchemy import Delete, Select, delete, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from db.rows import ApplicantRow, UploadChunkRow, UploadRow

CHUNK_BYTES = 256 * 1024
KEPT_UNUSED = timedelta(days=1)


def chunks_of(upload_id: uuid.UUID) -> Select[bytes]:
    """Select the content of a file, in order."""
    return (
        select(UploadChunkRow.content)
        .where(UploadChunkRow.upload_id == upload_id)
        .order_by(UploadChunkRow.position)
    )


def chunk_of(upload_id: uuid.UUID, position: int) -> Select[bytes]:
    return select(UploadChunkRow.content).where(
        UploadChunkRow.upload_id == upload_id, UploadChunkRow.position == position
    )


def claim_upload(
    upload_id: uuid.UUID, workspace_id: uuid.UUID, owner_id: uuid.UUID | None
) -> ReturningUpdate[uuid.UUID]:
    """Use a file for an applicant of a workspace; no row when the caller may not, or too late."""
    own = (UploadRow.owner_id == owner_id) & (UploadRow.workspace_id == workspace_id)
    return (
        update(UploadRow)
        .where(
            UploadRow.id == upload_id,
            UploadRow.complete,
            UploadRow.used_at.is_(None),
            UploadRow.received_at > func.clock_timestamp() - KEPT_UNUSED,
            or_(UploadRow.owner_id.is_(None), own),
        )
        .values(used_at=func.clock_timestamp(), workspace_id=workspace_id)
        .returning(UploadRow.id)
    )


def forget_unused() -> Delete:
    """Delete the files that nobody used within a day, and those that never arrived whole."""
    late = UploadRow.received_at < func.clock_timestamp() - KEPT_UNUSED
    return delete(UploadRow).where(UploadRow.used_at.is_(None), late)


def sender_of(upload_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[ApplicantRow, int]:
    """Select (applicant, size) of a file that is kept for an applicant of the workspace."""
    return (
        select(ApplicantRow, UploadRow.size)
        .join(UploadRow, UploadRow.id == ApplicantRow.upload_id)
        .where(UploadRow.id == upload_id, ApplicantRow.workspace_id == workspace_id)
    )
