"""Posts of a workspace, and the reports on any text as a post."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry.scalars import JSON

from db.applicants import applicants_of_post
from db.posts import post_by_id
from db.ranking import ranking_of
from db.rows import PostRow, PostSectionRow
from graph.context import Context, Info
from graph.errors import bad_input, forbidden
from graph.ids import key_of
from graph.node import Node
from graph.pages import Connection, listed
from graph.reading import one_or_none
from graph.reports import ComplianceReport, InclusivityReport, LintReport
from graph.roles import Requirement, Role, requirements_of_kind
from graph.scalars import CountryCode, today
from nlp.posts.brief import Brief, EmploymentType, WorkMode, brief_from_json
from nlp.posts.json_ld import json_ld
from nlp.posts.legal import legal_lines, packs_of
from nlp.posts.render import Page, TextFormat, as_post_text, plain, render
from nlp.posts.sections import Provenance, SectionKind, WrittenSection
from nlp.roles.page import RequirementKind
from nlp.rules.compliance import PostText, compliance
from nlp.rules.inclusivity import inclusivity
from nlp.rules.packs import CountryPack, UnsupportedJurisdictionError

if TYPE_CHECKING:
    from graph.applicants import Applicant
    from graph.ranking import Ranking

strawberry.enum(SectionKind)
strawberry.enum(Provenance)
MAX_LINT_LENGTH = 50_000


@strawberry.enum
class PostStatus(StrEnum):
    GENERATING = "GENERATING"
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    CLOSED = "CLOSED"


@strawberry.type
class PostSection:
    kind: SectionKind
    heading: str | None
    body: str = strawberry.field(description="Markdown.")
    items: list[str]
    provenance: Provenance


@strawberry.type(
    description="How the text came about; also embedded, machine-readable, in the HTML and the "
    "JSON-LD."
)
class GenerationRecord:
    model: str = strawberry.field(description="Name and version of the writer.")
    seed: int
    started_at: datetime
    elapsed_ms: int
    candidates: int = strawberry.field(description="Texts offered by a model.")
    accepted: int = strawberry.field(description="Texts of it that passed every check.")
    model_share: float = strawberry.field(
        description="Share of the sentences and bullets open to a model that it worded, 0 to 1. "
        "Sections that a person has edited since do not count."
    )


def _record(stored: dict[str, Any]) -> GenerationRecord:
    counts = list(stored.get("sections", {}).values())
    units, accepted = (sum(own[key] for own in counts) for key in ("units", "accepted"))
    return GenerationRecord(
        model=stored["model"],
        seed=stored["seed"],
        started_at=datetime.fromisoformat(stored["started_at"]),
        elapsed_ms=stored["elapsed_ms"],
        candidates=sum(own["candidates"] for own in counts),
        accepted=accepted,
        model_share=accepted / units if units else 0.0,
    )


def section_of(row: PostSectionRow) -> WrittenSection:
    return WrittenSection(
        SectionKind(row.kind), row.heading, row.body, tuple(row.items), Provenance(row.provenance)
    )


def shown_section(section: WrittenSection) -> PostSection:
    return PostSection(
        kind=section.kind,
        heading=section.heading,
        body=section.body,
        items=list(section.items),
        provenance=section.provenance,
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A post as the rules of the trade know it."""

    brief: Brief
    sections: tuple[WrittenSection, ...]
    packs: tuple[CountryPack, ...]


