"""Cut a blind CV into the passages that can prove something, each under its position's title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from nlp.ranking.evidence import Span, lines
from nlp.ranking.personal import YEAR
from nlp.skills.clauses import Clauses
from nlp.skills.sections import Section, SectionKind, Sections, heading_of

MOST_PASSAGES = 240
_WINDOW_WORDS = 170
_LIST_ITEMS = 4
_ITEM_WORDS = 6
_TITLE_WORDS = 14
_WORD = re.compile(r"\w+")
_ITEM = re.compile(r"[^,;|•·]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_EDGE = " \t\r\v\f-–—•·*>|,;:()"
_DURATION = re.compile(r"\(?\b\d{1,2}(?:[.,]\d)?\+? ?(?:years?|yrs?|jahren?|ans|months?)\b\)?")
_WORK = frozenset({SectionKind.OPENING, SectionKind.EXPERIENCE, SectionKind.PROJECTS})
_MUTE = frozenset({SectionKind.HOBBIES, SectionKind.REFERENCES, SectionKind.PERSONAL})


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, bullet or list item: `span` in the CV, `text` closed up and without dates.

    `listed` says that it is an item of a list. `title` is that of the position it stands under, or
    of the first one; "" where there is none. `block` counts the parts of the CV: sections,
    positions, and what blank lines set apart.
    """

    span: Span
    text: str
    title: str
    listed: bool
    block: int


def passages(blind_text: str) -> tuple[Passage, ...]:
    """Give the passages in order; headings, denials, hobbies and references prove nothing."""
    clauses = Clauses(blind_text)
    found = (p for p in _passages(blind_text) if not _is_denial(blind_text, p.span, clauses))
    return tuple(islice(found, MOST_PASSAGES))


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of passages read as a whole; `reach` are those of its block, and one either side.

    Where its block begins and ends, no passage outside `reach` decides.
    """

    passages: range
    reach: range


def windows(cut: Sequence[Passage]) -> tuple[Window, ...]:
    """Group the passages of each block into stretches of at most some 170 words."""
    found: list[Window] = []
    for _, block in groupby(range(len(cut)), key=lambda place: cut[place].block):
        places = list(block)
        reach = range(max(places[0] - 1, 0), min(places[-1] + 2, len(cut)))
        found += [Window(part, reach) for part in _stretches(cut, places)]
    return tuple(found)


def _stretches(cut: Sequence[Passage], places: Sequence[int]) -> Iterator[range]:
    start, words = places[0], 0
    for place in places:
        count = len(cut[place].text.split())
        if place > start and words + count > _WINDOW_WORDS:
            yield range(start, place)
            start, words = place, 0
        words += count
    yield range(start, places[-1] + 1)


def _is_denial(text: str, span: Span, clauses: Clauses) -> bool:
    """Say whether most words of a passage are denied: "no experience with Python"."""
    words = list(_WORD.finditer(text, span.start, span.end))
    return sum(clauses.denies(word.start(), word.end()) for word in words) * 2 >= len(words)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that can prove something; `heads` says that it opens a position: a short dated one."""

    span: Span
    words: str
    section: Section
    heads: bool


def _passages(text: str) -> Iterator[Passage]:
    first = current = ""
    block, before = 0, None
    for line in _telling(text):
        block += before is not None and _parts(text, before, line)
        before = line
        if line.heads:
            current = line.words
            first = first or current
            yield Passage(line.span, line.words, "", listed=False, block=block)
            continue
        title = current if line.section.kind in _WORK else first
        items = _items(text, line.span)
        for item in items:
            told = undated(text[item.start : item.end])
            if told:
                yield Passage(item, told, title, listed=len(items) > 1, block=block)


def _telling(text: str) -> Iterator[_Line]:
    sections = Sections(text)
    for line in lines(text):
        section = sections.at(line.span.start)
        span = _body(text, line.span, section)
        if span is None or section.kind in _MUTE:
            continue
        words = undated(text[span.start : span.end])
        dated = section.kind in _WORK and YEAR.search(text, span.start, span.end)
        yield _Line(span, words, section, bool(dated) and 0 < len(words.split()) <= _TITLE_WORDS)


def _parts(text: str, before: _Line, line: _Line) -> bool:
    """Say whether a block begins with `line`."""
    if line.heads or line.section.start != before.section.start:
        return True
    return _BLANK_LINE.search(text, before.span.end, line.span.start) is not None


def _body(text: str, span: Span, section: Section) -> Span | None:
    """Leave out a heading, also one that opens a line; None when nothing else stands there."""
    start = span.start
    heading = heading_of(text[span.start : span.end]) if section.start >= start else None
    if heading is not None:
        start += heading[1]
    return _trimmed(text, start, span.end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    part = text[start:end]
    inner = part.strip(_EDGE)
    if not any(map(str.isalnum, inner)):
        return None
    begin = start + part.index(inner)
    return Span(begin, begin + len(inner))


def _items(text: str, span: Span) -> list[Span]:
    """Give the items of a list, or the whole."""
    found = [
        _trimmed(text, match.start(), match.end())
        for match in _ITEM.finditer(text, span.start, span.end)
    ]
    items = [item for item in found if item is not None]
    longest = max((len(text[i.start : i.end].split()) for i in items), default=0)
    if len(items) >= _LIST_ITEMS and longest <= _ITEM_WORDS:
        return items
    return [span]


def undated(text: str) -> str:
    """Close up a text without the dates and spans of time in it."""
    return " ".join(_DURATION.sub(" ", YEAR.sub(" ", text)).split()).strip(_EDGE)
