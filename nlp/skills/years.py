"""Read years of practice: stated in numbers and words, or held in dated positions."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.skills.dates import MonthSpan
from nlp.skills.lines import Lines
from nlp.skills.sections import SectionKind, Sections

_NUMBERS = (
    ("one", "ein", "eine", "einem", "un", "une"),
    ("two", "zwei", "deux"),
    ("three", "drei", "trois"),
    ("four", "vier", "quatre"),
    ("five", "fünf", "cinq"),
    ("six", "sechs"),
    ("seven", "sieben", "sept"),
    ("eight", "acht", "huit"),
    ("nine", "neun", "neuf"),
    ("ten", "zehn", "dix"),
    ("eleven", "elf", "onze"),
    ("twelve", "zwölf", "douze"),
)
_SPECIAL_NUMBERS = {"fifteen": 15.0, "fünfzehn": 15.0, "quinze": 15.0, "twenty": 20.0}
_SPECIAL_NUMBERS |= {"zwanzig": 20.0, "vingt": 20.0, "anderthalb": 1.5, "eineinhalb": 1.5}
_NUMBER_WORDS = _SPECIAL_NUMBERS | {
    word: float(number) for number, words in enumerate(_NUMBERS, start=1) for word in words
}
_STATED = re.compile(
    rf"(?<![\w.,/–-])(?:(?P<number>\d{{1,3}}(?:[.,]\d)?|{'|'.join(_NUMBER_WORDS)})\s*(?P<half>½|"
    rf"\s+and\s+a\s+half)?\s*\+?\s*(?:or more\s+|full\s+)?"
    r"(?:(?P<years>years?|yrs?\.?|yoe|jahren?|ans?|années)|(?P<months>months?|monaten?|mois))"
    r"|(?P<decades>(?:a|one|two|three|half a)\s+decades?|une dizaine d['’]années|"
    r"une vingtaine d['’]années|(?:ein|zwei)(?:em)? jahrzehnten?))(?![\w-])(?!\s+(?:old|ago|alt|"
    r"later|warranty))"
    r"(?!['’]?\s+(?:d['’]âge|guarantee|plan|contract))"
    r"|(?P<adjective>\d{1,2}|" + "|".join(_NUMBER_WORDS) + r")-?jährige[nrs]?\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"year|yr|yoe|jahr|jähr|\bans?\b|année|month|monat|mois|decade|jahrzehnt", re.IGNORECASE
)
_DECADES = {"half": 5.0, "two": 20.0, "zwei": 20.0, "three": 30.0, "une vingtaine": 20.0}
_MAX_YEARS = 50
_PRACTISED_IN = {
    SectionKind.EXPERIENCE,
    SectionKind.PROJECTS,
    SectionKind.OPENING,
    SectionKind.SUMMARY,
}
_STUDIES = re.compile(
    r"\b(?:university|college|school|b\.?sc|m\.?sc|b\.?a\b|m\.?a\b|bachelor|master|mba|ph\.?d|"
    r"degree|"
    r"diploma|a[ -]levels?|gcse|universität|hochschule|gymnasium|realschule|abitur|studium|"
    r"université|lycée|licence|diplôme|baccalauréat|dut|bts|école)\b",
    re.IGNORECASE,
)
_BULLET = tuple("-–—•·*▪◦")
_HEAD_LINES = 2
_HEAD_LENGTH = 90
_LETTERS_OF_A_PLACE = 24
_UNIT_REACH = 30
_UNIT_TAIL = 12
_PROSE_REACH = 200
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Position:
    """A dated block of the CV: text[start:end], from month `first` up to month `last`.

    Months count from year 0; `last` is inclusive.
    """

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Statement:
    """text[start:end] states a number of years; `last` is the last month, where it says that."""

    start: int
    end: int
    years: float
    last: int | None = None


class Positions:
    """The dated blocks of practice of a CV, found by offset."""

    def __init__(self, held: Sequence[Position]) -> None:
        self.held = held
        self._starts = [position.start for position in held]

    def at(self, offset: int) -> Position | None:
        place = bisect_right(self._starts, offset) - 1
        if place >= 0 and offset < self.held[place].end:
            return self.held[place]
        return None


def positions(text: str, spans: Sequence[MonthSpan], sections: Sections, lines: Lines) -> Positions:
    """Give the dated blocks of practice: each reaches to the next one, or its section's end.

    Dates of studies are none, nor are those of a list of skills.
    """
    dated = [span for span in spans if not span.since or _opens_line(text, span.start, lines)]
    starts = [_block_start(text, span, sections, lines) for span in dated]
    following = [*starts[1:], len(text)][: len(dated)]
    held = [
        Position(start, max(span.end, min(end, sections.at(span.start).end)), span.first, span.last)
        for span, start, end in zip(dated, starts, following, strict=True)
        if _is_practice(text, span, sections, lines)
    ]
    return Positions(held)


def practised_years(held: Iterable[Position]) -> float | None:
    """Give the years that `held` covers, overlaps counted once; None without any position."""
    months = {month for position in held for month in range(position.first, position.last + 1)}
    return round(len(months) / 12, 1) if months else None


def stating_spans(
    text: str, spans: Sequence[MonthSpan], sections: Sections, lines: Lines
) -> list[MonthSpan]:
    """Give the spans that say how long a skill was used: "since 2019", "Python (2018-2020)"."""
    return [
        span
        for span in spans
        if (kind := sections.at(span.start).kind) is SectionKind.SKILLS
        or (span.since and kind in _PRACTISED_IN and not _opens_line(text, span.start, lines))
    ]


def statements(text: str, spans: Sequence[MonthSpan]) -> list[Statement]:
    """Give what `text` states in years, months, decades or as "since 2019", in order."""
    stated = [*_numbers(text), *(_of_span(span) for span in spans)]
    return sorted(stated, key=lambda statement: statement.start)


def _numbers(text: str) -> Iterator[Statement]:
    for start, end in _near_units(text):
        for match in _STATED.finditer(text, start, end):
            years = _years(match)
            if years <= _MAX_YEARS and not _is_age(text, match, years):
                yield Statement(match.start(), match.end(), years)


def _near_units(text: str) -> Iterator[tuple[int, int]]:
    """Give the parts of `text` in front of words for years: nothing else can state a number."""
    reached = 0
    for unit in _UNIT.finditer(text):
        yield max(reached, unit.start() - _UNIT_REACH), min(unit.end() + _UNIT_TAIL, len(text))
        reached = unit.end()


def _of_span(span: MonthSpan) -> Statement:
    months = span.last - span.first + 1
    return Statement(span.start, span.end, round(months / 12, 1), span.last)


def _years(match: re.Match[str]) -> float:
    if match["decades"]:
        said = match["decades"].lower()
        return next((years for start, years in _DECADES.items() if said.startswith(start)), 10.0)
    number = _number(match["adjective"] or match["number"]) + (0.5 if match["half"] else 0.0)
    return round(number / 12, 1) if match["months"] else number


def _number(text: str) -> float:
    word = _NUMBER_WORDS.get(text.lower())
    return word if word is not None else float(text.replace(",", "."))


def _is_age(text: str, match: re.Match[str], years: float) -> bool:
    """Say whether the number is somebody's age: "34 ans, marié", "aged 34 years"."""
    before = text[max(0, match.start() - 8) : match.start()].lower()
    if re.search(r"\b(?:aged?|âgée? de|alter)\W*$", before):
        return True
    bare = years >= 18 and (match["years"] or "").lower() == "ans"
    return bare and text[match.end() : match.end() + 1] in (",", "\n", "")


