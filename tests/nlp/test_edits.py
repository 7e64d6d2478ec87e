"""Edits keep the words they do not touch, and never lose a fact's placeholder."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.runtime.edits import (
    Phrase,
    PhraseList,
    Splice,
    holds_placeholders,
    longest_copy,
    says_twice,
    splices,
    split_at,
)

PHRASES = PhraseList(
    [
        Phrase(("look", "after"), "take care of", "reword"),
        Phrase(("each",), "every", "small"),
        Phrase(("on", "time"), "punctually", "reword"),
        Phrase(("you",), "you will", "reword"),
    ]
)
WORDS = st.sampled_from("look after each day, on time the {company} shelf {a_title} and".split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Look after stock", "Take care of stock"),
        ("Count stock each day, on time.", "Count stock every day, punctually."),
        ("Pay bills on, time and again", "Pay bills on, time and again"),
        ("Outlook after each shift", "Outlook after every shift"),
        ("You count stock.", "You will count stock."),
        ("You count, and you order.", "You count, and you order."),
    ],
)
def test_phrases_take_over_capitals_and_marks(text: str, expected: str) -> None:
    words = text.split()
    assert PHRASES.applied(words, PHRASES.sites(words)) == expected


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_phrases_leave_every_placeholder_in_place(words: list[str]) -> None:
    chosen = PHRASES.sites(words)[:1]
    edited = PHRASES.applied(words, chosen)
    assert holds_placeholders(edited, [" ".join(words)])


def test_splices_join_heads_with_tails_of_other_wordings() -> None:
    cuts = [
        ("Count stock daily, so shelves stay full", [3]),
        ("Scan each box before every truck leaves", [3]),
    ]
    assert [own.text for own in splices(cuts)] == [
        "Count stock daily before every truck leaves",
        "Scan each box, so shelves stay full",
    ]


def test_wording_without_a_joint_is_a_head_as_a_whole() -> None:
    cuts = [("Count the stock", []), ("Scan each box before every truck leaves", [3])]
    assert [own.text for own in splices(cuts)] == ["Count the stock before every truck leaves"]


def test_sentence_is_never_joined_into_the_middle_of_another() -> None:
    cuts = [("Sell well. You close deals.", [2]), ("Sell, and close deals", [1])]
    assert [own.text for own in splices(cuts)] == []


@given(st.lists(WORDS, min_size=2, max_size=10), st.data())
def test_cut_text_joins_back_to_itself(words: list[str], data: st.DataObject) -> None:
    text, place = " ".join(words), data.draw(st.integers(1, len(words) - 1))
    assert Splice(*split_at(text, place)).text == text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Join {company} as {a_title}", True),
        ("Join {company} as {company}", False),
        ("Join {company}", False),
        ("Join us", False),
        ("{a_title} at {company}", True),
    ],
)
def test_placeholders_must_all_come_once(text: str, held: bool) -> None:
    assert holds_placeholders(text, ["{company} wants {a_title}"]) is held


def test_longest_copy_counts_words_in_a_row() -> None:
    wordings = ["Count the stock each day, so shelves stay full", "Scan boxes"]
    assert longest_copy("Scan boxes each day, so shelves stay neat", wordings) == 5
    assert longest_copy("Nothing alike", wordings) == 0


def test_head_and_tail_that_share_a_long_word_say_it_twice() -> None:
    assert says_twice(Splice("Check the orders", "and send orders"))
    assert not says_twice(Splice("Check the bills", "and send orders"))
    assert Counter(Splice("One", "two", comma=True).text)[","] == 1
