"""A role page of the authored library as plain values."""

from dataclasses import dataclass, field
from enum import StrEnum

from nlp.roles.quarter import Quarter


class RequirementKind(StrEnum):
    REQUIRED = "REQUIRED"
    NICE_TO_HAVE = "NICE_TO_HAVE"


class Region(StrEnum):
    """Regions for which a page gives a salary band; the value is how the page names them."""

    US = "United States"
    UK = "United Kingdom"
    EUROZONE = "Eurozone"


REGION_CURRENCY = {Region.US: "USD", Region.UK: "GBP", Region.EUROZONE: "EUR"}


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Band:
    """Annual gross pay for full time, in whole units of the region's currency."""

    region: Region
    min: int
    max: int
    as_of: Quarter
    source: str

    @property
    def currency(self) -> str:
        return REGION_CURRENCY[self.region]


@dataclass(frozen=True, slots=True)
class RequirementText:
    """A requirement as written, with the taxonomy slugs it speaks of."""

    kind: RequirementKind
    text: str
    skills: tuple[str, ...]
    min_years: int | None = None


@dataclass(frozen=True, slots=True)
class Faq:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class RolePage:
    """One authored role.

    `hooks`, `whys` and each entry of `responsibilities` hold at least three wordings of the same
    content; the first is the one that the page shows, the rest are for the post composer.
    """

    slug: str
    title: str
    category: str
    seniority: str
    updated: Quarter
    hooks: tuple[str, ...]
    whys: tuple[str, ...]
    responsibilities: tuple[tuple[str, ...], ...]
    requirements: tuple[RequirementText, ...]
    faq: tuple[Faq, ...]
    bands: tuple[Band, ...]
    alternative_titles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    isco08: tuple[str, ...] = ()
    onet: tuple[str, ...] = ()

    @property
    def hook(self) -> str:
        return self.hooks[0]

    @property
    def why_hire(self) -> str:
        return self.whys[0]

    @property
    def shown_responsibilities(self) -> tuple[str, ...]:
        return tuple(wordings[0] for wordings in self.responsibilities)

    def of_kind(self, kind: RequirementKind) -> tuple[RequirementText, ...]:
        return tuple(r for r in self.requirements if r.kind is kind)

    @property
    def skills(self) -> tuple[str, ...]:
        """Slugs of all skills that the requirements name, in order of first mention."""
        return tuple(dict.fromkeys(s for r in self.requirements for s in r.skills))

    @property
    def prose(self) -> tuple[str, ...]:
        """Every authored sentence block that the page shows, bullets one by one."""
        return (
            self.hook,
            self.why_hire,
            *self.shown_responsibilities,
            *(r.text for r in self.requirements),
            *(part for entry in self.faq for part in (entry.question, entry.answer)),
        )
