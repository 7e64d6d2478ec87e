"""The bias audit is the one of the law, equals fairlearn's, and gives no small group away."""

from statistics import median

import pytest
from fairlearn.metrics import MetricFrame, selection_rate
from hypothesis import given
from hypothesis import strategies as st

from nlp.fairness.answers import Assessed, Dimension, RaceEthnicity, Sex
from nlp.fairness.impact import GroupRate, Table, audit
from nlp.fairness.withholding import SMALLEST_CELL

people = st.builds(
    Assessed,
    score=st.integers(0, 20).map(lambda n: n * 5.0),
    sex=st.sampled_from([None, *Sex]),
    race_ethnicity=st.sampled_from([None, *list(RaceEthnicity)[:4]]),
)
samples = st.lists(people, max_size=120)


def table(tables: tuple[Table, ...], dimension: Dimension) -> dict[str, GroupRate]:
    return {own.group: own for one in tables if one.dimension is dimension for own in one.groups}


def many(score: float, times: int, *, sex: Sex | None = None) -> list[Assessed]:
    return [Assessed(score, sex)] * times


@given(samples)
def test_rates_and_ratios_equal_fairlearn_s(sample: list[Assessed]) -> None:
    for own in audit(sample):
        answered = [
            one
            for one in sample
            if one.group(own.dimension) in {shown.group for shown in own.groups}
        ]
        if not answered:
            continue
        middle = median(one.score for one in sample)
        above = [int(one.score > middle) for one in answered]
        groups = [one.group(own.dimension) for one in answered]
        frame = MetricFrame(
            metrics=selection_rate, y_true=above, y_pred=above, sensitive_features=groups
        )
        for shown in own.groups:
            assert shown.scoring_rate == pytest.approx(frame.by_group[shown.group], abs=1e-9)
            if frame.by_group.max() > 0:
                ratio = frame.by_group[shown.group] / frame.by_group.max()
                assert shown.impact_ratio == pytest.approx(ratio, abs=1e-9)
            else:
                assert shown.impact_ratio is None
        lowest = [shown.impact_ratio for shown in own.groups if shown.impact_ratio is not None]
        if lowest:
            assert min(lowest) == pytest.approx(frame.ratio(), abs=1e-9)


@given(samples)
def test_everybody_is_in_a_group_withheld_or_unknown(sample: list[Assessed]) -> None:
    for own in audit(sample):
        shown = sum(group.applicants for group in own.groups)
        assert shown + own.withheld + own.unknown == len(sample)
        assert all(group.applicants >= SMALLEST_CELL for group in own.groups)


@given(samples)
def test_no_subtraction_gives_a_small_group_away(sample: list[Assessed]) -> None:
    """Whatever sum of the tables is known, what it leaves over is nobody or five and more."""
    tables = audit(sample)
    crossed = table(tables, Dimension.SEX_AND_RACE_ETHNICITY)
    hidden = {
        own
        for one in sample
        if (own := one.group(Dimension.SEX_AND_RACE_ETHNICITY)) and own not in crossed
    }
    for margin in (Dimension.SEX, Dimension.RACE_ETHNICITY):
        for group, shown in table(tables, margin).items():
            inside = {own: rate for own, rate in crossed.items() if group in own.split(" × ")}
            if not any(group in own.split(" × ") for own in hidden):
                continue
            rest = shown.applicants - sum(rate.applicants for rate in inside.values())
            assert rest >= SMALLEST_CELL or not inside
    for counted in tables:
        if counted.withheld and counted.groups:
            assert counted.withheld + counted.unknown >= SMALLEST_CELL


def test_four_fifths_is_exact_and_the_best_group_has_ratio_one() -> None:
    women = many(1.0, 6, sex=Sex.FEMALE) + many(9.0, 4, sex=Sex.FEMALE)
    men = many(1.0, 5, sex=Sex.MALE) + many(9.0, 5, sex=Sex.MALE)
    rates = table(audit(women + men), Dimension.SEX)
    assert (rates["FEMALE"].scoring_rate, rates["FEMALE"].impact_ratio) == (0.4, 0.8)
    assert not rates["FEMALE"].below_four_fifths
    assert (rates["MALE"].impact_ratio, rates["MALE"].below_four_fifths) == (1.0, False)
    fewer = table(audit([*women, *men, Assessed(1.0, Sex.FEMALE)]), Dimension.SEX)
    assert fewer["FEMALE"].below_four_fifths


def test_a_score_at_the_median_is_not_above_it() -> None:
    rates = table(audit(many(5.0, 10, sex=Sex.MALE)), Dimension.SEX)
    assert rates["MALE"].scoring_rate == 0.0
    assert rates["MALE"].impact_ratio is rates["MALE"].below_four_fifths is None


def test_four_applicants_are_withheld_and_five_are_shown() -> None:
    four = many(1.0, 4, sex=Sex.FEMALE) + many(2.0, 20, sex=Sex.MALE) + many(1.5, 9)
    sex, *_ = audit(four)
    assert [group.group for group in sex.groups] == ["MALE"]
    assert (sex.withheld, sex.unknown) == (4, 9)
    sex, *_ = audit([*four, Assessed(1.0, Sex.FEMALE)])
    assert [group.group for group in sex.groups] == ["FEMALE", "MALE"]


def test_the_only_small_group_takes_another_one_with_it() -> None:
    """Without anybody unknown, all minus the men would be the four women."""
    sex, *_ = audit(many(1.0, 4, sex=Sex.FEMALE) + many(2.0, 20, sex=Sex.MALE))
    assert (sex.groups, sex.withheld, sex.unknown) == ((), 24, 0)


def test_two_per_cent_may_be_left_out_of_the_ratios_but_not_of_the_table() -> None:
    few = many(9.0, 5, sex=Sex.FEMALE)
    sample = few + many(1.0, 200, sex=Sex.MALE) + many(9.0, 95, sex=Sex.MALE)
    full = table(audit(sample), Dimension.SEX)
    assert full["MALE"].below_four_fifths
    left = table(audit(sample, leave_out_small=True), Dimension.SEX)
    assert left["FEMALE"].scoring_rate == 1.0
    assert left["FEMALE"].impact_ratio is left["FEMALE"].below_four_fifths is None
    assert left["MALE"].impact_ratio == 1.0


def test_nobody_makes_empty_tables() -> None:
    assert all(not own.groups and own.withheld == own.unknown == 0 for own in audit([]))
