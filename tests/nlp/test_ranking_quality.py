"""Floors under the quality of the ranking and ceilings over attacks, on our own CVs."""

from collections.abc import Sequence

import pytest

from seeds.library import read_library
from tests.evaluation.ranking import Ranked
from tests.evaluation.ranking_attacks import ECHO, made_attacks, win
from tests.evaluation.ranking_measures import by_bm25, by_document, by_tf_idf, quality
from tests.evaluation.ranking_reading import Measured
from tests.evaluation.ranking_sets import Sample, gold_set

CVS = (
    "de-elektriker",
    "en-account-executive",
    "en-backend-engineer",
    "en-carpenter",
    "en-frontend-functional",
    "en-hr-generalist",
    "en-payroll-clerk",
    "en-recruiter",
)
"""Neighbours in pairs, so that telling them apart is some work."""


def some(sample: Sample, names: Sequence[str]) -> Sample:
    """Keep these CVs, and the posts that one of them is the very applicant for."""
    grades = {
        post: {name: grade for name, grade in of_post.items() if name in names}
        for post, of_post in sample.grades.items()
    }
    posts = tuple(post for post in sample.posts if 3 in grades[post.id].values())
    return Sample(posts, {name: sample.cvs[name] for name in names}, grades)


@pytest.fixture(scope="module")
def measured() -> Measured:
    return Measured(read_library())


@pytest.fixture(scope="module")
def ranked(measured: Measured) -> Ranked:
    return Ranked.of(some(gold_set(read_library()), CVS), measured)


def test_applicants_are_ranked_better_than_by_any_baseline(
    ranked: Ranked, measured: Measured
) -> None:
    sample = ranked.sample
    found = quality(sample, ranked.grid).ndcg
    baselines = (
        by_tf_idf(sample),
        by_bm25(sample),
        by_document(sample, measured.vectors.embed),
    )
    assert found > max(quality(sample, grid).ndcg for grid in baselines)
    assert found >= 0.9


def test_attacks_win_nothing_and_an_honest_echo_loses_little(
    ranked: Ranked, measured: Measured
) -> None:
    attacks = list(made_attacks(ranked.sample))
    found = win(attacks, ranked.sample, ranked.posts, ranked.grid, measured)
    assert {kind: won.most for kind, won in found.items() if won.most > 0} == {}
    assert found[ECHO].mean >= -0.5
