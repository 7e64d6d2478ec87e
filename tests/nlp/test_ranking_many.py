"""Many CVs scored at once get what each gets alone, and nothing pasted in raises a score."""

import random
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ranking.blinding import blind
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import hash_of, packed, read, unpacked, words_of
from nlp.ranking.scoring import RankedPost, RankedRequirement, Score, score_all
from nlp.ranking.weights import DEFAULT_WEIGHTS
from nlp.roles.page import RequirementKind
from nlp.skills.extraction import Extractor
from seeds.library import read_library
from tests.nlp.twins import PEOPLE, cv, twins

LIBRARY = read_library()
ROLES = LIBRARY.roles
NAMES = {name for skill in LIBRARY.skills for name in (skill.name, *skill.aliases)}
EXTRACTOR = Extractor(LIBRARY.skills)


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Hash words into unit vectors: texts that share words are near, as with the real model."""
    rows = np.zeros((len(texts), 384), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in words_of(text):
            row[hash_of(word) % 384] += 1
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
    return rows


def post(place: int) -> RankedPost:
    role = ROLES[place]
    asked = [
        RankedRequirement(str(at), r.kind, r.text, r.skills, min_years=r.min_years)
        for at, r in enumerate(role.requirements)
    ]
    return RankedPost.of(role.title, asked, embed)


def profile(text: str) -> CandidateProfile:
    blinded = blind(text)
    found = EXTRACTOR.extract(blinded, today=date(2026, 11, 1))
    return CandidateProfile.of(text, found, reading=read(blinded, embed))


def scored(text: str, place: int = 0) -> Score:
    return score_all(post(place), [profile(text)])[0]


def a_cv(place: int) -> str:
    return cv(ROLES[place], PEOPLE[place % len(PEOPLE)], random.Random(place))


POOL = [profile(a_cv(place)) for place in range(0, 60, 2)] + [profile(""), profile("Ana")]


@settings(deadline=None)
@given(st.lists(st.sampled_from(range(len(POOL))), max_size=40), st.integers(0, 20))
def test_a_score_does_not_depend_on_who_else_is_scored(places: list[int], at: int) -> None:
    asked = post(at)
    together = score_all(asked, [POOL[place] for place in places])
    assert together == [score_all(asked, [POOL[place]])[0] for place in places]


def test_a_reading_comes_back_from_storage_as_it_was() -> None:
    for stored in (POOL[0].reading, POOL[-2].reading):
        back = unpacked(packed(stored))
        assert packed(back) == packed(stored)
        assert back.passages.shape == stored.passages.shape


def test_twins_score_and_rank_the_same() -> None:
    families = list(twins(LIBRARY))[::8]
    for place, family in enumerate(families):
        scores = [scored(text, place) for text in family]
        assert {(one.total, one.tie_break) for one in scores} == {
            (scores[0].total, scores[0].tie_break)
        }


@pytest.mark.parametrize("place", range(0, 40, 5))
def test_pasted_requirements_prove_nothing_but_bare_skill_names(place: int) -> None:
    honest = a_cv(place + 7)
    asked = [requirement.text for requirement in ROLES[place].requirements]
    before = scored(honest, place)
    for more in ("\n".join(asked), ", ".join(asked * 4), "\n- ".join(["", *asked])):
        stuffed = f"{honest}\nSkills\n{more}\n"
        after = scored(stuffed, place)
        for was, now in zip(before.assessments, after.assessments, strict=True):
            if now.points > was.points:
                quotes = {stuffed[span.start : span.end] for span in now.evidence}
                assert quotes <= NAMES
                assert now.points <= now.max_points * DEFAULT_WEIGHTS.listed


def test_an_honest_cv_loses_nothing_by_an_echo_of_the_post() -> None:
    for place in range(0, 40, 5):
        honest = a_cv(place)
        echoed = f"{honest}\nFurther\n- {ROLES[place].requirements[0].text}\n"
        before, after = scored(honest, place), scored(echoed, place)
        assert after.total >= before.total - 0.02 * before.total


@settings(deadline=None)
@given(st.integers(0, 20), st.data())
def test_a_further_proven_skill_never_lowers_a_score(place: int, data: st.DataObject) -> None:
    whole = profile(a_cv(place))
    held = data.draw(st.sets(st.sampled_from(sorted(whole.skills)))) if whole.skills else set()
    fewer = CandidateProfile(whole.reading, {slug: whole.skills[slug] for slug in held})
    asked = post(place)
    less, more = score_all(asked, [fewer, whole])
    assert less.total <= more.total


def test_a_gap_between_positions_costs_nothing() -> None:
    told = "Experience\nAccountant, {} to {}\n- Closed books in Excel\n\nAccountant, 2020 to 2024\n"
    asked = RankedPost.of(
        "Accountant",
        [RankedRequirement("a", RequirementKind.REQUIRED, "Excel", ("microsoft-excel",))],
        embed,
    )
    without = score_all(asked, [profile(told.format(2016, 2020))])[0]
    with_gap = score_all(asked, [profile(told.format(2012, 2016))])[0]
    assert without.total == with_gap.total


def test_a_quotation_is_of_the_cv() -> None:
    text = a_cv(3)
    for assessment in scored(text, 3).assessments:
        assert (assessment.points > 0) == bool(assessment.evidence)
        for span in assessment.evidence:
            assert text[span.start : span.end].strip()
