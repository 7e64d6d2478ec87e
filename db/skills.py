"""Statements about skills."""

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from db.rows import SkillRelationRow, SkillRow


def taxonomy() -> Select[SkillRow]:
    """Select the library's skills, by slug."""
    return select(SkillRow).where(SkillRow.library).order_by(SkillRow.slug)


def skills_by_ids(ids: Iterable[uuid.UUID]) -> Select[SkillRow]:
    return select(SkillRow).where(SkillRow.id.in_(set(ids)))


def slugs_of(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = session.execute(select(SkillRow.id, SkillRow.slug).where(SkillRow.id.in_(set(ids))))
    return {row.id: row.slug for row in rows}


def neighbours(ids: Iterable[uuid.UUID]) -> Select[uuid.UUID, uuid.UUID]:
    """Select (skill, neighbour) pairs: broader, narrower and related ones of `ids`."""
    wanted = set(ids)
    relation = SkillRelationRow
    return select(relation.skill_id, relation.other_id).where(
        or_(relation.skill_id.in_(wanted), relation.other_id.in_(wanted))
    )


def skill_by_slug(slug: str) -> Select[SkillRow]:
    return select(SkillRow).where(SkillRow.slug == slug)


def skills_by_slugs(slugs: Iterable[str]) -> Select[SkillRow]:
    return select(SkillRow).where(SkillRow.slug.in_(set(slugs))).order_by(SkillRow.slug)
