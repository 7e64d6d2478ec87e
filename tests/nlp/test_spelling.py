"""A search with a slip of the finger finds what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.titles.spelling import Vocabulary, words_of

WORDS = Vocabulary(["Bookkeeper", "Warehouse Manager", "C++ Developer", "Registered Nurse"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bookeeper", "bookkeeper"),
        ("Warehose Manger", "warehouse manager"),
        ("c++ develper", "c++ developer"),
        ("registerd nurs", "registered nurse"),
        ("falconer", "falconer"),
        ("rn", "rn"),
        ("", ""),
    ],
)
def test_near_words_are_mended_and_strange_ones_left(typed: str, meant: str) -> None:
    assert WORDS.mended(typed) == meant


@given(st.lists(st.sampled_from(["bookkeeper", "warehouse", "manager", "c++"]), max_size=5))
def test_known_words_stay_as_they_are(words: list[str]) -> None:
    assert words_of(WORDS.mended(" ".join(words))) == words
