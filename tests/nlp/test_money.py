"""Money is written as CLDR has it, which Node's Intl confirms row by row."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from nlp.rules.money import Pay, SalaryPeriod, format_money, format_pay, format_range

ORACLE = json.loads((Path(__file__).parent / "data" / "intl_oracle.json").read_text("utf-8"))
ROWS = [tuple(row.values()) for row in ORACLE["rows"]]


def test_the_oracle_is_large_and_names_its_icu() -> None:
    assert len({row[:2] for row in ROWS}) >= 40
    assert len({row[2:4] for row in ROWS}) == 6
    assert ORACLE["made_with"].keys() == {"node", "icu", "cldr"}


def test_every_amount_is_written_as_intl_does() -> None:
    ours = [(r[0], r[1], format_money(Decimal(r[2]), r[1], r[0])) for r in ROWS]
    assert ours == [(r[0], r[1], r[4]) for r in ROWS]


def test_every_range_is_written_as_intl_does() -> None:
    ours = [(*r[:4], format_range(Decimal(r[2]), Decimal(r[3]), r[1], r[0])) for r in ROWS]
    assert ours == [(*r[:4], r[5]) for r in ROWS]


@pytest.mark.parametrize(
    ("locale", "currency", "low", "high", "line"),
    [
        ("en-US", "USD", 140_000, 200_000, "$140,000 – $200,000"),
        ("de-DE", "EUR", 70_000, 90_000, "70.000–90.000\xa0€"),
        ("nl-NL", "EUR", 4_000, 5_500, "€\xa04.000-5.500"),
        ("ja-JP", "JPY", 6_000_000, 9_000_000, "￥6,000,000 ～ ￥9,000,000"),
        ("en-IN", "INR", 1_800_000, 3_000_000, "₹18,00,000 – ₹30,00,000"),
        ("en-IE", "EUR", 120_000, 170_000, "€120,000 – €170,000"),
        ("en-US", "USD", 90_000, 90_000, "$90,000"),
    ],
)
def test_ranges_of_the_brief(locale: str, currency: str, low: int, high: int, line: str) -> None:
    assert format_range(Decimal(low), Decimal(high), currency, locale) == line


def test_pence_are_shown_when_there_are_any() -> None:
    pay = Pay(Decimal("12.21"), Decimal(14), "GBP", SalaryPeriod.HOUR)
    assert format_pay(pay, "en-GB") == "£12.21 – £14.00"


@pytest.mark.parametrize(
    ("low", "high", "currency"), [("5", "4", "EUR"), ("0", "4", "EUR"), ("1", "2", "XYZ")]
)
def test_impossible_pay_is_refused(low: str, high: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"pay must rise|ISO 4217"):
        Pay(Decimal(low), Decimal(high), currency, SalaryPeriod.YEAR)
