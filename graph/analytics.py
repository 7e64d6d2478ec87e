"""Which skills the applicants have: aggregates that carry nothing of a person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import strawberry

from db.analytics import SKILL_GAPS, Scope, applicants_by_day, scope_size, skill_pairs, skill_supply
from db.rows import SkillRow
from graph.context import Caller, Context, Info
from graph.errors import bad_input, graphql_error
from graph.ids import key_of
from graph.pages import (
    Edge,
    PageInfo,
    checked_first,
    cursor_of,
    page_info,
    values_of,
)
from graph.posts import find_post
from graph.reading import count_of
from graph.roles import Requirement
from graph.skills import Skill
from nlp.fairness.periods import Day, periods, within
from nlp.fairness.withholding import SMALLEST_CELL, is_safe


@strawberry.input
class ApplicantSkillFilter:
    posts: list[strawberry.ID] | None = None
    roles: list[str] | None = strawberry.field(default=None, description="Slugs.")
    categories: list[str] | None = strawberry.field(default=None, description="Slugs.")
    submitted_from: date | None = None
    submitted_to: date | None = None


@strawberry.type(
    description="Groups of fewer than five applicants are withheld from analysts, and can't be had "
    "by differencing."
)
class SkillSupply:
    skill: Skill
    applicants: int
    share: float = strawberry.field(description="Of the applicants in scope, 0 to 1.")
    median_years: float | None = strawberry.field(
        description="Of those whose CV tells years; null where none does."
    )


@strawberry.type
class SkillSupplyEdge:
    cursor: str
    node: SkillSupply


@strawberry.type
class SkillSupplyConnection:
    edges: list[SkillSupplyEdge]
    page_info: PageInfo
    total_count: int
    applicants_in_scope: int
    withheld: int = strawberry.field(description="Skills left out because too few have them.")

    @strawberry.field
    def nodes(self) -> list[SkillSupply]:
        return [edge.node for edge in self.edges]


@strawberry.type
class SkillGap:
    requirement: Requirement
    met: int
    partial: int
    unknown: int


@strawberry.type
class SkillPair:
    a: Skill
    b: Skill
    applicants: int
    lift: float = strawberry.field(description="Observed over expected if independent.")


async def scope_of(context: Context, given: ApplicantSkillFilter | None) -> Scope:
    """Give the scope of a filter; ids of posts that are not the workspace's match nobody.

    An analyst's holds whole periods of five applicants or more, so that two of them differ by five
    or more.
    """
    caller, asked = context.member(), given or ApplicantSkillFilter()
    posts = None
    if asked.posts is not None:
        posts = [key for text in asked.posts if (key := key_of("Post", text))]
    scope = Scope(
        workspace_id=caller.workspace_id,
        posts=posts,
        roles=asked.roles,
        categories=asked.categories,
        submitted_from=asked.submitted_from,
        submitted_to=asked.submitted_to,
    )
    return scope if caller.recruits else await _in_periods(context, scope)


async def _in_periods(context: Context, scope: Scope) -> Scope:
    async with context.reading() as session:
        rows = (await session.execute(applicants_by_day(scope.workspace_id))).all()
    whole = periods(Day(*row) for row in rows)
    shown = within(whole, submitted_from=scope.submitted_from, submitted_to=scope.submitted_to)
    return replace(scope, periods=[(own.post_id, own.first, own.last) for own in shown])


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups that a caller may see, and how many are withheld."""

    shown: Sequence[Any]
    withheld: int
    scope: int


async def _groups(context: Context, caller: Caller, scope: Scope) -> _Groups:
    size = await count_of(context, scope_size(scope))
    rows = await _supply(context, scope)
    if caller.recruits:
        return _Groups(rows, 0, size)
    shown = [row for row in rows if is_safe(row.applicants, of=size)]
    everything = await _supply(context, replace(scope, periods=None))
    return _Groups(shown, len(everything) - len(shown), size)


async def _supply(context: Context, scope: Scope) -> Sequence[Any]:
    async with context.reading() as session:
        rows: Sequence[Any] = (await session.execute(skill_supply(scope))).all()
    return rows


