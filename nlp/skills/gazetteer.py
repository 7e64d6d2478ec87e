"""Find taxonomy names in text with spaCy's phrase matcher: any spelling, cased where it must be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.skills.taxonomy import Skill
from nlp.skills.tokens import Token, tokens, unaccented

_ACRONYM_LENGTH = 4
_PLURAL_FROM = 7
"""A one-word name matches in singular and plural when it has as many letters ("sales" has not)."""
_FULL_LINE = 45
"""Characters from which a line may have been broken for want of room."""

_UNKNOWN = "_"
"""Stands for every word that no name has: the words of a CV never stay in spaCy's vocabulary."""

_COINED = re.compile(r"[^\W\d_][A-Z][a-z]|[a-z][A-Z]|lang$")

_EXACT_NAME = 0.95
_ALIAS = 0.9
_AMBIGUOUS = 0.75


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A taxonomy name at text[start:end], the tokens from `first` up to `stop`.

    `ambiguous` names mean the skill in the right surroundings alone; `exact_case` says that the
    name stands there as the taxonomy writes it.
    """

    skill: Skill
    start: int
    end: int
    first: int
    stop: int
    confidence: float
    ambiguous: bool
    exact_case: bool

    @property
    def name(self) -> str:
        return self.skill.name


@dataclass(slots=True)
class _Entry:
    """What one row of token keys stands for, and how the taxonomy writes it."""

    skill: Skill
    confidence: float
    writings: set[str] = field(default_factory=set)

    @property
    def acronym(self) -> bool:
        return all(_is_acronym(writing.removesuffix("s")) for writing in self.writings)

    def is_coined(self, part: str) -> bool:
        """Say whether no ordinary word looks like `part`: RStudio, Golang, NodeJS."""
        return any(
            part.casefold() == writing.casefold() and _COINED.search(writing)
            for writing in self.writings
        )


class Gazetteer:
    """All names of a taxonomy, compiled once; where names overlap the longest wins."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        self._entries: dict[tuple[str, ...], list[_Entry]] = {}
        for skill in skills:
            self._add(skill, skill.name, _EXACT_NAME)
        for skill in skills:
            for alias in skill.aliases:
                self._add(skill, alias, _ALIAS)
        self._vocab = Vocab()
        self._known = frozenset(key for keys in self._entries for key in keys)
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._matcher.add("name", [self._doc(keys) for keys in self._entries])

    def _add(self, skill: Skill, name: str, confidence: float) -> None:
        keys = tuple(token.key for token in tokens(name))
        entries = self._entries.setdefault(keys, [])
        if not entries or entries[-1].skill is not skill:
            entries.append(_Entry(skill, confidence))
        entries[-1].writings.add(name)

    def _doc(self, keys: Sequence[str]) -> Doc:
        return Doc(self._vocab, words=[key if key in self._known else _UNKNOWN for key in keys])

    def find(self, text: str, found: Sequence[Token]) -> list[NameMatch]:
        """Give every name in `text`, whose tokens are `found`, in order, without overlaps."""
        spans = self._matcher(self._doc([token.key for token in found]))
        spans.sort(key=lambda span: (span[1], -span[2]))
        matches, reached = [], 0
        for match in self._matches(text, found, spans):
            if match.first >= reached:
                matches.append(match)
                reached = match.stop
        return matches

    def _matches(
        self, text: str, found: Sequence[Token], spans: Sequence[tuple[int, int, int]]
    ) -> Iterator[NameMatch]:
        for _, first, stop in spans:
            start, end = found[first].start, found[stop - 1].end
            part = text[start:end]
            entries = self._entries[tuple(token.key for token in found[first:stop])]
            written = [entry for entry in entries if _is_written(part, entry)]
            if written and _is_whole(text, start, end) and _goes_on(text, start, end):
                entry = next((e for e in written if part in e.writings), written[0])
                yield _match(text, entry, found, first, stop)


def _match(text: str, entry: _Entry, found: Sequence[Token], first: int, stop: int) -> NameMatch:
    start, end = found[first].start, found[stop - 1].end
    exact = text[start:end] in entry.writings
    word = stop - first == 1 and not entry.is_coined(text[start:end])
    ambiguous = word and (entry.skill.ambiguous or (entry.acronym and not exact))
    return NameMatch(
        entry.skill,
        start,
        end,
        first,
        stop,
        confidence=_AMBIGUOUS if ambiguous else entry.confidence,
        ambiguous=ambiguous,
        exact_case=exact,
    )


def _is_acronym(name: str) -> bool:
    return len(name) <= _ACRONYM_LENGTH and name.isupper() and name.isalpha()


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether no mark or letter beside text[start:end] makes it another name (C#, C++)."""
    before, after = text[start - 1 : start], text[end : end + 2]
    if before.isalnum() or (before in tuple("#+_@") and text[start].isalnum()):
        return False
    if after[:1] in ("#", "_") or after == "++":
        return False
    if after[:1].isalnum():
        return after[0].isdigit() and text[start:end].isalpha() and end - start > 2
    return True


def _goes_on(text: str, start: int, end: int) -> bool:
    """Say whether a name that runs over the end of a line is one name.

    A line goes on in lower case or, when it is full, in any; else each says a thing of its own.
    """
    for place in range(start, end):
        if text[place] == "\n":
            line = place - (text.rfind("\n", 0, place) + 1)
            if line < _FULL_LINE and not text[place + 1 : end].lstrip()[:1].islower():
                return False
    return True


_SPACES = re.compile(r"\s+")
_GAP = re.compile(r"\n\s*\n")


def _is_written(part: str, entry: _Entry) -> bool:
    """Say whether `part` may stand for the name: one block, marks as the taxonomy has them."""
    if _GAP.search(part):
        return False
    plain = part.replace(" ", "").isalnum()
    if plain and " " not in part and len(part) < _PLURAL_FROM:
        return any(_bare(part) == _bare(writing) for writing in entry.writings)
    if plain or all(mark.isalnum() or mark in " -‐‑–'’\n" for mark in part):
        return True
    return any(_bare(part) == _bare(writing) for writing in entry.writings)


def _bare(name: str) -> str:
    return unaccented(_SPACES.sub(" ", name.casefold()))
