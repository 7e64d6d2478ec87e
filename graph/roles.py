"""The role graph: categories, roles, salary bands and title matches."""

from decimal import Decimal
from functools import partial
from typing import Any

import strawberry

from db.roles import (
    RoleChoice,
    categories,
    role_by_slug,
    role_listing,
    roles_by_meaning,
    sources,
)
from db.rows import (
    CategoryRow,
    PostRequirementRow,
    RoleRequirementRow,
    RoleRow,
    SalaryBandRow,
    SourceRow,
)
from graph.context import Context, Info
from graph.loaders import RelatedTo, Relation
from graph.node import Node
from graph.pages import Connection, checked_first, listed, listed_of
from graph.reading import all_of, one_or_none
from graph.role_pages import band_of, page_of
from graph.scalars import CurrencyCode, today
from graph.searching import searched
from graph.skills import ExternalId, Skill, external_ids, skills_of
from nlp.posts.render import TextFormat
from nlp.roles.page import RequirementKind
from nlp.roles.quarter import Quarter, is_stale
from nlp.roles.template import computed_faq, template
from nlp.rules.money import SalaryPeriod
from nlp.rules.pay import format_band

strawberry.enum(TextFormat)
strawberry.enum(RequirementKind)
strawberry.enum(SalaryPeriod)


