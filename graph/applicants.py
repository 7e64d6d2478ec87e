"""Applicants and the skills found in their CVs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry

from db.applicants import applicant_by_id
from db.rows import ApplicantRow, ExtractedSkillRow, SkillProfileRow
from graph.context import Context, Info
from graph.corrections import SkillCorrection
from graph.ids import key_of
from graph.node import Node
from graph.posts import Post
from graph.reading import one_or_none
from graph.skills import Skill
from nlp.documents.outcome import HiddenKind, UnreadableReason
from nlp.skills.languages import LanguageLevel


class ApplicantStatus(StrEnum):
    RECEIVED = "RECEIVED"
    UNREADABLE = "UNREADABLE"
    READY = "READY"
    SHORTLISTED = "SHORTLISTED"
    REJECTED = "REJECTED"
    HIRED = "HIRED"
    WITHDRAWN = "WITHDRAWN"


DECIDED = (ApplicantStatus.SHORTLISTED, ApplicantStatus.REJECTED, ApplicantStatus.HIRED)

strawberry.enum(
    ApplicantStatus,
    description="UNREADABLE: no text could be read from the CV; never ranked as if it were empty.",
)


strawberry.enum(
    LanguageLevel,
    description="Levels of the Common European Framework in rising order, then the mother tongue. "
    "Words are read as: basic A2, conversational B1, good B2, fluent C1.",
)


strawberry.enum(
    UnreadableReason, description="Why no text could be read. The file is kept, nobody is ranked."
)
strawberry.enum(HiddenKind, description="How text was kept from the eyes of a reader.")


@strawberry.type(description="Text that no reader sees: it was dropped, and counts for nothing.")
class HiddenText:
    kind: HiddenKind
    characters: int = strawberry.field(description="White space apart.")


@strawberry.type
class Applicant(Node):
    row: strawberry.Private[ApplicantRow]

    @strawberry.field
    def handle(self) -> str:
        """A neutral handle (Applicant 7F3K) that carries nothing of the person."""
        return self.row.handle

    @strawberry.field
    async def name(self, info: Info) -> str | None:
        """For the applicant in person, and for recruiters unless the post ranks blind; then they
        see it once the applicant is SHORTLISTED, REJECTED or HIRED.
        """
        return self.row.name if await self._named_to(info.context) else None

    @strawberry.field
    async def email(self, info: Info) -> str | None:
        """As `name`."""
        return self.row.email if await self._named_to(info.context) else None

    @strawberry.field
    async def post(self, info: Info) -> Post:
        row = await info.context.loaders.post.load(self.row.post_id)
        assert row is not None  # noqa: S101 - a foreign key
        return Post(row=row)

    @strawberry.field
    def status(self) -> ApplicantStatus:
        return ApplicantStatus(self.row.status)

    @strawberry.field
    def submitted_at(self) -> datetime:
        return self.row.submitted_at

    @strawberry.field
    def cv_text(self, info: Info) -> str | None:
        """For recruiters and the applicant in person."""
        return self.row.cv_text if self._open_to(info.context) else None

    @strawberry.field
    def unreadable_reason(self) -> UnreadableReason | None:
        """Set when UNREADABLE."""
        reason = self.row.unreadable_reason
        return UnreadableReason(reason) if reason else None

    @strawberry.field
    def hidden_text(self, info: Info) -> list[HiddenText]:
        """What was dropped from the CV because no reader sees it; for recruiters and the applicant
        in person.
        """
        stored = self.row.hidden_text if self._open_to(info.context) else []
        return [HiddenText(kind=HiddenKind(h["kind"]), characters=h["characters"]) for h in stored]

    @strawberry.field
    def file_url(self, info: Info) -> str | None:
        """Path on this API of a file that waits to be read or could not be: GET it with the token.
        Null once its text stands in `cvText`.
        """
        kept = self.row.upload_id if self._open_to(info.context) else None
        return f"/uploads/{kept}" if kept else None

    @strawberry.field
    async def skill_profile(self, info: Info) -> "SkillProfile | None":
        """Null until the CV has been read."""
        if not self._open_to(info.context):
            return None
        rows = await info.context.loaders.profiles_of_applicant.load(self.row.id)
        return SkillProfile(row=rows[0]) if rows else None

    @strawberry.field
    async def corrections(self, info: Info) -> list[SkillCorrection]:
        """The applicant's own statements about what was found, oldest first; for recruiters and the
        applicant in person.
        """
        if not self._open_to(info.context):
            return []
        rows = await info.context.loaders.corrections_of_applicant.load(self.row.id)
        return [SkillCorrection.of(row) for row in rows]

    def _open_to(self, context: Context) -> bool:
        return context.may_see_applicant(self.row.id, self.row.workspace_id)

    async def _named_to(self, context: Context) -> bool:
        if not context.recruits_in(self.row.workspace_id):
            return self._open_to(context)
        if self.row.status in DECIDED:
            return True
        post = await context.loaders.post.load(self.row.post_id)
        return post is not None and not post.blind


@strawberry.type
class Mention:
    text: str = strawberry.field(description="cvText[start:end].")
    start: int
    end: int
    negated: bool = strawberry.field(
        description="True in `no experience with Kafka`: kept for the record, never counted."
    )


@strawberry.type
class ExtractedSkill:
    row: strawberry.Private[ExtractedSkillRow]
    cv_text: strawberry.Private[str]

    @strawberry.field
    async def skill(self, info: Info) -> Skill | None:
        """Null for a skill phrase that no entry of the taxonomy matches."""
        if self.row.skill_id is None:
            return None
        row = await info.context.loaders.skill.load(self.row.skill_id)
        return Skill(row=row) if row else None

    @strawberry.field
    def name(self) -> str:
        return self.row.name

    @strawberry.field
    def confidence(self) -> float:
        """0 to 1."""
        return self.row.confidence

    @strawberry.field
    def years(self) -> float | None:
        """Years of practice: stated, or held in dated positions; null when the CV tells neither."""
        return self.row.years

    @strawberry.field
    def last_used(self) -> date | None:
        """First day of the last month of use that the CV dates; null when it dates none."""
        return self.row.last_used

    @strawberry.field
    def level(self) -> LanguageLevel | None:
        """How well a language is spoken; null for other skills, and where the CV does not say."""
        return LanguageLevel(self.row.level) if self.row.level else None

    @strawberry.field
    def disowned(self) -> bool:
        """True where the applicant says that this is wrong: kept for the record, never counted."""
        return self.row.disowned

    @strawberry.field
    def mentions(self) -> list[Mention]:
        return [self._mention(mention) for mention in self.row.mentions]

    def _mention(self, stored: dict[str, Any]) -> Mention:
        start, end = stored["start"], stored["end"]
        return Mention(
            text=self.cv_text[start:end], start=start, end=end, negated=stored["negated"]
        )


@strawberry.type
class SkillProfile(Node):
    row: strawberry.Private[SkillProfileRow]

    @strawberry.field
    async def applicant(self, info: Info) -> Applicant:
        row = await info.context.loaders.applicant.load(self.row.applicant_id)
        assert row is not None  # noqa: S101 - a foreign key
        return Applicant(row=row)

    @strawberry.field
    async def skills(self, info: Info) -> list[ExtractedSkill]:
        """In the order in which the CV names them."""
        loaders = info.context.loaders
        applicant = await loaders.applicant.load(self.row.applicant_id)
        rows = await loaders.skills_of_profile.load(self.row.id)
        text = (applicant.cv_text if applicant else None) or ""
        return [ExtractedSkill(row=row, cv_text=text) for row in rows]

    @strawberry.field
    def model(self) -> str:
        """Name and version of the extraction pipeline."""
        return self.row.model

    @strawberry.field
    def extracted_at(self) -> datetime:
        return self.row.extracted_at


async def find_applicant(context: Context, applicant_id: str) -> ApplicantRow | None:
    """Give an applicant that the caller may see; None for any other id."""
    caller, key = context.caller, key_of("Applicant", applicant_id)
    if caller is None or key is None:
        return None
    row = await one_or_none(context, applicant_by_id(key, caller.workspace_id))
    allowed = row is not None and context.may_see_applicant(row.id, row.workspace_id)
    return row if allowed else None


@strawberry.type
class ApplicantQuery:
    @strawberry.field
    async def applicant(self, info: Info, id: strawberry.ID) -> Applicant | None:  # noqa: A002
        row = await find_applicant(info.context, id)
        return Applicant(row=row) if row else None
