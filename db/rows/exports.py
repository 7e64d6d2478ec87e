"""Exports of applicants' skills: the files, and whose skills are in them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Now, Row

EXPORT_FORMATS = ("CSV", "PARQUET")
PIECE, FILE = "PIECE", "FILE"
_PARTS = (PIECE, FILE)


class ExportRow(Row):
    """An export, by the id of the job that makes it.

    `whole` says that small groups are in it, which is for recruiters alone. `reached` is the last
    member whose lines are put by, in the order of their keys. `secret` signs the addresses of the
    file. A trigger deletes the row when one of its members goes.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint(f"format in {EXPORT_FORMATS}", name="format"),
        Index("ix_export_expiry", "expires_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    format: Mapped[str]
    whole: Mapped[bool]
    applicants: Mapped[int] = mapped_column(server_default="0")
    reached: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    pieces: Mapped[int] = mapped_column(server_default="0")
    complete: Mapped[bool] = mapped_column(server_default="false")
    rows: Mapped[int] = mapped_column(server_default="0")
    withheld: Mapped[int] = mapped_column(server_default="0")
    size: Mapped[int] = mapped_column(server_default="0")
    secret: Mapped[uuid.UUID] = mapped_column(Uuid, server_default=text("gen_random_uuid()"))
    made_at: Mapped[Now]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ExportMemberRow(Row):
    """An applicant whose skills are in an export; `key` stands for them in it, and nowhere else."""

    __tablename__ = "export_member"

    export_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("export.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[uuid.UUID] = mapped_column(
        Uuid, primary_key=True, server_default=text("gen_random_uuid()")
    )
    applicant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), index=True
    )


class ExportChunkRow(Row):
    """A PIECE is lines that are put by until all are there; the FILE is what is handed out."""

    __tablename__ = "export_chunk"
    __table_args__ = (CheckConstraint(f"part in {_PARTS}", name="part"),)

    export_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("export.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
