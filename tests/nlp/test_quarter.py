"""Pages are dated by quarters, and their figures grow stale."""

from datetime import date

import pytest

from nlp.roles.quarter import Quarter, is_stale


def test_a_quarter_reads_as_the_page_shows_it() -> None:
    assert str(Quarter.parse("2026-Q2")) == "Q2 2026"


@pytest.mark.parametrize("text", ["2026", "Q2 2026", "2026-Q5", ""])
def test_anything_else_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="is not a quarter such as 2026-Q2"):
        Quarter.parse(text)


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (date(2026, 6, 30), False),
        (date(2027, 6, 30), False),
        (date(2027, 7, 1), True),
    ],
)
def test_figures_are_stale_after_four_quarters(today: date, stale: bool) -> None:
    assert is_stale(Quarter(2026, 2), today) is stale
