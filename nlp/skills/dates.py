"""Read the months and spans of months that a CV writes, in English, German and French."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTH_NAMES = (
    "jan(?:uary|uar|vier|v)?|jänner",
    "feb(?:ruary|ruar|r)?|f[ée]v(?:rier|r)?",
    "mar(?:ch|s)?|mär(?:z)?|maerz|mrz",
    "apr(?:il)?|avr(?:il)?",
    "may|mai",
    "june?|juni|juin",
    "july?|juli|juil(?:let)?",
    "aug(?:ust)?|ao[uû]t",
    "sep(?:t(?:ember|embre)?)?",
    "oct(?:ober|obre)?|okt(?:ober)?",
    "nov(?:ember|embre)?",
    "dec(?:ember)?|dez(?:ember)?|d[ée]c(?:embre)?",
)
_SEASONS = {
    3: "spring|frühjahr|frühling|printemps",
    6: "summer|sommer|été",
    9: "autumn|fall|herbst|automne",
    12: "winter|hiver",
}
_SEASON_MONTHS = 3
_MONTH = "|".join(f"(?:{names})" for names in _MONTH_NAMES)
_SEASON = "|".join(_SEASONS.values())
_MONTH_NUMBERS = [re.compile(names, re.IGNORECASE) for names in _MONTH_NAMES]
_SEASON_NUMBERS = {number: re.compile(n, re.IGNORECASE) for number, n in _SEASONS.items()}


def _moment(side: str) -> str:
    return (
        rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th|\.|er)?\s+)?(?P<{side}word>{_MONTH}|{_SEASON})\.?,?\s+"
        rf"(?:of\s+|de\s+)?(?=['’]?\d)"
        rf"|(?:\d{{1,2}}[./])?(?P<{side}digits>\d{{1,2}})[./])?"
        rf"(?P<{side}year>(?:19|20)\d\d|['’]\d\d)(?:-(?P<{side}iso>0[1-9]|1[0-2])(?![\d-]))?"
    )


_DASH = (
    r"\s*(?:-|–|—|/|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b|\bà\b|\bau\b|\bjusqu['’]en\b)\s*"
)
_OPEN = (
    r"(?P<open>(?:the )?present|now|to ?day|current(?:ly)?|ongoing|to date|date|heute|jetzt|dato|"
    r"laufend|gegenwart|aujourd['’]hui|présent|ce jour|maintenant|en cours|actuel(?:lement)?)\b"
)
_SPAN = re.compile(
    rf"(?<![\w/.])(?:(?P<half>{_MONTH})\.?{_DASH}(?={_MONTH})|)"
    rf"{_moment('a')}{_DASH}(?:{_OPEN}|{_moment('b')}|(?P<short>\d\d)(?![\d/.]))",
    re.IGNORECASE,
)
_HALF_SPAN = re.compile(
    rf"\b(?P<half>{_MONTH})\.?\s*(?:-|–|—|to|bis|à)\s*{_moment('b')}", re.IGNORECASE
)
_SHORT_SPAN = re.compile(
    r"(?<![\w/.])(?P<adigits>\d{1,2})/(?P<ayear>\d\d)\s*[-–—]\s*"
    r"(?P<bdigits>\d{1,2})/(?P<byear>\d\d)(?![\w/])"
)
_SINCE = re.compile(
    rf"\b(?:since|seit|depuis|from|ab|dès)\s+(?:(?:dem|le|early|late|mid|anfang|ende|début|"
    rf"fin)[\s-]+)?"
    rf"{_moment('a')}(?!{_DASH}\w)",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"(?<![\w/.]){_moment('a')}[^\S\n]*[-–—][^\S\n]*(?=\n|$)", re.IGNORECASE)
_SEASON_ALONE = re.compile(rf"\b(?P<aword>{_SEASON})\s+(?P<ayear>(?:19|20)\d\d)\b", re.IGNORECASE)
_LONGEST_MONTHS = 50 * 12


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """text[start:end] names the months from `first` up to `last`, both inside, counted from year 0.

    `since` spans say only when something began ("since 2019").
    """

    start: int
    end: int
    first: int
    last: int
    since: bool = False


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def day_of(month: int) -> date:
    """Give the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def month_spans(text: str, *, today: date) -> list[MonthSpan]:
    """Give the spans of months in `text` in order, without overlaps; future ends are cut."""
    spans = sorted(_all_spans(text, today), key=lambda span: (span.start, -span.end))
    kept: list[MonthSpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _all_spans(text: str, today: date) -> Iterator[MonthSpan]:
    present = month_of(today)
    for match in _SPAN.finditer(text):
        yield from _checked(match, _first(match), _last(match, present), present)
    for match in _HALF_SPAN.finditer(text):
        last = _number(match["bword"], match["bdigits"], match["biso"], default=12)
        year = _year(match["byear"])
        if last:
            opened = year * 12 + (_named(match["half"]) or 1) - 1
            yield from _checked(match, opened, year * 12 + last - 1, present)
    for match in _SHORT_SPAN.finditer(text):
        yield from _checked(match, _of_numbers(match, "a"), _of_numbers(match, "b"), present)
    for pattern, since in ((_SINCE, True), (_TRAILING, False)):
        for match in pattern.finditer(text):
            yield from _checked(match, _first(match), present, present, since=since)
    for match in _SEASON_ALONE.finditer(text):
        begun = _first(match)
        if begun is not None:
            yield from _checked(match, begun, begun + _SEASON_MONTHS - 1, present)


def _checked(
    match: re.Match[str], first: int | None, last: int | None, present: int, *, since: bool = False
) -> Iterator[MonthSpan]:
    if first is None or last is None:
        return
    last = min(last, present)
    if first <= last <= first + _LONGEST_MONTHS:
        yield MonthSpan(match.start(), match.end(), first, last, since)


def _first(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    number = _number(groups.get("aword"), groups.get("adigits"), groups.get("aiso"), default=1)
    return _year(match["ayear"]) * 12 + number - 1 if number else None


def _of_numbers(match: re.Match[str], side: str) -> int | None:
    number = _number(None, match[f"{side}digits"], None, default=0)
    return _year(match[f"{side}year"]) * 12 + number - 1 if number else None


def _last(match: re.Match[str], present: int) -> int | None:
    if match["open"]:
        return present
    if match["short"]:
        year = _year(match["ayear"]) // 100 * 100 + int(match["short"])
        return year * 12 + 11
    number = _number(match["bword"], match["bdigits"], match["biso"], default=12)
    if match["bword"] and number and _season(match["bword"]):
        number = min(number + _SEASON_MONTHS - 1, 12)
    return _year(match["byear"]) * 12 + number - 1 if number else None


def _number(word: str | None, digits: str | None, iso: str | None, *, default: int) -> int | None:
    """Give a month's number from 1 to 12; None for a number that no month has."""
    if word:
        return _named(word) or _season(word)
    number = int(digits or iso or default)
    return number if 1 <= number <= 12 else None


def _named(word: str) -> int | None:
    matches = (n for n, name in enumerate(_MONTH_NUMBERS, start=1) if name.fullmatch(word))
    return next(matches, None)


def _season(word: str) -> int | None:
    return next((n for n, name in _SEASON_NUMBERS.items() if name.fullmatch(word)), None)


def _year(text: str) -> int:
    """Read a year of four digits, or of two after an apostrophe ('19)."""
    if len(text) == 4:
        return int(text)
    year = int(text[-2:])
    return year + (2000 if year < 60 else 1900)
