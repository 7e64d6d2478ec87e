"""Years of practice: stated ("5 years of Python") and counted from dated positions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBERS, start=1)}
_STATED = re.compile(
    rf"(?P<number>\d{{1,2}}(?:[.,]\d)?|{'|'.join(_NUMBER_WORDS)})\s*\+?\s*"
    r"(?:years?|yrs?\.?|jahren?|ans?|années)\b",
    re.IGNORECASE,
)
_MONTHS = {
    prefix: number
    for number, prefixes in enumerate(
        (
            "jan",
            "feb fév fev",
            "mar mär mae",
            "apr avr",
            "may mai",
            "jun juin",
            "jul juil",
            "aug aoû aou",
            "sep",
            "oct okt",
            "nov",
            "dec dez déc",
        ),
        start=1,
    )
    for prefix in prefixes.split()
}
_MOMENT = (
    rf"(?:(?P<{{0}}month>(?:{'|'.join(_MONTHS)})[a-zéûä]{{{{0,6}}}})\.?\s+|"
    r"(?P<{0}digits>\d{{1,2}})[/.])?(?P<{0}year>(?:19|20)\d\d)"
)
_RANGE = re.compile(
    r"\b"
    + _MOMENT.format("a")
    + r"\s*(?:-|–|—|to|until|bis|à)\s*(?:"
    + _MOMENT.format("b")
    + r"|(?P<open>present|now|today|current|heute|aujourd['’]hui|présent))",
    re.IGNORECASE,
)
_MAX_YEARS = 50


@dataclass(frozen=True, slots=True)
class Position:
    """A dated block of the CV: text[start:end], from month `first` up to month `last`.

    Months count from year 0; `last` is inclusive.
    """

    start: int
    end: int
    first: int
    last: int


def stated_years(text: str, *, start: int, end: int) -> float | None:
    """Give the largest number of years stated in text[start:end], if any."""
    found = [_number(match["number"]) for match in _STATED.finditer(text, start, end)]
    return max((years for years in found if years <= _MAX_YEARS), default=None)


def positions(text: str, *, today: date) -> list[Position]:
    """Give the dated blocks of a CV: each reaches from its range to the next one."""
    dated = [
        (match, months) for match in _RANGE.finditer(text) if (months := _months(match, today))
    ]
    starts = [text.rfind("\n", 0, match.start()) + 1 for match, _ in dated]
    ends = [*starts[1:], len(text)][: len(dated)]
    return [
        Position(start, max(end, match.end()), *months)
        for (match, months), start, end in zip(dated, starts, ends, strict=True)
    ]


def practised_years(held: Sequence[Position]) -> float | None:
    """Give the years that `held` covers, overlaps counted once; None without any position."""
    if not held:
        return None
    months = {month for position in held for month in range(position.first, position.last + 1)}
    return round(len(months) / 12, 1)


def _number(text: str) -> float:
    word = _NUMBER_WORDS.get(text.lower())
    return float(word) if word is not None else float(text.replace(",", "."))


def _months(match: re.Match[str], today: date) -> tuple[int, int] | None:
    first = _month(match, "a", default=1)
    present = today.year * 12 + today.month - 1
    last = present if match["open"] else _month(match, "b", default=12)
    if first is None or last is None:
        return None
    last = min(last, present)
    return (first, last) if first <= last <= first + _MAX_YEARS * 12 else None


def _month(match: re.Match[str], side: str, *, default: int) -> int | None:
    year, word, digits = match[f"{side}year"], match[f"{side}month"], match[f"{side}digits"]
    number = default
    if word:
        number = _MONTHS.get(word[:4].lower(), _MONTHS.get(word[:3].lower(), default))
    elif digits:
        number = int(digits)
    return int(year) * 12 + number - 1 if 1 <= number <= 12 else None
