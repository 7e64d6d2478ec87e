"""Edits keep the words they do not touch, and never lose a fact's placeholder."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.runtime.edits import Phrase, PhraseList, Rule, holds_placeholders, longest_copy

PHRASES = PhraseList(
    [
        Phrase(("look", "after"), "take care of", "reword"),
        Phrase(("each",), "every", "small"),
        Phrase(("on", "time"), "punctually", "reword"),
        Phrase(("you",), "you will", "reword"),
    ],
    [
        Rule("reword", re.compile("look after(?! each other)", re.IGNORECASE), ("take care of",)),
        Rule("small", re.compile("each(?= (?:day|shift))"), ("every", "any")),
        Rule("reword", re.compile("on time(?=$|[.,])"), ("punctually",)),
        Rule("reword", re.compile("^you(?!.*you)", re.IGNORECASE), ("you will",)),
    ],
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
        ("(Look after “each day”)", "(Take care of “every day”)"),
        ("Look after each other", "Look after each other"),
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
