"""Statements about the skills of all applicants of a workspace together."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    TextClause,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from db.rows import (
    ApplicantRow,
    CategoryRow,
    ExtractedSkillRow,
    PostRow,
    RoleRow,
    SkillProfileRow,
    SkillRow,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which applicants count: those of a workspace that have a profile and have not withdrawn.

    `posts` are ids, `roles` and `categories` slugs; days are of submission, both inclusive, UTC.
    `periods` are (post, first day, last day): those who applied in one of them. None asks for all.
    """

    workspace_id: uuid.UUID
    posts: Sequence[uuid.UUID] | None = None
    roles: Sequence[str] | None = None
    categories: Sequence[str] | None = None
    submitted_from: date | None = None
    submitted_to: date | None = None
    periods: Sequence[tuple[uuid.UUID, date, date]] | None = None

    def profiles(self) -> Select[uuid.UUID]:
        """Select the ids of the skill profiles in scope."""
        statement = (
            select(SkillProfileRow.id)
            .join(ApplicantRow, ApplicantRow.id == SkillProfileRow.applicant_id)
            .join(PostRow, PostRow.id == ApplicantRow.post_id)
            .where(
                ApplicantRow.workspace_id == self.workspace_id, ApplicantRow.status != "WITHDRAWN"
            )
        )
        if self.posts is not None:
            statement = statement.where(PostRow.id.in_(self.posts))
        if self.roles is not None:
            named = select(RoleRow.id).where(RoleRow.slug.in_(self.roles))
            statement = statement.where(PostRow.role_id.in_(named))
        if self.categories is not None:
            statement = statement.where(PostRow.role_id.in_(_roles_in(self.categories)))
        if self.periods is not None:
            statement = statement.where(_in_periods(self.periods))
        return self._in_time(statement)

    def _in_time(self, statement: Select[uuid.UUID]) -> Select[uuid.UUID]:
        day = _submitted()
        if self.submitted_from is not None:
            statement = statement.where(day >= cast(self.submitted_from, Date))
        if self.submitted_to is not None:
            statement = statement.where(day < cast(self.submitted_to + timedelta(days=1), Date))
        return statement


def _submitted() -> Any:
    return func.timezone(literal_column("'UTC'"), ApplicantRow.submitted_at)


def _in_periods(periods: Sequence[tuple[uuid.UUID, date, date]]) -> ColumnElement[bool]:
    posts, firsts, lasts = zip(*periods, strict=True) if periods else ((), (), ())
    arrays = ((posts, Uuid), (firsts, Date), (lasts, Date))
    period = func.unnest(*(cast(list(own), ARRAY(kind)) for own, kind in arrays))
    named = period.table_valued("post_id", "first", "last").render_derived(name="period")
    day = cast(_submitted(), Date)
    return exists().where(named.c.post_id == PostRow.id, day.between(named.c.first, named.c.last))


def applicants_by_day(workspace_id: uuid.UUID) -> Select[uuid.UUID, date, int]:
    """Select (post, day, applicants) of everyone who counts, by the day of submission in UTC."""
    post, day = ApplicantRow.post_id, cast(_submitted(), Date)
    everyone = Scope(workspace_id).profiles()
    return everyone.with_only_columns(post, day, func.count()).group_by(post, day)


def _roles_in(categories: Sequence[str]) -> Select[uuid.UUID]:
    return (
        select(RoleRow.id)
        .join(CategoryRow, CategoryRow.id == RoleRow.category_id)
        .where(CategoryRow.slug.in_(categories))
    )


def scope_size(scope: Scope) -> Select[int]:
    return select(func.count()).select_from(scope.profiles().subquery())


def skill_supply(scope: Scope) -> Select[Any]:
    """Select (skill, slug, applicants, median_years), the most frequent first, then by slug."""
    found = ExtractedSkillRow
    median = func.percentile_cont(0.5).within_group(found.years.asc())
    applicants = func.count(func.distinct(found.profile_id))
    return (
        select(
            SkillRow.id.label("skill_id"),
            SkillRow.slug,
            applicants.label("applicants"),
            median.label("median_years"),
        )
        .join(SkillRow, SkillRow.id == found.skill_id)
        .where(found.counted, found.profile_id.in_(scope.profiles()))
        .group_by(SkillRow.id, SkillRow.slug)
        .order_by(applicants.desc(), SkillRow.slug)
    )


def skill_pairs(scope: Scope, *, at_least: int, limit: int) -> Select[Any]:
    """Select (a, b, applicants, in_a, in_b) of skills that stand together in CVs.

    The most frequent pairs first; pairs in fewer than `at_least` CVs are left out.
    """
    counted = (
        select(ExtractedSkillRow.profile_id, ExtractedSkillRow.skill_id)
        .where(
            ExtractedSkillRow.counted,
            ExtractedSkillRow.skill_id.is_not(None),
            ExtractedSkillRow.profile_id.in_(scope.profiles()),
        )
        .distinct()
        .cte("counted")
    )
    sizes = (
        select(counted.c.skill_id, func.count().label("n")).group_by(counted.c.skill_id).cte("n")
    )
    a, b, of_a, of_b = counted.alias(), counted.alias(), sizes.alias(), sizes.alias()
    together = func.count()
    return (
        select(
            a.c.skill_id.label("a"),
            b.c.skill_id.label("b"),
            together.label("applicants"),
            of_a.c.n.label("in_a"),
            of_b.c.n.label("in_b"),
        )
        .join(b, (a.c.profile_id == b.c.profile_id) & (a.c.skill_id < b.c.skill_id))
        .join(of_a, of_a.c.skill_id == a.c.skill_id)
        .join(of_b, of_b.c.skill_id == b.c.skill_id)
        .group_by(a.c.skill_id, b.c.skill_id, of_a.c.n, of_b.c.n)
        .having(together >= at_least)
        .order_by(together.desc(), a.c.skill_id, b.c.skill_id)
        .limit(limit)
    )


SKILL_GAPS: TextClause = text(
    """
    select cast(assessment ->> 'requirement_id' as uuid) as requirement_id,
           count(*) filter (where assessment ->> 'verdict' = 'MET') as met,
           count(*) filter (where assessment ->> 'verdict' = 'PARTIAL') as partial,
           count(*) filter (where assessment ->> 'verdict' = 'UNKNOWN') as unknown
    from ranking
    join ranking_entry entry
      on entry.ranking_id = ranking.id and entry.generation = ranking.generation
    cross join jsonb_array_elements(entry.assessments) as assessment
    where ranking.post_id = :post_id
    group by 1
    """
).bindparams(bindparam("post_id", type_=Uuid))
"""Count the verdicts on each requirement of a post."""
