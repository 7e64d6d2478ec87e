"""What a CV claims of its author is read as a careful reader would, in three languages."""

from datetime import date

import pytest

from nlp.skills.extraction import Extractor
from nlp.skills.found import FoundSkill
from seeds.library import read_library
from tests.evaluation.skill_claims import holds, labelled_lines

TODAY = date(2026, 11, 1)
TRAPS = list(labelled_lines("skill_traps.txt"))
CASES = list(labelled_lines("skill_cases.txt"))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(read_library().skills)


def extract(extractor: Extractor, text: str) -> dict[str | None, FoundSkill]:
    return {found.slug: found for found in extractor.extract(text, today=TODAY)}


def test_there_are_as_many_cases_as_promised() -> None:
    assert len(TRAPS) >= 150
    assert len(CASES) >= 150


@pytest.mark.parametrize(("text", "slugs"), TRAPS)
def test_a_name_counts_in_the_sense_of_the_skill_alone(
    extractor: Extractor, text: str, slugs: tuple[str, ...]
) -> None:
    counted = {slug for slug, found in extract(extractor, text).items() if found.counted}
    assert counted == set(slugs) - {"-"}


@pytest.mark.parametrize(("text", "claims"), CASES)
def test_context_decides_what_is_claimed(
    extractor: Extractor, text: str, claims: tuple[str, ...]
) -> None:
    found = extract(extractor, text)
    assert [claim for claim in claims if not holds(claim, found)] == []
