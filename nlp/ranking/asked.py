"""What a post asks for, one row each, and by which rules a row is assessed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nlp.ranking.comparison import Questions, ask
from nlp.ranking.reading import Embed, without_meaning
from nlp.roles.page import RequirementKind
from nlp.skills.languages import LanguageLevel, language_levels
from nlp.skills.lines import Lines
from nlp.skills.taxonomy import Skill, SkillKind

_CERTIFICATE = re.compile(
    r"\b(?:certif(?:ied|icat\w+)|licen[cs]ed?|chartered|credential|registration|qualifi(?:ed|cation)"
    r"|diploma|\w*zertifi\w+|\w*schein|führerschein|permis|diplôme|habilitation)\b",
    re.IGNORECASE,
)


class Criterion(StrEnum):
    """By which rules a requirement is assessed.

    YEARS are skills of which the post asks years, LANGUAGE is a spoken language and its level,
    CERTIFICATE a licence, certificate or registration, SKILL everything else.
    """

    SKILL = "SKILL"
    YEARS = "YEARS"
    LANGUAGE = "LANGUAGE"
    CERTIFICATE = "CERTIFICATE"


@dataclass(frozen=True, slots=True)
class RankedRequirement:
    """A requirement to assess: `skills` are taxonomy slugs, `neighbours` slugs near them.

    `level` is how well a language must be spoken, None where the post doesn't say.
    """

    id: str
    kind: RequirementKind
    text: str
    skills: tuple[str, ...]
    neighbours: frozenset[str] = frozenset()
    min_years: int | None = None
    criterion: Criterion = Criterion.SKILL
    level: LanguageLevel | None = None

    @classmethod
    def of(
        cls,
        id_: str,
        kind: RequirementKind,
        text: str,
        skills: Sequence[Skill],
        *,
        near: Collection[str] = (),
        min_years: int | None = None,
    ) -> "RankedRequirement":
        """Choose the rules by the kinds of the skills asked for, and read the level asked for."""
        own = tuple(skill.slug for skill in skills)
        return cls(
            id=id_,
            kind=kind,
            text=text,
            skills=own,
            neighbours=frozenset(near) - set(own),
            min_years=min_years,
            criterion=_criterion(skills, min_years),
            level=_level(text, skills),
        )


@dataclass(frozen=True, slots=True)
class RankedPost:
    """What a post asks for, with its words and vectors ready to compare."""

    requirements: tuple[RankedRequirement, ...]
    questions: Questions

    @classmethod
    def of(
        cls,
        title: str,
        requirements: Sequence[RankedRequirement],
        embed: Embed = without_meaning,
    ) -> "RankedPost":
        texts = [requirement.text for requirement in requirements]
        return cls(tuple(requirements), ask(title, texts, embed))


def is_certificate(skill: Skill) -> bool:
    """Say whether an entry of the taxonomy is a certificate: its name or an alias says so."""
    names = (skill.name, *skill.aliases)
    return skill.kind is SkillKind.KNOWLEDGE and any(map(_CERTIFICATE.search, names))


def _criterion(skills: Sequence[Skill], min_years: int | None) -> Criterion:
    if skills and all(skill.kind is SkillKind.LANGUAGE for skill in skills):
        return Criterion.LANGUAGE
    if skills and all(map(is_certificate, skills)):
        return Criterion.CERTIFICATE
    return Criterion.SKILL if min_years is None else Criterion.YEARS


def _level(text: str, skills: Sequence[Skill]) -> LanguageLevel | None:
    """Give the lowest level that a requirement states beside a language it names."""
    names = [name for s in skills if s.kind is SkillKind.LANGUAGE for name in (s.name, *s.aliases)]
    if not names:
        return None
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    spans = [match.span() for match in named.finditer(text)]
    order = list(LanguageLevel)
    levels = language_levels(text, spans, Lines(text)).values()
    return min(levels, key=order.index, default=None)
