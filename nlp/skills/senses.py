"""Decide whether a name that is also an ordinary word or a letter means the skill."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from nlp.skills.gazetteer import NameMatch
from nlp.skills.other_senses import in_other_sense
from nlp.skills.sections import SectionKind, Sections
from nlp.skills.taxonomy import SkillKind
from nlp.skills.tokens import Token, folded

_CONTEXT_TOKENS = 12
_LIST_NEIGHBOURS = 2
_NEIGHBOUR_REACH = 120
_LIST_MARKS = frozenset(",;/|•·▪◦*+&-–—")
_LIST_WORDS = frozenset("and or und oder et ou with mit avec".split())
_OPENING_WORDS = _LIST_WORDS | {"in", "using", "en", "sous"}
_CASED = {SkillKind.TOOL, SkillKind.LANGUAGE}
_LISTED_IN = {SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.CERTIFICATES}
_EVERYDAY = frozenset(
    "chef front circle drift wave monday sage opera toast word access c r go lever lattice clay "
    "apollo maze rive mural linear dovetail crisp pigment gusto treasury initiative framing "
    "outreach ruby julia jest dart doodle loom notion express discourse".split()
)
"""Names that stand alone in a list of skills in other senses too: they ask for more evidence."""
_INTRODUCED = re.compile(
    r"\b(?:experience (?:with|in|using)|expert(?:ise)? in|proficien(?:t|cy) (?:in|with|at)|"
    r"skills? in|"
    r"skilled (?:in|with|at)|knowledge of|programming in|programmed in|written in|coded? in|"
    r"coding in|"
    r"scripts? in|built (?:in|with)|services? in|apps? in|application in|developed in|using|"
    r"tools? (?:like|such as)|tools:|familiar with|certified in|"
    r"good (?:at|with)|modell?ing in|analys[ie]s in|reports? in|(?:years|yrs) of|"
    r"kenntnisse in|erfahrung (?:mit|in)|umgang mit|arbeit mit|mittels|"
    r"programmier(?:t|ung|en) in|maîtrise (?:de|d['’])|connaissances? (?:de|en|d['’])|"
    r"expérience (?:en|avec|sur)|utilisation (?:de|d['’])|développement en|sous|sur|via|über|"
    r"(?:advanced|strong|solid|basic|good|intermediate|expert)) ?$",
    re.IGNORECASE,
)
_LISTED_ALIKE = re.compile(r"(?:\s*\(?v?\d+(?:\.\d+)?\+?\)?)(?![\w%])")
_HYPHENATED = re.compile(
    r"[-‐‑](?P<next>[^\W\d_]+)",
)
_SKILL_SUFFIX = re.compile(
    r"(?:kenntnis|programm|entwick|script|skript|based|develop|makro|tabell|datei|anwend|modul|"
    r"projekt|framework|api|vba|berater|basis|auswert|bericht|vorlag|studio|erfahrung|code)",
    re.IGNORECASE,
)


class Senses:
    """Judges the `matches` of one text; `found` are its tokens."""

    def __init__(
        self, text: str, found: Sequence[Token], matches: Sequence[NameMatch], sections: Sections
    ) -> None:
        self._text = text
        self._found = found
        self._sections = sections
        self._matches = matches

    def meant(self) -> list[NameMatch]:
        """Give the matches that name their skill: first by their words, then by their lists."""
        possible = [match for match in self._matches if not self._in_other_sense(match)]
        sure = {match.start for match in possible if self._is_sure(match)}
        self._starts = [match.start for match in possible]
        self._possible = possible
        self._sure = sure
        return [match for match in possible if match.start in sure or self._is_listed(match)]

    def _is_sure(self, match: NameMatch) -> bool:
        if not match.ambiguous:
            return True
        cased = match.exact_case or match.skill.kind not in _CASED
        return match.skill.ambiguous and cased and self._has_evidence(match)

    def _in_other_sense(self, match: NameMatch) -> bool:
        return in_other_sense(self._text, match.start, match.end) or (
            match.ambiguous and (self._is_part_of_word(match) or self._is_initial(match))
        )

    def _is_part_of_word(self, match: NameMatch) -> bool:
        """Say whether a hyphen makes the name a part of another word: C-level, Vitamin-C."""
        text = self._text
        before = text[max(0, match.start - 2) : match.start]
        if len(before) == 2 and before[1] in "-‐‑" and before[0].isalpha():
            return True
        after = _HYPHENATED.match(text, match.end)
        return after is not None and _SKILL_SUFFIX.match(after["next"]) is None

    def _is_initial(self, match: NameMatch) -> bool:
        """Say whether a letter shortens a name ("R. Smith"), or a name belongs to a person."""
        text = self._text
        if match.end - match.start > 1:
            return False
        if text[match.end : match.end + 1] != ".":
            return False
        surname = text[match.end + 1 : match.end + 4].lstrip()
        before = text[: match.start][-2:].rstrip()
        return surname[:1].isupper() and before[-1:] not in (",", "/", ":", ";", "|")

    def _has_evidence(self, match: NameMatch) -> bool:
        return (
            self._has_telling_word(match)
            or self._is_introduced(match)
            or (match.exact_case and self._has_version(match))
        )

    def _has_telling_word(self, match: NameMatch) -> bool:
        context = {folded(word) for word in match.skill.context}
        before = self._found[max(0, match.first - _CONTEXT_TOKENS) : match.first]
        after = self._found[match.stop : match.stop + _CONTEXT_TOKENS]
        return any(token.key in context for token in (*before, *after))

    def _is_introduced(self, match: NameMatch) -> bool:
        if match.skill.kind is not SkillKind.TOOL:
            return False
        before = self._text[max(0, match.start - 30) : match.start]
        return _INTRODUCED.search(before) is not None

    def _has_version(self, match: NameMatch) -> bool:
        after = _LISTED_ALIKE.match(self._text, match.end)
        if after is None or match.end - match.start == 1:
            return False
        number = after.group().strip(" ()v+")
        return len(number) < 4  # a longer one is a year

    def _is_listed(self, match: NameMatch) -> bool:
        """Say whether the name is an item of its own, beside other skills or under a heading."""
        if not self._is_item(match):
            return False
        neighbours = self._neighbours(match)
        if neighbours >= _LIST_NEIGHBOURS:
            return True
        section = self._sections.at(match.start)
        if section.kind not in _LISTED_IN or match.start < section.body:
            return False
        everyday = self._text[match.start : match.end].casefold() in _EVERYDAY
        return (match.exact_case and not everyday) or neighbours > 0

    def _neighbours(self, match: NameMatch) -> int:
        """Count the sure matches near by that could stand in one list with the name.

        An acronym in lower case ("sql, html, css") has others of its kind for neighbours.
        """
        first = bisect_left(self._starts, match.start - _NEIGHBOUR_REACH)
        last = bisect_left(self._starts, match.end + _NEIGHBOUR_REACH)
        tool = match.skill.kind is SkillKind.TOOL
        return sum(
            (other.start in self._sure or not match.skill.ambiguous)
            and other is not match
            and (not tool or other.skill.kind is SkillKind.TOOL)
            and self._same_block(match, other)
            for other in self._possible[first:last]
        )

    def _same_block(self, one: NameMatch, other: NameMatch) -> bool:
        left, right = sorted((one, other), key=lambda match: match.start)
        between = self._text[left.end : right.start]
        return "\n\n" not in between and ". " not in between

    def _is_item(self, match: NameMatch) -> bool:
        text = self._text
        before = text[max(0, match.start - 12) : match.start]
        after = text[match.end : match.end + 12]
        return _opens(before) and _closes(after)


def _opens(before: str) -> bool:
    stripped = before.rstrip(" \t")
    if not stripped.strip() or stripped[-1] in "\n:([" or stripped[-1] in _LIST_MARKS:
        return True
    return stripped.split()[-1].casefold() in _OPENING_WORDS


def _closes(after: str) -> bool:
    stripped = after.lstrip(" \t")
    if not stripped.strip() or stripped[0] in "\n.)(]:" or stripped[0] in _LIST_MARKS:
        return True
    if re.match(r"v?\d", stripped):
        return True
    return stripped.split()[0].casefold() in _LIST_WORDS