@strawberry.type(description="A job post of a workspace.")
class Post(Node):
    row: strawberry.Private[PostRow]

    @strawberry.field
    def title(self) -> str:
        return self.row.title

    @strawberry.field
    async def role(self, info: Info) -> Role | None:
        """The library's role that it was written from; null for a title that it does not have."""
        if self.row.role_id is None:
            return None
        row = await info.context.loaders.role.load(self.row.role_id)
        return Role(row=row) if row else None

    @strawberry.field
    def country(self) -> CountryCode:
        return CountryCode(self.row.country)

    @strawberry.field
    def region(self) -> str | None:
        return self.row.region

    @strawberry.field
    def city(self) -> str | None:
        return self.row.city

    @strawberry.field
    def work_mode(self) -> WorkMode | None:
        return WorkMode(self.row.work_mode) if self.row.work_mode else None

    @strawberry.field
    def employment_type(self) -> EmploymentType:
        return EmploymentType(self.row.employment_type)

    @strawberry.field
    def status(self) -> PostStatus:
        return PostStatus(self.row.status)

    @strawberry.field
    def blind(self) -> bool:
        """Whether it ranks blind, as posts do at first: then recruiters see the name and e-mail of
        an applicant only once somebody has shortlisted, rejected or hired them.
        """
        return self.row.blind

    @strawberry.field
    async def sections(self, info: Info) -> list[PostSection]:
        return [shown_section(section) for section in await self._sections(info.context)]

    @strawberry.field
    async def body(
        self,
        info: Info,
        format: TextFormat = TextFormat.MARKDOWN,  # noqa: A002 - the contract's name
    ) -> str:
        """The whole post; as HTML a complete page."""
        text = await self._text(info.context)
        described = self._described(text) if format is TextFormat.HTML else {}
        return render(text.sections, format, Page(self.row.title, json_ld=described))

    @strawberry.field
    async def json_ld(self, info: Info) -> JSON:
        """schema.org JobPosting, as Google for Jobs asks for it."""
        return JSON(self._described(await self._text(info.context)))

    @strawberry.field
    async def assumptions(self, info: Info) -> list[str]:
        """Statements in the post that only the employer can confirm; `answers` settles them."""
        text = await self._text(info.context)
        return list(legal_lines(text.brief, text.packs).assumptions)

    @strawberry.field
    def salary(self) -> str | None:
        """The salary line as printed, or null when the post states none."""
        return self.row.salary_line

    @strawberry.field
    async def requirements(
        self, info: Info, kind: RequirementKind | None = None
    ) -> list[Requirement]:
        rows = await info.context.loaders.requirements_of_post.load(self.row.id)
        return requirements_of_kind(rows, kind)

    @strawberry.field
    async def compliance(
        self, info: Info, as_of: date | None = None, headcount: int | None = None
    ) -> ComplianceReport:
        """Hold the post against the rules that bind on `asOf` (default today) for an employer of
        `headcount` people (default what the input said).
        """
        text = await self._text(info.context)
        report = compliance(
            as_post_text(text.sections),
            text.packs,
            as_of=as_of or today(),
            headcount=text.brief.company.headcount if headcount is None else headcount,
        )
        return ComplianceReport(report=report)

    @strawberry.field
    async def inclusivity(self, info: Info) -> InclusivityReport:
        """Offsets count into `body(format: PLAIN)`."""
        body = plain(await self._sections(info.context))
        return InclusivityReport(
            report=inclusivity(body, await info.context.knowledge.wording(body))
        )

    @strawberry.field
    def generation(self) -> GenerationRecord | None:
        stored = self.row.generation
        if stored is None:
            return None
        return _record(stored)

    @strawberry.field
    def created_at(self) -> datetime:
        return self.row.created_at

    @strawberry.field
    def published_at(self) -> datetime | None:
        return self.row.published_at

    @strawberry.field
    async def applicants(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Applicant", strawberry.lazy("graph.applicants")]]:
        """In the order in which they came. Recruiters only."""
        from graph.applicants import Applicant  # noqa: PLC0415 - they refer to each other

        if not info.context.recruits_in(self.row.workspace_id):
            raise forbidden("a recruiter's token of this post's workspace")
        listing = applicants_of_post(self.row.id)
        return await listed(info.context, listing, Applicant, first=first, after=after)

    @strawberry.field
    async def ranking(
        self, info: Info
    ) -> Annotated["Ranking", strawberry.lazy("graph.ranking")] | None:
        """Null while nobody has been ranked. Recruiters only."""
        from graph.ranking import Ranking  # noqa: PLC0415 - they refer to each other

        if not info.context.recruits_in(self.row.workspace_id):
            raise forbidden("a recruiter's token of this post's workspace")
        row = await one_or_none(info.context, ranking_of(self.row.id, self.row.workspace_id))
        return Ranking(row=row) if row else None

    async def _sections(self, context: Context) -> tuple[WrittenSection, ...]:
        rows = await context.loaders.sections_of_post.load(self.row.id)
        return tuple(map(section_of, rows))

    async def _text(self, context: Context) -> Text:
        brief = brief_from_json(self.row.brief)
        packs = packs_of(brief, await context.knowledge.packs())
        return Text(brief, await self._sections(context), packs)

    def _described(self, text: Text) -> dict[str, Any]:
        posted = self.row.published_at or self.row.created_at
        return json_ld(text.brief, text.sections, text.packs, posted_on=posted.date())


async def find_post(context: Context, post_id: str) -> Post | None:
    """Give a post of the caller's workspace; None for any other id."""
    caller, key = context.caller, key_of("Post", post_id)
    if caller is None or caller.role is None or key is None:
        return None
    row = await one_or_none(context, post_by_id(key, caller.workspace_id))
    return Post(row=row) if row else None


@strawberry.type
class PostQuery:
    @strawberry.field
    async def post(self, info: Info, id: strawberry.ID) -> Post | None:  # noqa: A002
        return await find_post(info.context, id)

    @strawberry.field
    async def lint_post(
        self,
        info: Info,
        text: str,
        country: CountryCode,
        region: str | None = None,
        headcount: int | None = None,
        as_of: date | None = None,
    ) -> LintReport:
        """Lint any text as a post: no account, nothing stored."""
        if len(text) > MAX_LINT_LENGTH:
            raise bad_input(f"`text` is longer than {MAX_LINT_LENGTH} characters.")
        try:
            packs = (await info.context.knowledge.packs()).chain(country, region)
        except UnsupportedJurisdictionError as error:
            raise bad_input(str(error)) from error
        day = as_of or today()
        report = compliance(PostText.of(text), packs, as_of=day, headcount=headcount)
        wording = inclusivity(text, await info.context.knowledge.wording(text))
        return LintReport(
            inclusivity=InclusivityReport(report=wording),
            compliance=ComplianceReport(report=report),
        )