@strawberry.type
class Category(Node):
    row: strawberry.Private[CategoryRow]

    @strawberry.field
    def slug(self) -> str:
        return self.row.slug

    @strawberry.field
    def name(self) -> str:
        return self.row.name

    @strawberry.field
    def description(self) -> str:
        return self.row.description

    @strawberry.field
    async def role_count(self, info: Info) -> int:
        """How many authored pages the category has."""
        return await info.context.loaders.role_count.load(self.row.id)

    @strawberry.field
    async def roles(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection["Role"]:
        """The authored pages of the category, by title."""
        lists = info.context.loaders.roles_of_category
        return await listed_of(lists, self.row.id, Role, first=first, after=after)


@strawberry.type(description="Pay in a region: gross, for a year of full-time work.")
class SalaryBand:
    row: strawberry.Private[SalaryBandRow]

    @strawberry.field
    def region(self) -> str:
        """The region as the page names it: United States, United Kingdom, Eurozone."""
        return self.row.region

    @strawberry.field
    def currency(self) -> CurrencyCode:
        return CurrencyCode(self.row.currency)

    @strawberry.field
    def min(self) -> Decimal:
        return self.row.min

    @strawberry.field
    def max(self) -> Decimal:
        return self.row.max

    @strawberry.field
    def period(self) -> SalaryPeriod:
        return SalaryPeriod.YEAR

    @strawberry.field
    def gross(self) -> bool:
        """Always gross in the library."""
        return True

    @strawberry.field
    def as_of(self) -> str:
        """The quarter that the figures are of: Q2 2026."""
        return str(Quarter.parse(self.row.as_of))

    @strawberry.field
    def source(self) -> str:
        """Where the figures come from, in words."""
        return self.row.source

    @strawberry.field
    def stale(self) -> bool:
        """True when asOf is more than four quarters old."""
        return is_stale(Quarter.parse(self.row.as_of), today())

    @strawberry.field
    def formatted(self) -> str:
        """As CLDR writes it for the region: $140,000 – $200,000."""
        return format_band(band_of(self.row))


@strawberry.type
class FaqEntry:
    question: str
    answer: str


@strawberry.type(
    description="A requirement of a role or of a post: the unit that a ranking assesses."
)
class Requirement(Node):
    row: strawberry.Private[RoleRequirementRow | PostRequirementRow]

    @strawberry.field
    def kind(self) -> RequirementKind:
        return RequirementKind(self.row.kind)

    @strawberry.field
    def text(self) -> str:
        return self.row.text

    @strawberry.field
    async def skills(self, info: Info) -> list[Skill]:
        return await skills_of(info.context, self.row.skill_ids)

    @strawberry.field
    def min_years(self) -> int | None:
        return self.row.min_years


def requirements_of_kind(rows: list[Any], kind: RequirementKind | None) -> list[Requirement]:
    return [Requirement(row=row) for row in rows if kind is None or row.kind == kind.value]


@strawberry.type
class RelatedRole:
    relation: strawberry.Private[Relation]
    role: "Role"

    @strawberry.field
    def similarity(self) -> float:
        """0 to 1: the cosine of the two sets of skills."""
        return self.relation.similarity

    @strawberry.field
    async def shared_skills(self, info: Info) -> list[Skill]:
        return await skills_of(info.context, self.relation.skill_ids)


@strawberry.type(
    description="A role: a page of the authored library, or an occupation imported from ESCO or "
    "O*NET."
)
class Role(Node):
    row: strawberry.Private[RoleRow]

    @strawberry.field
    def slug(self) -> str:
        return self.row.slug

    @strawberry.field
    def title(self) -> str:
        return self.row.title

    @strawberry.field
    def library(self) -> bool:
        """True for an authored page, which has every field below; an imported occupation has null
        or empty ones.
        """
        return self.row.library

    @strawberry.field
    def alternative_titles(self) -> list[str]:
        return self.row.alternative_titles

    @strawberry.field
    async def category(self, info: Info) -> Category:
        row = await info.context.loaders.category.load(self.row.category_id)
        assert row is not None  # noqa: S101 - a foreign key
        return Category(row=row)

    @strawberry.field
    def seniority(self) -> str | None:
        """As people say it: Mid–Senior."""
        return self.row.seniority

    @strawberry.field
    def updated(self) -> str | None:
        """The quarter of the last review, as the page shows it: Q2 2026."""
        return str(Quarter.parse(self.row.updated)) if self.row.updated else None

    @strawberry.field
    def hook(self) -> str | None:
        return self.row.hook

    @strawberry.field
    def why_hire(self) -> str | None:
        return self.row.why_hire

    @strawberry.field
    async def salary_bands(self, info: Info) -> list[SalaryBand]:
        rows = await info.context.loaders.bands_of_role.load(self.row.id)
        return [SalaryBand(row=row) for row in rows]

    @strawberry.field
    def responsibilities(self) -> list[str]:
        """Six, outcome-led, on a library page."""
        return self.row.responsibilities

    @strawberry.field
    async def requirements(
        self, info: Info, kind: RequirementKind | None = None
    ) -> list[Requirement]:
        rows = await info.context.loaders.requirements_of_role.load(self.row.id)
        return requirements_of_kind(rows, kind)

    @strawberry.field
    async def faq(self, info: Info) -> list[FaqEntry]:
        """The authored answers, then those that follow from the page's own data."""
        if not self.row.library:
            return []
        page = await page_of(info.context.loaders, self.row)
        entries = (*page.faq, *computed_faq(page))
        return [FaqEntry(question=entry.question, answer=entry.answer) for entry in entries]

    @strawberry.field
    async def template(
        self,
        info: Info,
        format: TextFormat = TextFormat.MARKDOWN,  # noqa: A002 - the contract's
    ) -> str | None:
        """The copy-ready template, with its [placeholders]."""
        if not self.row.library:
            return None
        return template(await page_of(info.context.loaders, self.row), format)

    @strawberry.field
    async def skills(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Skill]:
        """The skills that its requirements name, by name."""
        lists = info.context.loaders.skills_of_role
        return await listed_of(lists, self.row.id, Skill, first=first, after=after)

    @strawberry.field
    async def related(self, info: Info, first: int = 6) -> list[RelatedRole]:
        """Nearest roles by shared skills, best first."""
        loaders = info.context.loaders
        relations = await loaders.related.load(RelatedTo(self.row.id, checked_first(first)))
        roles = await loaders.role.load_many([relation.role_id for relation in relations])
        return [
            RelatedRole(relation=relation, role=Role(row=row))
            for relation, row in zip(relations, roles, strict=True)
            if row is not None
        ]

    @strawberry.field
    def external_ids(self) -> list[ExternalId]:
        """ISCO-08 / ESCO / O*NET identifiers where known."""
        return external_ids(self.row.external_ids)


@strawberry.type
class TitleMatch:
    role: Role
    confidence: float = strawberry.field(description="0 to 1.")


@strawberry.type(description="A publication whose data the graph holds.")
class Attribution:
    row: strawberry.Private[SourceRow]

    @strawberry.field
    def name(self) -> str:
        return self.row.name

    @strawberry.field
    def text(self) -> str:
        """The words that its licence asks to be shown wherever its data is."""
        return self.row.attribution

    @strawberry.field
    def licence(self) -> str:
        return self.row.licence


@strawberry.input
class RoleFilter:
    library: bool | None = strawberry.field(
        default=True, description="Default true: authored pages only."
    )
    category: str | None = None
    search: str | None = None
    skill: str | None = None


async def find_role(context: Context, slug: str) -> Role | None:
    row = await one_or_none(context, role_by_slug(slug))
    return Role(row=row) if row else None


@strawberry.type
class RoleQuery:
    @strawberry.field
    async def categories(self, info: Info) -> list[Category]:
        return [Category(row=row) for row in await all_of(info.context, categories())]

    @strawberry.field
    async def category(self, info: Info, slug: str) -> Category | None:
        named = categories().where(CategoryRow.slug == slug)
        row = await one_or_none(info.context, named)
        return Category(row=row) if row else None

    @strawberry.field
    async def roles(
        self,
        info: Info,
        filter: RoleFilter | None = None,  # noqa: A002 - the contract's name
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Role]:
        """Roles by title; with `search` the best first, by words or else by meaning, slips of
        spelling forgiven.
        """
        asked = filter or RoleFilter()
        roles = RoleChoice(asked.library is not False, asked.category, asked.skill)
        listing = await searched(
            info.context,
            partial(role_listing, roles),
            asked.search,
            by_meaning=partial(roles_by_meaning, roles),
        )
        return await listed(info.context, listing, Role, first=first, after=after)

    @strawberry.field
    async def role(self, info: Info, slug: str) -> Role | None:
        return await find_role(info.context, slug)

    @strawberry.field
    async def match_title(self, info: Info, title: str, first: int = 5) -> list[TitleMatch]:
        """Library roles for any title, best first; empty when nothing is near (nonsense, not a
        job).
        """
        size = checked_first(first)
        matches = await info.context.knowledge.roles_near(title, limit=size)
        found = [(match, await find_role(info.context, match.role)) for match in matches]
        return [TitleMatch(role=role, confidence=match.confidence) for match, role in found if role]

    @strawberry.field
    async def attributions(self, info: Info) -> list[Attribution]:
        """The publications whose data was imported, to be named wherever it is shown."""
        return [Attribution(row=row) for row in await all_of(info.context, sources())]
