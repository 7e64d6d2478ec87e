"""Which groups are too small to be shown, and which others must go so that they stay hidden."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.fairness.answers import Assessed, Dimension

SMALLEST_CELL = 5
"""No rate of fewer applicants is shown."""


def is_safe(applicants: int, *, of: int) -> bool:
    """Say whether a group may be shown: large enough, as are those whom it leaves out.

    A group that nearly everyone is in tells of the few who are not.
    """
    rest = of - applicants
    return applicants >= SMALLEST_CELL and (rest == 0 or rest >= SMALLEST_CELL)


_MARGINS = (Dimension.SEX, Dimension.RACE_ETHNICITY)
_CROSSED = Dimension.SEX_AND_RACE_ETHNICITY


@dataclass(frozen=True, slots=True)
class _Line:
    """Groups whose sum can be known from elsewhere; `others` of that sum are in none of them."""

    groups: frozenset[str]
    others: int


def withheld_groups(sample: Sequence[Assessed]) -> dict[Dimension, set[str]]:
    """Give the groups of each dimension that are not shown.

    These are the groups of 1 to 4 applicants, and then the smallest further ones, until what is
    hidden of any known sum is 5 or more: else a subtraction would give a hidden group away. Sums
    that are known are the whole sample, and for crossed groups each shown group of one answer.
    """
    hidden = {own: _hide(sample, own, [_whole(sample, own)]) for own in _MARGINS}
    lines = [_whole(sample, _CROSSED), *_lines(sample, hidden)]
    return hidden | {_CROSSED: _hide(sample, _CROSSED, lines)}


def _sizes(sample: Sequence[Assessed], dimension: Dimension) -> Counter[str]:
    return Counter(own for one in sample if (own := one.group(dimension)) is not None)


def _whole(sample: Sequence[Assessed], dimension: Dimension) -> _Line:
    sizes = _sizes(sample, dimension)
    return _Line(frozenset(sizes), len(sample) - sizes.total())


def _lines(sample: Sequence[Assessed], hidden: dict[Dimension, set[str]]) -> Iterator[_Line]:
    """Give the crossed groups within each shown group of one answer."""
    for margin in _MARGINS:
        for group in set(_sizes(sample, margin)) - hidden[margin]:
            inside = [one.group(_CROSSED) for one in sample if one.group(margin) == group]
            named = frozenset(own for own in inside if own is not None)
            yield _Line(named, inside.count(None))


def _hide(sample: Sequence[Assessed], dimension: Dimension, lines: Sequence[_Line]) -> set[str]:
    sizes = _sizes(sample, dimension)
    hidden = {group for group, size in sizes.items() if size < SMALLEST_CELL}
    while further := _given_away(sizes, lines, hidden):
        hidden.add(further)
    return hidden


def _given_away(sizes: Counter[str], lines: Sequence[_Line], hidden: set[str]) -> str | None:
    """Give the smallest shown group of a line whose hidden part is too small; None when none is."""
    for line in lines:
        covered = line.groups & hidden
        rest = line.others + sum(sizes[group] for group in covered)
        shown = sorted(line.groups - hidden, key=lambda group: (sizes[group], group))
        if covered and rest < SMALLEST_CELL and shown:
            return shown[0]
    return None
