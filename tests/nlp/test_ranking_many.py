"""Many CVs scored at once get what each gets alone, and who wrote them counts for nothing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ranking.asked import RankedPost, RankedRequirement
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import packed, read, unpacked, whole
from nlp.ranking.scoring import score_all
from nlp.roles.page import RequirementKind
from tests.nlp.ranked import LIBRARY, a_cv, embed, post, profile, scored
from tests.nlp.twins import twins

Rows = npt.NDArray[np.float32]

POOL = [profile(a_cv(place)) for place in range(0, 60, 2)] + [profile(""), profile("Ana")]


@settings(deadline=None)
@given(st.lists(st.sampled_from(range(len(POOL))), max_size=40), st.integers(0, 20))
def test_a_score_does_not_depend_on_who_else_is_scored(places: list[int], at: int) -> None:
    asked = post(at)
    together = score_all(asked, [POOL[place] for place in places])
    assert together == [score_all(asked, [POOL[place]])[0] for place in places]


def test_hundreds_at_once_in_any_order_get_what_each_gets_alone() -> None:
    asked, many = post(3), [POOL[place % len(POOL)] for place in range(700)]
    alone = [score_all(asked, [one])[0] for one in POOL]
    assert score_all(asked, many) == [alone[place % len(POOL)] for place in range(700)]
    assert score_all(asked, many[::-1]) == score_all(asked, many)[::-1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 300))
def test_products_of_stored_vectors_are_whole_numbers_in_any_batch(seed: int, count: int) -> None:
    drawn = np.random.default_rng(seed)
    asked, told = (drawn.integers(-127, 128, (n, 384), np.int8) for n in (13, count))
    exact = told.astype(np.int64) @ asked.astype(np.int64).T
    assert np.array_equal(told.astype(np.float32) @ asked.astype(np.float32).T, exact)


def test_a_reading_comes_back_from_storage_as_it_was() -> None:
    for stored in (POOL[0].reading, POOL[-2].reading):
        back = unpacked(packed(stored))
        assert packed(back) == packed(stored)
        assert back.passages.shape == stored.passages.shape


def test_no_text_is_embedded_twice_and_a_window_is_made_of_its_passages_alone() -> None:
    asked: list[str] = []

    def noting(texts: Sequence[str]) -> Rows:
        asked.extend(texts)
        return embed(texts)

    text = "Experience\nBaker, 2020 - 2022\nBaked bread daily\nBaked bread daily\n\nSkills\nOvens"
    cut = read(text, noting)
    assert sorted(asked) == ["Baked bread daily", "Baker", "Ovens"]
    more = read(f"{text}, mixers, scales, racks", embed)
    assert np.array_equal(more.passages[:3], cut.passages[:3])
    assert np.array_equal(more.windows[0], cut.windows[0])
    assert not np.array_equal(more.windows[1], cut.windows[1])
    assert np.array_equal(cut.windows[1], cut.passages[3])


def test_a_passage_means_more_of_its_title_than_the_same_words_elsewhere() -> None:
    told = "Kept the books of two firms"
    [title] = whole(["Accountant"], embed).astype(int)
    under, alone = (
        read(f"Experience\n{head}\n{told}", embed).passages[-1].astype(int)
        for head in ("Accountant, 2020 - 2022", "Two firms of my family")
    )
    assert under @ title > alone @ title


def test_twins_score_and_rank_the_same() -> None:
    families = list(twins(LIBRARY))[::8]
    for place, family in enumerate(families):
        scores = [scored(text, place) for text in family]
        assert {(one.total, one.tie_break) for one in scores} == {
            (scores[0].total, scores[0].tie_break)
        }


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
