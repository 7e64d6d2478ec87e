"""Applicants and the skills read out of their CVs."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Key, Now, Row

LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "NATIVE")
APPLICANT_STATUSES = (
    "RECEIVED",
    "UNREADABLE",
    "READY",
    "SHORTLISTED",
    "REJECTED",
    "HIRED",
    "WITHDRAWN",
)

CORRECTIONS = ("WRONG", "MISSING")


class ApplicantRow(Row):
    """An application. `salt` goes into digests of what the person wrote, and is erased with it.

    `upload_id` names a file that waits to be read or could not be (`unreadable_reason`); it goes
    once its text stands in `cv_text`. `unreadable_by` is the pipeline that could not read it, so
    that a later one tries again. `hidden_text` is a list of {kind, characters} that were dropped
    from the CV because no reader sees them. `import_id` names the import that brought it.
    """

    __tablename__ = "applicant"
    __table_args__ = (
        CheckConstraint(f"status in {APPLICANT_STATUSES}", name="status"),
        Index("ix_applicant_post", "post_id", "submitted_at", "id"),
        Index("ix_applicant_workspace", "workspace_id", "submitted_at"),
        Index("uq_applicant_handle", "post_id", "handle", unique=True),
        Index(
            "ix_applicant_import", "import_id", "id", postgresql_where=text("import_id is not null")
        ),
    )

    id: Mapped[Key]
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    handle: Mapped[str]
    name: Mapped[str | None]
    email: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="RECEIVED")
    cv_text: Mapped[str | None]
    upload_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("upload.id"))
    unreadable_reason: Mapped[str | None]
    unreadable_by: Mapped[str | None]
    hidden_text: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    submitted_at: Mapped[Now]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decision_reason: Mapped[str | None]
    salt: Mapped[uuid.UUID] = mapped_column(Uuid, server_default=text("gen_random_uuid()"))


class SkillProfileRow(Row):
    """What one run of the extraction pipeline, named by `model`, found in a CV."""

    __tablename__ = "skill_profile"

    id: Mapped[Key]
    applicant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), unique=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    model: Mapped[str]
    extracted_at: Mapped[Now]


class ProfileReadingRow(Row):
    """What ranking compares of a CV, blind, in the form that `model` names: vectors and hashes.

    It goes with its profile, so that an erased applicant leaves none of it.
    """

    __tablename__ = "profile_reading"

    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("skill_profile.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    model: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ExtractedSkillRow(Row):
    """A skill of a profile; `mentions` is a list of {start, end, negated} into the CV text.

    One that the applicant says is wrong is `disowned` and counts as denied.
    """

    __tablename__ = "extracted_skill"
    __table_args__ = (
        CheckConstraint(f"level in {LANGUAGE_LEVELS}", name="level"),
        Index("ix_extracted_skill_supply", "workspace_id", "skill_id"),
    )

    profile_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("skill_profile.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    skill_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("skill.id"))
    name: Mapped[str]
    confidence: Mapped[float]
    years: Mapped[float | None]
    last_used: Mapped[date | None]
    level: Mapped[str | None]
    counted: Mapped[bool]
    disowned: Mapped[bool] = mapped_column(server_default="false")
    mentions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class SkillCorrectionRow(Row):
    """An applicant's own statement: a found skill is WRONG, or one is MISSING, in their `words`.

    The words of a missing skill stand at the end of the CV's text as well.
    """

    __tablename__ = "skill_correction"
    __table_args__ = (CheckConstraint(f"kind in {CORRECTIONS}", name="kind"),)

    applicant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    kind: Mapped[str]
    words: Mapped[str]
    stated_at: Mapped[Now]
