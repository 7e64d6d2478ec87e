"""Put the characters of a page into reading order: lines, columns, then lines again.

A gutter is a strip that no word crosses over several lines. What stands left of it is read before
what stands right of it, unless the two sides are the cells of rows: dates beside jobs, say.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD_GAP = 0.22
"""Ems between two characters from which they belong to two words."""
_CELL_GAP = 1.4
"""Ems between two words from which they may belong to two columns."""
_SAME_LINE = 0.4
_BLANK_LINE = 1.9
_FEWEST_LINES = 3
_ALIGNED = 0.8
_MOSTLY = 0.5
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|^\W*\d+(?:[.,]\d+)?\W*(?:years?|yrs|jahre|ans|%)?\W*$", re.IGNORECASE
)
_FAR = 1e9

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on a page; lengths are points, `base` is the height of its base line."""

    char: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line, from left to right."""

    words: tuple[Word, ...]

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def text(self) -> str:
        parts = [self.words[0].text]
        for one, other in pairwise(self.words):
            wide = other.left - one.right > _CELL_GAP * self.size
            parts.append(("  " if wide else " ") + other.text)
        return "".join(parts)


def text_of(glyphs: Sequence[Glyph]) -> str:
    """Give the text of a page in reading order, a line each, blank lines between blocks."""
    lines = _lines(list(_words(glyphs)))
    return "\n".join(_ordered(lines))


def _words(glyphs: Sequence[Glyph]) -> Iterator[Word]:
    """Join characters that follow each other in the file and on the page."""
    held: list[Glyph] = []
    for glyph in glyphs:
        if held and not _continues(held[-1], glyph):
            yield _word(held)
            held = []
        if not glyph.char.isspace():
            held.append(glyph)
    if held:
        yield _word(held)


def _continues(before: Glyph, glyph: Glyph) -> bool:
    em = max(before.size, glyph.size)
    same_line = abs(before.base - glyph.base) < _SAME_LINE * em
    gap = glyph.left - before.right
    return not glyph.char.isspace() and same_line and -0.6 * em < gap < _WORD_GAP * em


def _word(glyphs: Sequence[Glyph]) -> Word:
    return Word(
        text="".join(glyph.char for glyph in glyphs),
        left=min(glyph.left for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        base=statistics.median(glyph.base for glyph in glyphs),
        size=max(glyph.size for glyph in glyphs),
    )


def _lines(words: Sequence[Word]) -> list[Line]:
    """Gather words by base line, from the top of the page down."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.base, word.left)):
        if lines and abs(lines[-1][0].base - word.base) < _SAME_LINE * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [Line(tuple(sorted(line, key=lambda word: word.left))) for line in lines]


def _ordered(lines: Sequence[Line]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        end, gutter = _columns_from(lines, place)
        if gutter is None:
            end = place + 1
            while end < len(lines) and _columns_from(lines, end)[1] is None:
                end += 1
            yield from _printed(lines[place:end])
        else:
            for side in _split(lines[place:end], gutter):
                yield from _ordered(side)
        if end < len(lines):
            yield ""
        place = end


def _printed(lines: Sequence[Line]) -> Iterator[str]:
    for number, line in enumerate(lines):
        above = lines[number - 1] if number else line
        if above.base - line.base > _BLANK_LINE * max(above.size, line.size):
            yield ""
        yield line.text


def _columns_from(lines: Sequence[Line], start: int) -> tuple[int, float | None]:
    """Give how far a gutter reaches that begins at line `start`, and its middle, if there is one.

    The gutter must have words on both sides, and be no gap between the cells of rows.
    """
    gaps = _gaps(lines[start])
    end = start + 1
    while end < len(lines):
        least = _CELL_GAP * lines[end].size
        further = _common(gaps, _gaps(lines[end]), least=least)
        if not any(left > -_FAR and right < _FAR for left, right in further):
            break
        gaps, end = further, end + 1
    for left, right in gaps:
        if left > -_FAR and right < _FAR and _are_columns(lines[start:end], (left + right) / 2):
            return end, (left + right) / 2
    return start + 1, None


def _gaps(line: Line) -> list[Interval]:
    """Give the free strips of a line, the margins included."""
    edges = [(-_FAR, line.words[0].left)]
    edges += [(one.right, other.left) for one, other in pairwise(line.words)]
    edges.append((line.words[-1].right, _FAR))
    return [(left, right) for left, right in edges if right - left >= _CELL_GAP * line.size]


def _common(
    some: Sequence[Interval], others: Sequence[Interval], *, least: float
) -> list[Interval]:
    shared = [
        (max(a_left, b_left), min(a_right, b_right))
        for a_left, a_right in some
        for b_left, b_right in others
    ]
    return [(left, right) for left, right in shared if right - left >= least]


def _are_columns(lines: Sequence[Line], middle: float) -> bool:
    left, right = _split(lines, middle)
    fewer = min(len(left), len(right))
    if fewer < _FEWEST_LINES:
        return False
    side_by_side = len(left) + len(right) - len(lines)
    dated = max(_dated_share(left), _dated_share(right))
    return not (side_by_side >= _ALIGNED * fewer and dated > _MOSTLY)


def _dated_share(lines: Sequence[Line]) -> float:
    return sum(_DATED.search(line.text) is not None for line in lines) / len(lines)


def _split(lines: Sequence[Line], middle: float) -> tuple[list[Line], list[Line]]:
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        before = tuple(word for word in line.words if word.left < middle)
        after = tuple(word for word in line.words if word.left >= middle)
        if before:
            left.append(Line(before))
        if after:
            right.append(Line(after))
    return left, right
