"""A post before it is written: typed units with placeholders, and the facts to put back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.posts.manner import Manner
from nlp.posts.sections import Provenance, SectionKind
from nlp.roles.page import RequirementText

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, paragraph or bullet.

    `wordings` say the same; facts in them are {placeholders}. A writer may reword the unit
    when it is `rewritable`. `rules` are ids of the rules that it satisfies. A `joined` sentence
    runs on in the paragraph of the one before it.
    """

    id: str
    section: SectionKind
    wordings: tuple[str, ...]
    provenance: Provenance
    bullet: bool = False
    rewritable: bool = False
    rules: tuple[str, ...] = ()
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a post must say. `facts` holds the value of each placeholder.

    `title` is as people say it, `headline` carries the gender marker too. `assumptions` are
    statements that only the employer can confirm. `salary` is the line as printed, or None.
    `skills` are the slugs that the text may name. The same `seed_number` and `seed_company` choose
    the same wordings; `told` is what the caller says of company and work, to choose by. Duties are
    authored as calls (`Keep the books`) and shown in the `manner` of the post. `asked_by` names
    for the rule of each legal line the places that asked for it.
    """

    title: str
    headline: str
    seed_number: int
    seed_company: str
    units: tuple[Unit, ...]
    facts: Mapping[str, str]
    headings: Mapping[SectionKind, str | None]
    requirements: tuple[RequirementText, ...]
    told: str = ""
    manner: Manner = Manner.ORDER
    role: str | None = None
    salary: str | None = None
    skills: frozenset[str] = frozenset()
    assumptions: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    asked_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def seed(self) -> str:
        """Seed and company in one, as they choose the wordings together."""
        return f"{self.seed_number}/{self.seed_company}"

    def of_section(self, kind: SectionKind) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.section is kind)

    @property
    def kinds(self) -> tuple[SectionKind, ...]:
        """The sections that have something to say, in reading order."""
        present = {unit.section for unit in self.units}
        return tuple(kind for kind in SectionKind if kind in present)


def filled(template: str, facts: Mapping[str, str]) -> str:
    """Put the facts back; braces inside a fact stay. An unknown name raises KeyError."""
    return PLACEHOLDER.sub(lambda match: facts[match[1]], template)
