"""The taxonomy: skills, how they relate, and which roles ask for them."""

import uuid
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from db.base import EMBEDDING_DIMENSIONS, Key, Now, Row

SKILL_KINDS = ("KNOWLEDGE", "COMPETENCE", "TOOL", "LANGUAGE", "TRANSVERSAL")
SKILL_RELATIONS = ("BROADER", "RELATED")


class SkillRow(Row):
    """A skill of the library's taxonomy (`library`) or of an import."""

    __tablename__ = "skill"
    __table_args__ = (
        CheckConstraint(f"kind in {SKILL_KINDS}", name="kind"),
        Index("ix_skill_search", "search", postgresql_using="gin"),
        Index("ix_skill_order", "library", "name", "id"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    library: Mapped[bool]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    ambiguous: Mapped[bool] = mapped_column(server_default="false")
    context: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    external_ids: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    embedding: Mapped[Any | None] = mapped_column(HALFVEC(EMBEDDING_DIMENSIONS))
    embedded_from: Mapped[bytes | None]
    search: Mapped[Any] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('simple', name), 'A') || "
            "setweight(array_to_tsvector(aliases), 'B')",
            persisted=True,
        ),
    )


class SkillRelationRow(Row):
    __tablename__ = "skill_relation"
    __table_args__ = (CheckConstraint(f"kind in {SKILL_RELATIONS}", name="kind"),)

    skill_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)


class RoleSkillRow(Row):
    """A role asks for a skill; `essential` when a required requirement or the source says so."""

    __tablename__ = "role_skill"
    __table_args__ = (Index("ix_role_skill_skill", "skill_id", "role_id"),)

    role_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True
    )
    essential: Mapped[bool]
    position: Mapped[int]


class SourceRow(Row):
    """A publication whose data was imported, with the words that its licence asks to be shown."""

    __tablename__ = "source"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    attribution: Mapped[str]
    licence: Mapped[str]
    imported_at: Mapped[Now]
