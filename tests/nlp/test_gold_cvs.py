"""Skills and years are read out of whole CVs as well as they were when these floors were set."""

from collections import Counter

import pytest

from nlp.skills.extraction import Extractor
from seeds.library import read_library
from tests.evaluation.cvs import GoldCv, read_gold_cvs, score_cvs

CVS = read_gold_cvs()


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(read_library().skills)


def test_the_gold_cvs_are_as_varied_as_promised() -> None:
    languages = Counter(cv.language for cv in CVS)
    categories = {category.slug for category in read_library().categories}
    assert len(CVS) >= 60
    assert languages["en"] >= 44
    assert languages["de"] >= 8
    assert languages["fr"] >= 8
    assert {cv.category for cv in CVS} == categories
    assert all(250 <= len(cv.text.split()) <= 500 for cv in CVS)


def test_the_annotations_name_skills_of_the_taxonomy() -> None:
    known = set(read_library().skills_by_slug)
    assert [cv.name for cv in CVS if not cv.skills <= known or not set(cv.years) <= cv.skills] == []


@pytest.mark.parametrize(
    ("half", "precision", "recall"),
    [
        (None, 0.94, 0.91),
        ("tuning", 0.95, 0.92),
        ("test", 0.93, 0.88),
    ],
)
def test_skills_are_found_at_least_as_well_as_before(
    extractor: Extractor, half: str | None, precision: float, recall: float
) -> None:
    counts = score_cvs(_half(half), extractor).counts
    assert counts.precision >= precision
    assert counts.recall >= recall


def test_years_are_read_at_least_as_well_as_before(extractor: Extractor) -> None:
    assert score_cvs(CVS, extractor).years_accuracy >= 0.9


def _half(name: str | None) -> list[GoldCv]:
    return [cv for cv in CVS if name is None or cv.is_test is (name == "test")]
