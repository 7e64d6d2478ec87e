"""The schemas of the library's files: one class a file or entry."""

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from nlp.roles.quarter import Quarter
from nlp.skills.taxonomy import SkillKind
from seeds.files import Entry

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=2, max_length=600)]
Wordings = Annotated[list[Line], Field(min_length=3)]
Band = Annotated[list[int], Field(min_length=2, max_length=2)]

SENIORITIES = (
    "Entry",
    "Junior",
    "Junior–Mid",
    "Mid",
    "Mid–Senior",
    "Senior",
    "Lead",
    "Any level",
)


class CategoryEntry(Entry):
    slug: Slug
    name: Line
    description: Line


class SkillEntry(Entry):
    slug: Slug
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    kind: SkillKind
    aliases: list[str] = []
    broader: list[Slug] = []
    related: list[Slug] = []
    ambiguous: bool = False
    context: list[str] = []


class RequirementEntry(Entry):
    text: Line
    skills: Annotated[list[Slug], Field(min_length=1)]
    min_years: Annotated[int, Field(ge=1, le=20)] | None = None


class FaqItem(Entry):
    question: Line
    answer: Annotated[str, StringConstraints(min_length=20, max_length=900)]


class SalaryEntry(Entry):
    as_of: str
    source: Line
    us: Band
    uk: Band
    eurozone: Band

    @field_validator("as_of")
    @classmethod
    def _as_of_is_a_quarter(cls, value: str) -> str:
        return Quarter.parse(value).isoformat()

    @field_validator("us", "uk", "eurozone")
    @classmethod
    def _rises(cls, value: list[int]) -> list[int]:
        if not 0 < value[0] < value[1]:
            raise ValueError("must be [min, max] with 0 < min < max")
        return value


class AlternativeTitles(Entry):
    en: Annotated[list[Line], Field(min_length=1)]
    de: list[Line] = []
    fr: list[Line] = []


class RoleEntry(Entry):
    slug: Slug
    title: Line
    seniority: str
    updated: str
    isco08: list[Annotated[str, StringConstraints(pattern=r"^\d{4}$")]] = []
    onet: list[Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{4}\.\d{2}$")]] = []
    alternative_titles: AlternativeTitles
    hook: Wordings
    why_hire: Wordings
    responsibilities: Annotated[list[Wordings], Field(min_length=6, max_length=6)]
    required: Annotated[list[RequirementEntry], Field(min_length=5, max_length=8)]
    nice_to_have: Annotated[list[RequirementEntry], Field(min_length=2, max_length=4)]
    faq: Annotated[list[FaqItem], Field(min_length=3, max_length=6)]
    salary: SalaryEntry

    @field_validator("seniority")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in SENIORITIES:
            raise ValueError(f"must be one of {', '.join(SENIORITIES)}")
        return value

    @field_validator("updated")
    @classmethod
    def _updated_is_a_quarter(cls, value: str) -> str:
        return Quarter.parse(value).isoformat()
