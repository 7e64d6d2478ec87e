"""Read the skills out of a CV: taxonomy names in context, with years and proving words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nlp.skills.clauses import Clauses
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.gazetteer import Gazetteer, NameMatch
from nlp.skills.languages import LanguageLevel, language_levels
from nlp.skills.lines import Lines
from nlp.skills.linking import words
from nlp.skills.practice import Practice, Practices
from nlp.skills.sections import SectionKind, Sections
from nlp.skills.senses import Senses
from nlp.skills.standing import Standing, Standings
from nlp.skills.taxonomy import Skill, SkillKind
from nlp.skills.tokens import tokens
from nlp.skills.trained import TrainedMatch, TrainedPhrases

PIPELINE = "penroll-skills 9"
"""Name and version of the pipeline; raise the number with every change of what it finds."""

_WITHOUT_PHRASES = (
    SectionKind.LANGUAGES,
    SectionKind.HOBBIES,
    SectionKind.REFERENCES,
    SectionKind.PERSONAL,
)
"""Where names alone may count: what else stands there is no skill, or somebody else's."""

_Match = NameMatch | TrainedMatch


class Extractor:
    """Finds the skills of a taxonomy; built once, safe to use for any number of texts.

    With `trained` it also finds what the taxonomy's names miss; without, the names alone.
    """

    def __init__(self, skills: Sequence[Skill], trained: TrainedPhrases | None = None) -> None:
        self._gazetteer = Gazetteer(skills)
        self._trained = trained

    def extract(self, text: str, *, today: date) -> tuple[FoundSkill, ...]:
        """Give the skills of `text` in order of first mention; offsets are code points."""
        sections, lines, clauses = Sections(text), Lines(text), Clauses(text)
        claims = _claims(self._matches(text, sections), Standings(text, sections, clauses))
        practices = Practices(
            text,
            [(claim.match.start, claim.match.end) for claim in claims],
            sections=sections,
            clauses=clauses,
            lines=lines,
            today=today,
        )
        levels = _levels(text, claims, sections, lines)
        return tuple(_found(group, practices, levels) for group in _grouped(claims))

    def _matches(self, text: str, sections: Sections) -> list[_Match]:
        """Give what names a skill, in order; a name in another sense keeps its words to itself."""
        found = tokens(text)
        named = self._gazetteer.find(text, found)
        meant = Senses(text, found, named, sections).meant()
        if self._trained is None:
            return [*meant]
        settled = [*meant, *(match for match in named if not match.ambiguous)]
        names = [(match.start, match.end) for match in settled]
        unread = [(part.start, part.end) for part in sections.all if part.kind in _WITHOUT_PHRASES]
        further = self._trained.find(text, [*names, *unread])
        return sorted([*meant, *further], key=lambda match: match.start)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A match that stands for something its author can do, or (`denied`) says they cannot."""

    match: _Match
    denied: bool


def _claims(matches: Sequence[_Match], standings: Standings) -> list[_Claim]:
    judged = [
        (match, standings.of(match.start, match.end, match.skill.kind if match.skill else None))
        for match in matches
    ]
    return [
        _Claim(match, standing is Standing.DENIED)
        for match, standing in judged
        if standing is not Standing.FOREIGN
    ]


def _grouped(claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """Give the claims of each skill, and of each phrase that stands for none, in order."""
    groups: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        skill = claim.match.skill
        key = f"skill {skill.slug}" if skill else f"phrase {words(claim.match.name)}"
        groups[key].append(claim)
    return list(groups.values())


def _found(
    group: Sequence[_Claim], practices: Practices, levels: dict[int, LanguageLevel]
) -> FoundSkill:
    skill = group[0].match.skill
    spoken = _is_spoken(group[0].match)
    counted = [claim.match.start for claim in group if not claim.denied]
    practice = Practice(None, None) if spoken else practices.of(counted)
    return FoundSkill(
        slug=skill.slug if skill else None,
        name=group[0].match.name,
        confidence=max(claim.match.confidence for claim in group),
        years=practice.years,
        mentions=tuple(_mention(claim, practices, levels) for claim in group),
        last_used=practice.last_used,
        level=next((levels[start] for start in counted if start in levels), None),
    )


def _mention(claim: _Claim, practices: Practices, levels: dict[int, LanguageLevel]) -> Mention:
    match = claim.match
    if claim.denied:
        return Mention(match.start, match.end, negated=True)
    told = Practice(None, None) if _is_spoken(match) else practices.of([match.start])
    return Mention(
        match.start, match.end, False, told.years, told.last_used, levels.get(match.start)
    )


def _is_spoken(match: _Match) -> bool:
    return match.skill is not None and match.skill.kind is SkillKind.LANGUAGE


def _levels(
    text: str, claims: Sequence[_Claim], sections: Sections, lines: Lines
) -> dict[int, LanguageLevel]:
    """Read levels wherever a CV lists languages, which is not among its positions."""
    spoken = [
        (claim.match.start, claim.match.end)
        for claim in claims
        if _is_spoken(claim.match)
        and sections.at(claim.match.start).kind is not SectionKind.EXPERIENCE
    ]
    return dict(language_levels(text, spoken, lines))
