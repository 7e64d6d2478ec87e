"""Long sentences and long lists are pointed out where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.rules.advice import MAX_BULLETS, MAX_SENTENCE_WORDS, advise

LONG = "word " * (MAX_SENTENCE_WORDS + 1)


def test_a_long_sentence_is_found_where_it_stands() -> None:
    text = f"Short one. {LONG.strip()}. Short again."
    (advice,) = advise(text)
    assert text[advice.start : advice.end] == f"{LONG.strip()}."
    assert advice.message.startswith("26 words")


def test_a_sentence_at_the_limit_is_fine() -> None:
    assert advise("word " * MAX_SENTENCE_WORDS) == ()


@pytest.mark.parametrize("mark", ["-", "*", "•", "1."])
def test_a_long_list_is_found(mark: str) -> None:
    text = "You will:\n" + "".join(f"{mark} do this\n" for _ in range(MAX_BULLETS + 1))
    (advice,) = advise(text)
    assert text[advice.start :].startswith(mark)
    assert advice.message.startswith("9 bullets")


def test_a_list_at_the_limit_is_fine() -> None:
    assert advise("- do this\n" * MAX_BULLETS) == ()


@given(st.text(max_size=400))
def test_offsets_lie_in_the_text(text: str) -> None:
    for advice in advise(text):
        assert 0 <= advice.start < advice.end <= len(text)
