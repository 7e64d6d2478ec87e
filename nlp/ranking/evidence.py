"""Quote the words of a CV that speak for a requirement."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_QUOTE = 200
_BREAK = re.compile(r"\n+|(?<=[.!?])\s+")
_WORD = re.compile(r"[a-zà-ÿ0-9+#]+")
_COMMON = frozenset(
    "a an and any are as at be been by can do for from have has in into is it its more most must "
    "of on one or other our own so such than that the their them they this to up use used using "
    "via was we well what when where which while who will with within you your able ability based "
    "both each ensure etc experience experienced familiar familiarity good great hands hands-on "
    "including know knowledge least level like make new plus practical prior proven related "
    "relevant role similar skill skills solid some strong team teams track record understand "
    "understanding work worked working year years proficiency comfort comfortable".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """text[start:end], in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or bullet of the CV and the stems of its telling words."""

    span: Span
    stems: frozenset[str]


def lines(text: str) -> tuple[Line, ...]:
    """Cut a CV into sentences and bullets, without the space around them."""
    found = []
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        part = text[start:end]
        stripped = part.strip()
        if stripped:
            begin = start + part.index(stripped)
            span = Span(begin, begin + len(stripped))
            found.append(Line(span, stems(stripped)))
        start = match.end() if match else end
    return tuple(found)


def stems(text: str) -> frozenset[str]:
    """Give the telling words of `text`, cut to a stem so that their forms compare equal."""
    return frozenset(
        stem(word)
        for word in _WORD.findall(text.lower())
        if len(word) > 2 and not is_common(word) and not word.isdigit()
    )


def is_common(word: str) -> bool:
    """Say whether a lower-case word tells nothing of a trade."""
    return word in _COMMON


def stem(word: str) -> str:
    """Cut the ending off a lower-case word."""
    for ending in (
        "ations",
        "ation",
        "ings",
        "ing",
        "ments",
        "ment",
        "ers",
        "ies",
        "ed",
        "es",
        "s",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def distinct(spans: Iterable[Span], *, limit: int) -> tuple[Span, ...]:
    """Give at most `limit` spans, in order, none inside another."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept[:limit])
