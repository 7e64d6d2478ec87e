"""Whatever two scopes an analyst compares, they differ by no small group."""

import uuid
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nlp.fairness.periods import Day, Period, periods, within
from nlp.fairness.withholding import is_safe

POST, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
FIRST = date(2026, 11, 2)


def day(number: int, applicants: int, post: uuid.UUID = POST) -> Day:
    return Day(post, FIRST + timedelta(days=number), applicants)


def period(first: int, last: int, post: uuid.UUID = POST) -> Period:
    return Period(post, FIRST + timedelta(days=first), FIRST + timedelta(days=last))


days = st.lists(
    st.builds(day, st.integers(0, 60), st.integers(1, 9), post=st.sampled_from([POST, OTHER])),
    unique_by=lambda own: (own.post_id, own.day),
)
bounds = st.none() | st.dates(FIRST, FIRST + timedelta(days=60))


def test_a_period_ends_with_the_day_on_which_five_have_come() -> None:
    given_days = [day(0, 2), day(3, 2), day(4, 9), day(5, 5), day(6, 1), day(1, 4, OTHER)]
    assert periods(given_days) == [period(0, 4), period(5, 5)]


def members(given_days: list[Day], asked: list[Period]) -> set[tuple[uuid.UUID, date, int]]:
    """Give everyone of the days in some of the periods, one by one."""
    return {
        (own.post_id, own.day, number)
        for own in given_days
        for number in range(own.applicants)
        if any(p.post_id == own.post_id and p.first <= own.day <= p.last for p in asked)
    }


@given(days, st.tuples(bounds, bounds), st.tuples(bounds, bounds), st.booleans())
def test_two_scopes_differ_by_nobody_or_by_five(
    given_days: list[Day],
    asked: tuple[date | None, date | None],
    then: tuple[date | None, date | None],
    one_post: bool,
) -> None:
    whole = periods(given_days)
    a = within(whole, submitted_from=asked[0], submitted_to=asked[1])
    b = within(whole, submitted_from=then[0], submitted_to=then[1])
    if one_post:
        b = [own for own in b if own.post_id == POST]
    first, second = members(given_days, a), members(given_days, b)
    for group in (first, second, first - second, second - first, first & second):
        assert not 0 < len(group) < 5


@given(days, st.integers(1, 9))
def test_whoever_comes_later_changes_no_period_that_is_over(
    given_days: list[Day], applicants: int
) -> None:
    later = [*given_days, day(61, applicants)]
    assert set(periods(given_days)) <= set(periods(later))


def test_a_group_is_shown_with_five_inside_and_five_or_none_outside() -> None:
    shown = [size for size in range(13) if is_safe(size, of=12)]
    assert shown == [5, 6, 7, 12]
