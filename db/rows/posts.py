"""Job posts of a workspace: the brief, the sections and the requirements to be assessed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from db.base import Key, Now, Row
from db.rows.roles import REQUIREMENT_KINDS

POST_STATUSES = ("GENERATING", "DRAFT", "PUBLISHED", "CLOSED")
PROVENANCES = ("MODEL", "LIBRARY", "INPUT", "RULE", "EDITED")


class PostRow(Row):
    """A post. `brief` is the caller's whole input; `generation` records how the text came about.

    `arrivals` says how many applications the post has ever received. While it is `blind`,
    recruiters see no name of an applicant before a decision.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(f"status in {POST_STATUSES}", name="status"),
        Index("ix_post_workspace", "workspace_id", "created_at", "id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    role_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("role.id", ondelete="SET NULL"))
    title: Mapped[str]
    country: Mapped[str]
    region: Mapped[str | None]
    city: Mapped[str | None]
    work_mode: Mapped[str | None]
    employment_type: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="GENERATING")
    brief: Mapped[dict[str, Any]] = mapped_column(JSONB)
    salary_line: Mapped[str | None]
    generation: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[Now]
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    blind: Mapped[bool] = mapped_column(server_default="true")


class PostSectionRow(Row):
    __tablename__ = "post_section"
    __table_args__ = (CheckConstraint(f"provenance in {PROVENANCES}", name="provenance"),)

    post_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    position: Mapped[int]
    heading: Mapped[str | None]
    body: Mapped[str]
    items: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    provenance: Mapped[str]


class PostShinglesRow(Row):
    """Eight words in a row of what a post says, as numbers: other employers' posts avoid them.

    `origin` tells employers apart without naming them: it depends on workspace and company.
    """

    __tablename__ = "post_shingles"
    __table_args__ = (Index("ix_post_shingles", "shingles", postgresql_using="gin"),)

    post_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    origin: Mapped[int] = mapped_column(BigInteger)
    shingles: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class PostRequirementRow(Row):
    """A requirement of a post: the unit that a ranking assesses."""

    __tablename__ = "post_requirement"
    __table_args__ = (
        CheckConstraint(f"kind in {REQUIREMENT_KINDS}", name="kind"),
        Index("ix_post_requirement_post", "post_id", "position"),
    )

    id: Mapped[Key]
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    position: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    min_years: Mapped[int | None]
    skill_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
