"""Read stated pay out of the text of a post: what a reader sees is what counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from nlp.rules.money import SalaryPeriod

_SYMBOLS = {
    "USD": ("US$", "USD", "$"),
    "GBP": ("GBP", "£"),
    "EUR": ("EUR", "€"),
    "CAD": ("CA$", "C$", "CAD", "$"),
    "AUD": ("A$", "AU$", "AUD", "$"),
    "NZD": ("NZ$", "NZD", "$"),
    "SGD": ("S$", "SG$", "SGD", "$"),
    "CHF": ("CHF", "Fr."),
    "PLN": ("PLN", "zł"),
    "SEK": ("SEK", "kr"),
    "DKK": ("DKK", "kr.", "kr"),
    "CZK": ("CZK", "Kč"),
    "JPY": ("JPY", "￥", "¥", "円"),
    "INR": ("INR", "₹", "Rs."),
}
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,'’]\d{2,3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_BETWEEN = r"[-‒–—～~]|\bto\b|\band\b|\bbis\b|\bà\b|\ba\b"
_PAY_WORD = re.compile(
    r"\b(?:salar|pay\b|wage|compensation|rate\b|gross|brutto|brut\b|bruto|lord[ao]|hrub|"
    r"annual|annum|CTC\b|RAL\b|per (?:hour|day|week|month|year)|an hour|a (?:day|week|month|year))|"
    r"/ ?(?:hour|hr|day|week|month|year|yr)\b",
    re.IGNORECASE,
)
_GROSS = re.compile(r"\b(?:gross|before tax|brutto|bruto|brut\b|lord[ao])", re.IGNORECASE)
_OPEN_BEFORE = re.compile(
    r"\b(?:up to|from|starting (?:at|from)|at least|minimum(?: of)?|min\.|bis zu|ab)[\s:]*$",
    re.IGNORECASE,
)
_OPEN_AFTER = re.compile(r"^\s*(?:\+|and (?:up|above|more)|or more|plus\b)", re.IGNORECASE)
_PERIODS = {
    SalaryPeriod.HOUR: r"(?:per|an|/) ?(?:hour|hr\b)",
    SalaryPeriod.DAY: r"(?:per|a|/) ?day\b",
    SalaryPeriod.WEEK: r"(?:per|a|/) ?week\b",
    SalaryPeriod.MONTH: r"(?:per|a|/) ?month\b|monthly",
}
_PER_YEAR = {
    SalaryPeriod.HOUR: 2080,
    SalaryPeriod.DAY: 260,
    SalaryPeriod.WEEK: 52,
    SalaryPeriod.MONTH: 12,
    SalaryPeriod.YEAR: 1,
}


@dataclass(frozen=True, slots=True)
class StatedPay:
    """Pay at text[start:end]; `open_ended` for `up to` and `from`, where one end is missing."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    period: SalaryPeriod
    open_ended: bool
    gross: bool = False

    @property
    def spread_per_year(self) -> Decimal:
        return (self.high - self.low) * _PER_YEAR[self.period]

    @property
    def high_per_year(self) -> Decimal:
        return self.high * _PER_YEAR[self.period]


def stated_pay(text: str, currency: str) -> tuple[StatedPay, ...]:
    """Find every pay figure in `currency`, in order; sums of money that are no pay are left out.

    A figure is pay when its line speaks of pay, a period or gross.
    """
    return tuple(_mentions(text, currency))


def _mentions(text: str, currency: str) -> Iterator[StatedPay]:
    for match in _pattern(currency).finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        if not _PAY_WORD.search(line):
            continue
        before = text[line_start : match.start()]
        after = text[match.end() : line_start + len(line)]
        first, *rest = (number for number in match.groups() if number)
        low, high = _value(first), _value(rest[0] if rest else first)
        open_ended = not rest and bool(_OPEN_BEFORE.search(before) or _OPEN_AFTER.search(after))
        period = _period(after) or _period(before) or SalaryPeriod.YEAR
        gross = _GROSS.search(line) is not None
        yield StatedPay(match.start(), match.end(), low, high, period, open_ended, gross)


@lru_cache(maxsize=64)
def _pattern(currency: str) -> re.Pattern[str]:
    symbols = sorted(_SYMBOLS.get(currency, (currency,)), key=len, reverse=True)
    symbol = "(?:" + "|".join(map(re.escape, symbols)) + ")"
    lead, tail = rf"(?:(?<![\w$]){symbol}\s?)", rf"(?:\s?{symbol}(?!\w))"
    return re.compile(
        rf"(?:{lead}({_NUMBER})\s?(?:{_BETWEEN})\s?{lead}?({_NUMBER})"
        rf"|({_NUMBER}){tail}?\s?(?:{_BETWEEN})\s?({_NUMBER}){tail}"
        rf"|{lead}({_NUMBER})|({_NUMBER}){tail})"
    )


def _value(number: str) -> Decimal:
    """Read a number written in any of the packs' locales."""
    plain = re.sub(r"[\s'’]", "", number)
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole, cents = (plain[: decimal.start()], decimal[1]) if decimal else (plain, "0")
    return Decimal(f"{re.sub(r'[.,]', '', whole)}.{cents}")


def _period(text: str) -> SalaryPeriod | None:
    near = text[:60]
    hits = ((re.search(words, near, re.IGNORECASE), period) for period, words in _PERIODS.items())
    return next((period for hit, period in hits if hit), None)
