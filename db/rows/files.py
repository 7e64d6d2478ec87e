"""Files that came in, kept here in chunks so that every process has them."""

import uuid
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Key, Now, Row


class UploadRow(Row):
    """A file received through POST /uploads. Its id cannot be guessed, and is good for one use.

    `owner_id` is the workspace whose recruiter sent it, or the applicant who did; a file without an
    owner belongs to whoever knows the id. `complete` says that all of it has arrived.
    """

    __tablename__ = "upload"
    __table_args__ = (
        Index("ix_upload_unused", "received_at", postgresql_where=text("used_at is null")),
    )

    id: Mapped[Key]
    workspace_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), index=True
    )
    owner_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    size: Mapped[int] = mapped_column(server_default="0")
    complete: Mapped[bool] = mapped_column(server_default="false")
    received_at: Mapped[Now]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UploadChunkRow(Row):
    __tablename__ = "upload_chunk"

    upload_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
