"""Read the skills out of a CV: taxonomy names in context, with years and proving words."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from nlp.skills.clauses import Clauses
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.gazetteer import Gazetteer, NameMatch
from nlp.skills.linking import words
from nlp.skills.taxonomy import Skill, SkillKind
from nlp.skills.trained import TrainedMatch, TrainedPhrases
from nlp.skills.years import Position, positions, practised_years, stated_years

PIPELINE = "penroll-skills 2"
"""Name and version of the pipeline; raise the number with every change of what it finds."""

_Match = NameMatch | TrainedMatch

_CONTEXT_REACH = 80
_LIST_NEIGHBOURS = 2
_LIST_MARK = re.compile(r"[,;/|•·\n]")
_HEADING = re.compile(
    r"^\W*(?:(?:technical|key|core|hard|it|computer|professional)\s+)?(?:skills?|tools?|"
    r"technologies|tech stack|stack|languages|competenc\w+|kenntnisse|f[äa]higkeiten|"
    r"comp[ée]tences)\b",
    re.IGNORECASE | re.MULTILINE,
)


class Extractor:
    """Finds the skills of a taxonomy; built once, safe to use for any number of texts.

    With `trained` it also finds what the taxonomy's names miss; without, the names alone.
    """

    def __init__(self, skills: Sequence[Skill], trained: TrainedPhrases | None = None) -> None:
        self._gazetteer = Gazetteer(skills)
        self._trained = trained

    def extract(self, text: str, *, today: date) -> tuple[FoundSkill, ...]:
        """Give the skills of `text` in order of first mention; offsets are code points."""
        doc = self._gazetteer.tokenize(text)
        matches = self._gazetteer.find(doc)
        accepted = [m for m in matches if not m.ambiguous or _in_context(text, m, matches)]
        further = self._further(text, accepted)
        clauses = Clauses(text)
        held = positions(text, today=today)
        return tuple(
            _found(text, group, clauses, held) for group in _grouped([*accepted, *further])
        )

    def _further(self, text: str, accepted: Sequence[NameMatch]) -> list[TrainedMatch]:
        if self._trained is None:
            return []
        return self._trained.find(text, [(match.start, match.end) for match in accepted])


def _grouped(matches: Sequence[_Match]) -> list[list[_Match]]:
    """Give the matches of each skill, and of each phrase that stands for none, in order."""
    groups: dict[str, list[_Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda match: match.start):
        key = f"skill {match.skill.slug}" if match.skill else f"phrase {words(match.name)}"
        groups[key].append(match)
    return list(groups.values())


def _found(
    text: str, group: Sequence[_Match], clauses: Clauses, held: Sequence[Position]
) -> FoundSkill:
    skill = group[0].skill
    mentions = tuple(Mention(m.start, m.end, clauses.denies(m.start)) for m in group)
    counted = [mention for mention in mentions if not mention.negated]
    spoken = skill is not None and skill.kind is SkillKind.LANGUAGE
    return FoundSkill(
        slug=skill.slug if skill else None,
        name=group[0].name,
        confidence=max(match.confidence for match in group),
        years=None if spoken else _years(text, counted, clauses, held),
        mentions=mentions,
    )


def _years(
    text: str, mentions: Sequence[Mention], clauses: Clauses, held: Sequence[Position]
) -> float | None:
    """Take the larger of what the CV states beside the skill and what its positions add up to."""
    stated = []
    for mention in mentions:
        clause = clauses.at(mention.start)
        years = stated_years(text, start=clause.start, end=clause.end)
        if years is not None:
            stated.append(years)
    practised = practised_years(
        [p for p in held if any(p.start <= mention.start < p.end for mention in mentions)]
    )
    known = [*stated, *([practised] if practised is not None else [])]
    return max(known, default=None)


def _in_context(text: str, match: NameMatch, matches: Sequence[NameMatch]) -> bool:
    """Say whether an ambiguous name means the skill: a telling word is near, or it is listed.

    In other than its own case ("go", "excel") it counts in a list alone.
    """
    if match.exact_case and _telling_word_near(text, match):
        return True
    return _is_listed(text, match, matches)


def _telling_word_near(text: str, match: NameMatch) -> bool:
    near = text[max(0, match.start - _CONTEXT_REACH) : match.end + _CONTEXT_REACH].casefold()
    return any(re.search(rf"\b{re.escape(word)}\b", near) for word in match.skill.context)


def _is_listed(text: str, match: NameMatch, matches: Sequence[NameMatch]) -> bool:
    """Say whether the name stands in a list beside other skills, or under a heading for them."""
    line_start = text.rfind("\n", 0, match.start) + 1
    line_end = text.find("\n", match.end)
    line_end = len(text) if line_end < 0 else line_end
    neighbours = sum(
        1 for other in matches if not other.ambiguous and line_start <= other.start < line_end
    )
    listed = _stands_in_list(text, match, line_start, line_end)
    headed = _HEADING.match(text[line_start:line_end]) is not None
    return listed and (neighbours >= _LIST_NEIGHBOURS or headed)


def _stands_in_list(text: str, match: NameMatch, line_start: int, line_end: int) -> bool:
    before = text[line_start : match.start].rstrip()
    after = text[match.end : line_end].lstrip()
    opens = not before or _LIST_MARK.match(before[-1]) is not None or before[-1] in ":("
    closes = not after or _LIST_MARK.match(after[0]) is not None or after[0] in ".)("
    return opens and closes
