"""Money and ranges as CLDR 48 has them, which `Intl.NumberFormat` prints.

Babel gives patterns, symbols and grouping. What it lacks stands here as data: minimum grouping
digits, the Swiss group separator, spacing beside letters, and ranges altogether.
"""

import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from babel import Locale
from babel.numbers import (
    NumberPattern,
    get_currency_precision,
    get_currency_symbol,
    is_currency,
    parse_pattern,
)

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_SIGN = "¤"

_GROUPS_FROM_FIVE_DIGITS = frozenset({"bg", "es", "et", "hu", "it", "lv", "pl", "pt_PT", "sl"})
_GROUPS_FROM_FOUR_DIGITS = frozenset({"es_MX"})
_DIGITS = {"HUF": 0}
_GROUP_SEPARATOR = {"de_CH": "'", "it_CH": "'"}
_BETWEEN = {
    "bg": " – ",
    "da": "-",
    "es": "-",
    "et": "‒",
    "hr": " – ",
    "it": "-",
    "ja": "～",
    "ko": "~",
    "nl": "-",
    "pt_PT": " - ",
    "ro": " - ",
    "sk": " – ",
    "zh": "-",
}


class SalaryPeriod(StrEnum):
    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True)
class Pay:
    """Gross pay from `low` to `high` (equal for one figure) in a currency, each period."""

    low: Decimal
    high: Decimal
    currency: str
    period: SalaryPeriod

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise ValueError(f"pay must rise from above zero, not {self.low} to {self.high}")
        if not is_currency(self.currency):
            raise ValueError(f"{self.currency!r} is no ISO 4217 currency")


def format_money(amount: Decimal, currency: str, locale: str) -> str:
    """Write one amount, e.g. `$140,000`; whole amounts have no decimals.

    `locale` is a BCP 47 tag such as de-AT. Amounts are not negative.
    """
    style = _Style.of(currency, locale)
    digits = style.digits_for(amount)
    return style.wrapped(style.number(amount, digits))


def format_range(low: Decimal, high: Decimal, currency: str, locale: str) -> str:
    """Write a range as `Intl.NumberFormat.formatRange` does, e.g. `70.000–90.000 €`.

    Equal ends give one amount. A symbol of one character is repeated, a longer one stands once.
    """
    if low == high:
        return format_money(low, currency, locale)
    style = _Style.of(currency, locale)
    digits = style.digits_for(low, high)
    first, last = style.number(low, digits), style.number(high, digits)
    if len(style.prefix + style.suffix) > 1:
        return style.wrapped(f"{first}{style.between}{last}")
    between = f" {style.between.strip()} "
    return f"{style.wrapped(first)}{between}{style.wrapped(last)}"


def format_pay(pay: Pay, locale: str) -> str:
    """Write the figures of `pay` without period or gross word."""
    return format_range(pay.low, pay.high, pay.currency, locale)


@dataclass(frozen=True, slots=True)
class _Style:
    """How one locale writes one currency."""

    locale: Locale
    currency: str
    pattern: NumberPattern
    prefix: str
    suffix: str
    between: str

    @classmethod
    def of(cls, currency: str, locale: str) -> "_Style":
        parsed = Locale.parse(locale, sep="-")
        pattern = parse_pattern(parsed.currency_formats["standard"].pattern.split(";")[0])
        symbol = get_currency_symbol(currency, parsed)
        prefix, suffix = (
            str(edges[0]).replace(_SIGN, symbol) for edges in (pattern.prefix, pattern.suffix)
        )
        between = _BETWEEN.get(str(parsed), _BETWEEN.get(parsed.language, "–"))
        return cls(parsed, currency, pattern, prefix, suffix, between)

    def digits_for(self, *amounts: Decimal) -> int:
        whole = all(amount == amount.to_integral_value() for amount in amounts)
        if whole:
            return 0
        return _DIGITS.get(self.currency, get_currency_precision(self.currency))

    def number(self, amount: Decimal, digits: int) -> str:
        if amount < 0:
            raise ValueError("pay is never negative")
        rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        whole, _, fraction = format(rounded, "f").partition(".")
        symbols = self.locale.number_symbols["latn"]
        decimal = symbols.get("currencyDecimal", symbols["decimal"])
        grouped = self._grouped(whole, symbols.get("currencyGroup", symbols["group"]))
        return grouped + (decimal + fraction if fraction else "")

    def _grouped(self, whole: str, separator: str) -> str:
        separator = _GROUP_SEPARATOR.get(str(self.locale), separator)
        first, rest = self.pattern.grouping
        if len(whole) < first + self._least_leading_digits():
            return whole
        head, groups = whole[:-first], [whole[-first:]]
        while head:
            head, group = head[:-rest], head[-rest:]
            groups.insert(0, group)
        return separator.join(groups)

    def _least_leading_digits(self) -> int:
        names = {str(self.locale), self.locale.language}
        late = names & _GROUPS_FROM_FIVE_DIGITS and not names & _GROUPS_FROM_FOUR_DIGITS
        return 2 if late else 1

    def wrapped(self, number: str) -> str:
        """Put the symbol at `number`, with a space where a letter would touch a digit."""
        before = _NO_BREAK_SPACE if self.prefix and _is_letter(self.prefix[-1]) else ""
        after = _NO_BREAK_SPACE if self.suffix and _is_letter(self.suffix[0]) else ""
        return f"{self.prefix}{before}{number}{after}{self.suffix}"


def _is_letter(char: str) -> bool:
    """Follow CLDR's currencyMatch: whatever is neither a symbol nor a space."""
    return unicodedata.category(char)[0] not in "SZ"
