"""Slips of joined or changed sentences are found; what an author wrote on purpose is not."""

import pytest

from nlp.posts.fluency import is_clumsy
from nlp.posts.variation import forms
from seeds.library import read_library

PLAIN = ("Keep the plan current and share it",)


@pytest.mark.parametrize(
    ("text", "clumsy"),
    [
        ("Try ideas in short loops, so that that progress is real", True),
        ("Take care of what concerns patients with discretion and care", True),
        ("Track the current in each mode, and track down what is lost", True),
        ("Learn where a learner is stuck", True),
        ("Record each sale and write down the rest", False),
        ("Ask what they need. Then ask why they need it.", False),
    ],
)
def test_a_content_word_stands_once_in_a_sentence(text: str, clumsy: bool) -> None:
    assert is_clumsy(text, PLAIN) is clumsy


def test_what_a_wording_repeats_on_purpose_may_stand_twice() -> None:
    wording = "Sort the case by case notes"

    assert not is_clumsy("Sort the case by case notes daily", [wording])


@pytest.mark.parametrize(
    "wording",
    [
        "Courts, schools and clinics each see one piece",
        "They each keep a key",
        "Split big wishes into slices that each help a user",
        "Keep an eye on the frail",
        "Find out where missing goods went",
        "Carry out brand displays on time",
        "Write down old rules so that old policies can go",
        "Track down leaks in the ring main",
        "Shop, card terminal and bank account each tell another story",
        "Test it every two weeks",
        "Make sure it is dry",
        "Cut scope together with design and engineering",
        "Handle cash with a second pair of eyes",
        "Hand developers a short case",
    ],
)
def test_words_that_another_word_would_bend_have_no_variation(wording: str) -> None:
    assert forms(wording) == (wording,)


def test_each_and_every_stand_for_one_another_before_a_noun() -> None:
    assert "Check every order" in forms("Check each order")


def test_no_variation_of_the_library_repeats_itself() -> None:
    texts = [
        text
        for page in read_library().roles
        for unit in (page.hooks, page.whys, *page.responsibilities)
        for text in unit
    ]

    slips = [form for text in texts for form in forms(text) if is_clumsy(form, [text])]

    assert slips == []


def test_a_noun_is_not_taken_for_the_verb_it_looks_like() -> None:
    assert forms("Match a first talk with a health form") == (
        "Match a first talk with a health form",
    )
    assert "Listen, and speak with the client" in forms("Listen, and talk with the client")