def _opens_line(text: str, offset: int, lines: Lines) -> bool:
    start, _ = lines.at(offset)
    before = text[max(start, offset - _HEAD_LENGTH) : offset]
    return len(before) < _HEAD_LENGTH and not any(mark.isalnum() for mark in before)


def _block_start(text: str, span: MonthSpan, sections: Sections, lines: Lines) -> int:
    """Go back from a date to where its position begins: its sentence, or the lines that head it."""
    start, end = lines.at(span.start)
    near = max(start, span.start - _PROSE_REACH)
    if span.start - start > _HEAD_LENGTH:
        return max(text.rfind(mark, near, span.start) for mark in (". ", "; ", " | ")) + 1 or near
    rest = text[start : span.start] + text[span.end : min(end, span.end + _HEAD_LENGTH)]
    if sum(mark.isalpha() for mark in rest) > _LETTERS_OF_A_PLACE:
        return start
    return _above(text, start, sections.at(span.start).body, lines)


def _above(text: str, start: int, floor: int, lines: Lines) -> int:
    """Take up to two lines that stand right above a date: a title, an employer."""
    for _ in range(_HEAD_LINES):
        if start <= floor:
            break
        before, end = lines.at(start - 1)
        if before < floor or end - before > _HEAD_LENGTH or not _heads(text[before:end].strip()):
            break
        start = before
    return start


def _heads(line: str) -> bool:
    closed = line.endswith((".", ";", ":")) or line.startswith(_BULLET)
    return bool(line) and not closed and not _YEAR.search(line)


def _is_practice(text: str, span: MonthSpan, sections: Sections, lines: Lines) -> bool:
    kind = sections.at(span.start).kind
    if kind is SectionKind.EXPERIENCE or kind not in _PRACTISED_IN:
        return kind is SectionKind.EXPERIENCE
    start, end = lines.at(span.start)
    start, end = max(start, span.start - _PROSE_REACH), min(end, span.end + _PROSE_REACH)
    return not _STUDIES.search(text, start, end)
