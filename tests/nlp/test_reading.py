"""Reading level and gender coding hold to their published definitions."""

import pytest

from nlp.rules.gender_coding import gender_coding
from nlp.rules.reading import readability, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("table", 2),
        ("engineer", 3),
        ("made", 1),
        ("created", 3),
        ("responsibility", 6),
        ("data", 2),
        ("worked", 1),
        ("services", 3),
    ],
)
def test_syllables_follow_speech(word: str, count: int) -> None:
    assert syllables(word) == count


def test_each_bullet_is_a_sentence() -> None:
    assert readability(["Fix bugs", "Write tests"]).sentences == 2
    assert readability(["Fix bugs. Write tests."]).sentences == 2


def test_the_grade_follows_kincaids_formula() -> None:
    found = readability(["The cat sat on the mat."])
    assert (found.sentences, found.words, found.syllables) == (1, 6, 6)
    assert found.grade == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert found.ease == pytest.approx(206.835 - 1.015 * 6 - 84.6)


def test_an_empty_text_has_grade_zero() -> None:
    assert readability([]).grade == 0


def test_coded_words_are_counted_by_stem() -> None:
    coding = gender_coding(["Lead a competitive team", "Support and understand people, be kind"])
    assert coding.masculine == ("Lead", "competitive")
    assert coding.feminine == ("Support", "understand", "kind")
    assert coding.balance == 1


def test_a_whole_word_does_not_match_inside_another() -> None:
    assert gender_coding(["Activewear for mankind"]).balance == 0
