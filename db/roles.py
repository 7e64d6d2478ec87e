"""Statements about the role graph."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Numeric,
    Select,
    TextClause,
    bindparam,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.types import Uuid

from db.listing import Listing
from db.rows import (
    CategoryRow,
    RoleRequirementRow,
    RoleRow,
    RoleSkillRow,
    RoleTitleRow,
    SalaryBandRow,
    SkillRow,
    SourceRow,
)

Vector = Any
"""A unit vector of 384 numbers: a list or a NumPy row."""

_SAME_MEANING = 0.33
"""Cosine from which a page answers a search in other words; searches for no job stay below."""


def categories() -> Select[CategoryRow]:
    return select(CategoryRow).order_by(CategoryRow.position)


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """Which roles a list is of: `library` ones alone, of a category, asking for a skill (slugs)."""

    library: bool = True
    category: str | None = None
    skill: str | None = None


def role_listing(roles: RoleChoice, *, search: str | None = None) -> Listing:
    """List roles by title, or what `search` finds by its words, the best first."""
    statement = _roles(roles)
    order = (RoleRow.title, RoleRow.id)
    if search is None:
        return Listing(statement, order)
    found = statement.where(_found(RoleRow.search, search))
    return Listing(found, order, rank=_rank(RoleRow.search, search))


def roles_by_meaning(roles: RoleChoice, vector: Vector) -> Listing:
    """List the roles whose page means what a search with that vector means, the nearest first.

    Imported occupations have no page and so are never found this way.
    """
    likeness = cast(1 - RoleRow.embedding.cosine_distance(vector), Numeric)
    return Listing(
        _roles(roles).where(likeness >= _SAME_MEANING),
        (RoleRow.title, RoleRow.id),
        rank=func.round(likeness, 6),
    )


def _roles(roles: RoleChoice) -> Select[RoleRow]:
    statement = select(RoleRow)
    if roles.library:
        statement = statement.where(RoleRow.library)
    if roles.category is not None:
        named = select(CategoryRow.id).where(CategoryRow.slug == roles.category)
        statement = statement.where(RoleRow.category_id.in_(named))
    if roles.skill is not None:
        asking = (
            select(RoleSkillRow.role_id)
            .join(SkillRow, SkillRow.id == RoleSkillRow.skill_id)
            .where(SkillRow.slug == roles.skill)
        )
        statement = statement.where(RoleRow.id.in_(asking))
    return statement


def roles_of_categories() -> Listing:
    """List the library roles of each category."""
    statement = select(RoleRow).where(RoleRow.library)
    return Listing(statement, (RoleRow.title, RoleRow.id), parent=RoleRow.category_id)


def roles_of_skills() -> Listing:
    """List the roles that ask for each skill, authored pages and occupations alike."""
    statement = select(RoleRow).join(RoleSkillRow, RoleSkillRow.role_id == RoleRow.id)
    return Listing(statement, (RoleRow.title, RoleRow.id), parent=RoleSkillRow.skill_id)


def skills_of_roles() -> Listing:
    """List the skills that each role asks for."""
    statement = select(SkillRow).join(RoleSkillRow, RoleSkillRow.skill_id == SkillRow.id)
    return Listing(statement, (SkillRow.name, SkillRow.id), parent=RoleSkillRow.role_id)


def skill_listing(*, search: str | None) -> Listing:
    """List skills by name, or those that `search` finds by name or alias."""
    order = (SkillRow.name, SkillRow.id)
    if search is None:
        return Listing(select(SkillRow), order)
    alias = _verbatim(search)
    statement = select(SkillRow).where(
        or_(_found(SkillRow.search, search), SkillRow.search.op("@@")(alias))
    )
    is_alias = cast(SkillRow.search.op("@@")(alias), Integer)
    return Listing(statement, order, rank=_rank(SkillRow.search, search) + is_alias)


def _verbatim(search: str) -> ColumnElement[Any]:
    """Give the query for an alias to the letter, which the index holds as one lexeme."""
    quoted = search.replace("\\", "\\\\").replace("'", "''")
    return cast(literal(f"'{quoted}'"), TSQUERY)


def _found(vector: Any, search: str) -> ColumnElement[bool]:
    """Match every word of `search`, in any inflection, or as the beginning of a word."""
    words = _words(search)
    if not words:
        return false()
    english = func.websearch_to_tsquery("english", " ".join(words))
    beginnings = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in words))
    return or_(vector.op("@@")(english), vector.op("@@")(beginnings))


def _rank(vector: Any, search: str) -> ColumnElement[Decimal]:
    """Rank whole words above beginnings, a title above a text, and short documents above long."""
    words = _words(search)
    if not words:
        return literal(Decimal(0), Numeric)
    whole = func.to_tsquery("simple", " | ".join(words))
    begun = func.to_tsquery("simple", " | ".join(f"{word}:*" for word in words))
    by_length = 2
    rank = func.ts_rank(vector, whole, by_length) + func.ts_rank(vector, begun, by_length) / 10
    return func.round(cast(rank, Numeric), 6)


def _words(search: str) -> list[str]:
    kept = "".join(char if char.isalnum() else " " for char in search)
    return kept.lower().split()[:10]


def role_by_slug(slug: str) -> Select[RoleRow]:
    return select(RoleRow).where(RoleRow.slug == slug)


def requirements_of_roles(ids: Iterable[uuid.UUID]) -> Select[RoleRequirementRow]:
    return (
        select(RoleRequirementRow)
        .where(RoleRequirementRow.role_id.in_(set(ids)))
        .order_by(RoleRequirementRow.role_id, RoleRequirementRow.position)
    )


def bands_of_roles(ids: Iterable[uuid.UUID]) -> Select[SalaryBandRow]:
    return (
        select(SalaryBandRow)
        .where(SalaryBandRow.role_id.in_(set(ids)))
        .order_by(SalaryBandRow.role_id, SalaryBandRow.position)
    )


RELATED: TextClause = text(
    """
    with shared as (
        select own.role_id, other.role_id as other_id,
               array_agg(own.skill_id order by own.position) as skill_ids, count(*) as n
        from role_skill own
        join role_skill other on other.skill_id = own.skill_id and other.role_id <> own.role_id
        join role on role.id = other.role_id and role.library
        where own.role_id = any(:ids)
        group by own.role_id, other.role_id
    ), sizes as (
        select role_id, count(*) as n from role_skill
        where role_id in (select role_id from shared union select other_id from shared)
        group by role_id
    ), ranked as (
        select shared.role_id, shared.other_id, shared.skill_ids,
               shared.n / sqrt(mine.n::float * theirs.n) as similarity,
               row_number() over (partition by shared.role_id order by
                   shared.n / sqrt(mine.n::float * theirs.n) desc, role.title, role.id) as place
        from shared
        join sizes mine on mine.role_id = shared.role_id
        join sizes theirs on theirs.role_id = shared.other_id
        join role on role.id = shared.other_id
    )
    select role_id, other_id, skill_ids, similarity from ranked
    where place <= :first order by role_id, place
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
"""Give the library roles nearest to each of `ids`: the cosine of their sets of skills."""


def known_titles() -> Select[Any]:
    """Select (category slug, role slug, title, vector) of every title of the library."""
    return (
        select(CategoryRow.slug, RoleRow.slug, RoleTitleRow.title, RoleTitleRow.embedding)
        .join(RoleRow, RoleRow.id == RoleTitleRow.role_id)
        .join(CategoryRow, CategoryRow.id == RoleRow.category_id)
        .where(RoleTitleRow.embedding.is_not(None))
        .order_by(RoleRow.slug, RoleTitleRow.title)
    )


def role_counts() -> Select[uuid.UUID, int]:
    """Select (category, number of library roles)."""
    return (
        select(RoleRow.category_id, func.count())
        .where(RoleRow.library)
        .group_by(RoleRow.category_id)
    )


def sources() -> Select[SourceRow]:
    return select(SourceRow).order_by(SourceRow.key)


def searchable_names() -> Select[str]:
    """Select every title, name and alias that a search may mean."""
    titles = select(RoleRow.title.label("name"))
    alternatives = select(func.unnest(RoleRow.alternative_titles))
    names = select(SkillRow.name)
    aliases = select(func.unnest(SkillRow.aliases))
    every = titles.union(alternatives, names, aliases).subquery()
    return select(every.c.name)
