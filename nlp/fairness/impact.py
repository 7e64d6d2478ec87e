"""Scoring rates and impact ratios of groups, as New York City's Local Law 144 defines them.

6 RCNY 5-300 and 5-301(c): the scoring rate of a category is the share of its people whose score is
above the median of the sample; its impact ratio is that rate over the rate of the highest scoring
category. The sample is every assessed applicant, whether they answered or not. The four-fifths flag
is the rule of thumb of 29 CFR 1607.4(D). Checked on 24 November 2026 against the digest of the rule
at aiuc-1.com/crosswalks/nyc-ll-144/detailed.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from nlp.fairness.answers import Assessed, Dimension
from nlp.fairness.withholding import withheld_groups

SMALLEST_SHARE = Fraction(2, 100)
"""6 RCNY 5-301(d): an auditor may leave a category under 2 % of the data out of the ratios."""

_FOUR_FIFTHS = Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class GroupRate:
    """A group that is large enough to be shown. Without a ratio it was left out of them, or no
    group scores above the median.
    """

    dimension: Dimension
    group: str
    applicants: int
    scoring_rate: float
    impact_ratio: float | None
    below_four_fifths: bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """One dimension: `withheld` applicants are in groups too small to show, `unknown` in none."""

    dimension: Dimension
    groups: tuple[GroupRate, ...]
    withheld: int
    unknown: int


def audit(sample: Sequence[Assessed], *, leave_out_small: bool = False) -> tuple[Table, ...]:
    """Give a table for each dimension; `leave_out_small` uses the 2 % option of the rule."""
    hidden = withheld_groups(sample)
    return tuple(
        _table(sample, dimension, hidden[dimension], leave_out_small=leave_out_small)
        for dimension in Dimension
    )


def _table(
    sample: Sequence[Assessed],
    dimension: Dimension,
    hidden: Collection[str],
    *,
    leave_out_small: bool,
) -> Table:
    sizes = Counter(own for one in sample if (own := one.group(dimension)) is not None)
    rates = _rates(sample, dimension, sizes)
    least = SMALLEST_SHARE * len(sample) if leave_out_small else Fraction(0)
    shown = [group for group in sorted(sizes) if group not in hidden]
    best = max((rates[group] for group in shown if sizes[group] >= least), default=Fraction(0))
    groups = tuple(
        _group(
            dimension, group, sizes[group], rates[group], best if sizes[group] >= least else None
        )
        for group in shown
    )
    withheld = sum(sizes[group] for group in hidden)
    return Table(dimension, groups, withheld, len(sample) - sizes.total())


def _rates(
    sample: Sequence[Assessed], dimension: Dimension, sizes: Counter[str]
) -> dict[str, Fraction]:
    middle = median(one.score for one in sample) if sample else 0.0
    above = Counter(one.group(dimension) for one in sample if one.score > middle)
    return {group: Fraction(above[group], size) for group, size in sizes.items()}


def _group(
    dimension: Dimension, group: str, size: int, rate: Fraction, best: Fraction | None
) -> GroupRate:
    ratio = rate / best if best else None
    return GroupRate(
        dimension=dimension,
        group=group,
        applicants=size,
        scoring_rate=float(rate),
        impact_ratio=None if ratio is None else float(ratio),
        below_four_fifths=None if ratio is None else ratio < _FOUR_FIFTHS,
    )
