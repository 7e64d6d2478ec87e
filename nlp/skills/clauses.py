"""Cut a CV into clauses, the reach of a negation or of a number of years."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

_LINE_END = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-ZÄÖÜÉ•\-–*])|(?<=;)\s+")
_CONTRAST = re.compile(r"\b(?:but|however|though|although|aber|jedoch|mais)\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|lack(?:s|ing)?|little|limited|zero|neither|nor|haven['’]t|"
    r"don['’]t|didn['’]t|doesn['’]t|unfamiliar|kein(?:e|en|er)?|nicht|ohne|nie|pas d[e'’]|aucune?|"
    r"sans|jamais)\b",
    re.IGNORECASE,
)
_INTENT = re.compile(
    r"\b(?:(?:want|wanting|wants|looking|hope|hoping|plan|planning|eager|keen|like|willing|aim)"
    r"(?:\s+\w+){0,2}\s+(?:to\s+)?(?:learn\w*|study\w*|stud(?:y|ies)|explor\w+|train\w*|try\w*|"
    r"get into|move into|pick up)|interested in (?:learning|training)|would (?:like|love) to learn|"
    r"curious about|lernen m[öo]chte|m[öo]chte .{0,30}lernen|souhaite apprendre)\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot only\b|\bno(?:t)? (?:problem|doubt|less)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """text[start:end], with the offset from which on what it names is denied (or None)."""

    start: int
    end: int
    denied_from: int | None


class Clauses:
    """The clauses of a text, found by offset."""

    def __init__(self, text: str) -> None:
        self._clauses = [_clause(text, start, end) for start, end in _spans(text)]
        self._starts = [clause.start for clause in self._clauses]

    def at(self, offset: int) -> Clause:
        return self._clauses[max(bisect_right(self._starts, offset) - 1, 0)]

    def denies(self, offset: int) -> bool:
        """Say whether a skill named at `offset` stands under a negation or a mere wish."""
        denied_from = self.at(offset).denied_from
        return denied_from is not None and offset >= denied_from


def _spans(text: str) -> list[tuple[int, int]]:
    cuts = sorted(
        {0, len(text)}
        | {match.end() for match in _LINE_END.finditer(text)}
        | {match.start() for match in _CONTRAST.finditer(text)}
    )
    return [(a, b) for a, b in pairwise(cuts) if a < b] or [(0, len(text))]


def _clause(text: str, start: int, end: int) -> Clause:
    part = text[start:end]
    allowed = [match.span() for match in _NOT_ONLY.finditer(part)]
    denials = [
        match.end()
        for pattern in (_NEGATION, _INTENT)
        for match in pattern.finditer(part)
        if not any(a <= match.start() < b for a, b in allowed)
    ]
    return Clause(start, end, start + min(denials) if denials else None)
