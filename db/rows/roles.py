"""The role graph: categories, roles, their requirements and salary bands."""

import uuid
from decimal import Decimal
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Numeric, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from db.base import EMBEDDING_DIMENSIONS, Key, Row

REQUIREMENT_KINDS = ("REQUIRED", "NICE_TO_HAVE")


class CategoryRow(Row):
    __tablename__ = "category"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    position: Mapped[int]


class RoleRow(Row):
    """An authored page (`library`) or an imported occupation, whose page fields are null.

    `content` holds what is read as a whole and never queried by part: all wordings of hook, why
    and responsibilities, FAQ, and alternative titles by language.
    """

    __tablename__ = "role"
    __table_args__ = (
        Index("ix_role_search", "search", postgresql_using="gin"),
        Index("ix_role_order", "library", "title", "id"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    library: Mapped[bool]
    category_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("category.id"), index=True)
    seniority: Mapped[str | None]
    updated: Mapped[str | None]
    hook: Mapped[str | None]
    why_hire: Mapped[str | None]
    responsibilities: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    alternative_titles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    external_ids: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    source: Mapped[str] = mapped_column(server_default="library")
    embedding: Mapped[Any | None] = mapped_column(HALFVEC(EMBEDDING_DIMENSIONS))
    embedded_from: Mapped[bytes | None]
    search_text: Mapped[str] = mapped_column(server_default="")
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('simple', title), 'A') || "
            "setweight(to_tsvector('english', search_text), 'C')",
            persisted=True,
        ),
    )


class RoleRequirementRow(Row):
    __tablename__ = "role_requirement"
    __table_args__ = (
        CheckConstraint(f"kind in {REQUIREMENT_KINDS}", name="kind"),
        Index("ix_role_requirement_role", "role_id", "position"),
    )

    id: Mapped[Key]
    role_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    min_years: Mapped[int | None]
    skill_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")


class SalaryBandRow(Row):
    """Annual gross pay for full time in a region."""

    __tablename__ = "salary_band"
    __table_args__ = (CheckConstraint("min < max", name="rises"),)

    role_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    region: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    currency: Mapped[str]
    min: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    max: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    as_of: Mapped[str]
    source: Mapped[str]


class RoleTitleRow(Row):
    """A title that stands for a library role, with its vector for matching."""

    __tablename__ = "role_title"

    role_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    title: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]
    embedding: Mapped[Any | None] = mapped_column(HALFVEC(EMBEDDING_DIMENSIONS))
    embedded_from: Mapped[bytes | None]
