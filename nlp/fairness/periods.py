"""Cut the applicants of a post into periods of days that are never taken apart for an analyst.

Two scopes that an analyst may ask for then differ by whole periods, so by no fewer applicants than
the smallest group: nobody can be singled out by asking twice.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from nlp.fairness.withholding import SMALLEST_CELL


@dataclass(frozen=True, slots=True)
class Day:
    """How many applicants of a post came on a day."""

    post_id: uuid.UUID
    day: date
    applicants: int


@dataclass(frozen=True, slots=True)
class Period:
    """The applicants of a post from `first` to `last`, both inclusive."""

    post_id: uuid.UUID
    first: date
    last: date


def periods(days: Iterable[Day], *, smallest: int = SMALLEST_CELL) -> list[Period]:
    """Give the periods of `smallest` applicants or more, each as short as can be.

    They are counted from a post's first day, so that a later applicant changes none that is over.
    Whoever came after the last whole period waits for more to come.
    """
    found: list[Period] = []
    ordered = sorted(days, key=lambda own: (own.post_id, own.day))
    for post_id, of_post in groupby(ordered, key=lambda own: own.post_id):
        first: date | None = None
        waiting = 0
        for own in of_post:
            first, waiting = first or own.day, waiting + own.applicants
            if waiting >= smallest:
                found.append(Period(post_id, first, own.day))
                first, waiting = None, 0
    return found


def within(
    whole: Iterable[Period], *, submitted_from: date | None, submitted_to: date | None
) -> list[Period]:
    """Give the periods that lie wholly between two days, both inclusive; None is no bound."""
    return [
        own
        for own in whole
        if (submitted_from is None or own.first >= submitted_from)
        and (submitted_to is None or own.last <= submitted_to)
    ]
