"""Workspaces and the bearer tokens that open them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Key, Now, Row

ACCESS_ROLES = ("RECRUITER", "ANALYST")


class WorkspaceRow(Row):
    """A tenant. `opening_key_digest` is the SHA-256 of the idempotency key of the call without a
    token that opened it, so that a repeated call finds the first one's result.
    """

    __tablename__ = "workspace"

    id: Mapped[Key]
    name: Mapped[str | None]
    opening_key_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[Now]


class AccessTokenRow(Row):
    """A token at rest: its SHA-256 alone. An applicant's own token lies with the applicant."""

    __tablename__ = "access_token"
    __table_args__ = (CheckConstraint(f"role in {ACCESS_ROLES}", name="role"),)

    id: Mapped[Key]
    workspace_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    role: Mapped[str]
    created_at: Mapped[Now]
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
