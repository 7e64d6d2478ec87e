"""Statements about workspaces and tokens."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from db.listing import Listing
from db.rows import AccessTokenRow, ApplicantRow, PostRow, WorkspaceRow


def live_token(digest: bytes) -> Select[AccessTokenRow]:
    """Select the token of that SHA-256, unless it is revoked or has expired."""
    return select(AccessTokenRow).where(AccessTokenRow.digest == digest, *_live())


def live_token_of(token_id: uuid.UUID) -> Select[AccessTokenRow]:
    """Select a token by its id, unless it is revoked or has expired."""
    return select(AccessTokenRow).where(AccessTokenRow.id == token_id, *_live())


def _live() -> tuple[ColumnElement[bool], ...]:
    expires = AccessTokenRow.expires_at
    unexpired = or_(expires.is_(None), expires > func.clock_timestamp())
    return AccessTokenRow.revoked_at.is_(None), unexpired


def applicant_token(digest: bytes) -> Select[uuid.UUID, uuid.UUID]:
    """Select (applicant, workspace) of an applicant's own token."""
    return select(ApplicantRow.id, ApplicantRow.workspace_id).where(
        ApplicantRow.token_digest == digest
    )


def opened_by(key_digest: bytes) -> Select[WorkspaceRow]:
    return select(WorkspaceRow).where(WorkspaceRow.opening_key_digest == key_digest)


def posts_of_workspace(workspace_id: uuid.UUID) -> Listing:
    """List the posts of a workspace, the newest first."""
    statement = select(PostRow).where(PostRow.workspace_id == workspace_id)
    return Listing(statement, (PostRow.created_at, PostRow.id), descending=True)


def revoke(token_id: uuid.UUID, workspace_id: uuid.UUID) -> ReturningUpdate[datetime | None]:
    """Revoke a token of the workspace; no row when there is none."""
    return (
        update(AccessTokenRow)
        .where(AccessTokenRow.id == token_id, AccessTokenRow.workspace_id == workspace_id)
        .values(revoked_at=func.coalesce(AccessTokenRow.revoked_at, func.clock_timestamp()))
        .returning(AccessTokenRow.revoked_at)
    )