async def _skills(context: Context, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, SkillRow]:
    return {row.id: row for row in await context.loaders.skills(ids)}


@strawberry.type
class AnalyticsQuery:
    @strawberry.field
    async def skill_supply(
        self,
        info: Info,
        filter: ApplicantSkillFilter | None = None,  # noqa: A002 - the contract's name
        first: int | None = None,
        after: str | None = None,
    ) -> SkillSupplyConnection:
        """How many of the workspace's applicants have each skill, the most frequent first."""
        context, size = info.context, checked_first(first)
        caller = context.member()
        groups = await _groups(context, caller, await scope_of(context, filter))
        rows = _after(groups.shown, after)
        names = await _skills(context, [row.skill_id for row in rows[:size]])
        edges = [_supply_edge(row, names[row.skill_id], groups.scope) for row in rows[:size]]
        plain = [Edge(cursor=edge.cursor, node=edge.node) for edge in edges]
        return SkillSupplyConnection(
            edges=edges,
            page_info=page_info(plain, more=len(rows) > size, after=after),
            total_count=len(groups.shown),
            applicants_in_scope=groups.scope,
            withheld=groups.withheld,
        )

    @strawberry.field
    async def skill_gaps(self, info: Info, post_id: strawberry.ID) -> list[SkillGap]:
        """How the ranked applicants of a post meet each of its requirements."""
        context = info.context
        caller = context.member()
        post = await find_post(context, post_id)
        if post is None:
            raise graphql_error("NOT_FOUND", "There is no such post.")
        requirements = await context.loaders.requirements_of_post.load(post.row.id)
        async with context.reading() as session:
            rows = (await session.execute(SKILL_GAPS, {"post_id": post.row.id})).all()
        counts = {row.requirement_id: row for row in rows}
        gaps = [
            SkillGap(
                requirement=Requirement(row=own),
                met=counts[own.id].met,
                partial=counts[own.id].partial,
                unknown=counts[own.id].unknown,
            )
            for own in requirements
            if own.id in counts
        ]
        return gaps if caller.recruits else [gap for gap in gaps if _gap_is_safe(gap)]

    @strawberry.field
    async def skill_pairs(
        self,
        info: Info,
        filter: ApplicantSkillFilter | None = None,  # noqa: A002 - the contract's name
        first: int = 20,
    ) -> list[SkillPair]:
        """Skills that stand together in CVs, the most frequent pairs first."""
        context, size = info.context, checked_first(first)
        caller = context.member()
        scope = await scope_of(context, filter)
        at_least = 1 if caller.recruits else SMALLEST_CELL
        async with context.reading() as session:
            statement = skill_pairs(scope, at_least=at_least, limit=size)
            rows = (await session.execute(statement)).all()
        total = await count_of(context, scope_size(scope))
        names = await _skills(context, [key for row in rows for key in (row.a, row.b)])
        return [
            SkillPair(
                a=Skill(row=names[row.a]),
                b=Skill(row=names[row.b]),
                applicants=row.applicants,
                lift=row.applicants * total / (row.in_a * row.in_b),
            )
            for row in rows
        ]


def _gap_is_safe(gap: SkillGap) -> bool:
    return all(n == 0 or n >= SMALLEST_CELL for n in (gap.met, gap.partial, gap.unknown))


def _after(rows: Sequence[Any], cursor: str | None) -> Sequence[Any]:
    """Leave out what stands up to the cursor: (applicants, slug) of the last one seen."""
    if cursor is None:
        return rows
    match values_of(cursor):
        case [int() as applicants, str() as slug]:
            return [row for row in rows if (-row.applicants, row.slug) > (-applicants, slug)]
    raise bad_input("`after` is no cursor of this list: give back an `endCursor` of it.")


def _supply_edge(row: Any, skill: SkillRow, scope: int) -> SkillSupplyEdge:
    node = SkillSupply(
        skill=Skill(row=skill),
        applicants=row.applicants,
        share=row.applicants / scope,
        median_years=row.median_years,
    )
    return SkillSupplyEdge(cursor=cursor_of((row.applicants, row.slug)), node=node)
