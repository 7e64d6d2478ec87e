"""Near-duplicates are found by shared trigrams."""

from nlp.roles.originality import near_duplicates


def test_a_sentence_with_one_word_swapped_is_a_near_duplicate() -> None:
    one = "Close the books each month so that the owner sees real numbers early"
    two = "Close the books each month so that the founder sees real numbers early"
    assert [(a, b) for a, _, b, _ in near_duplicates([("x", one), ("y", two)])] == [("y", "x")]


def test_different_sentences_are_not() -> None:
    one = "Close the books each month so that the owner sees real numbers early"
    two = "Teach new colleagues how the ledger works and why it matters to them"
    assert not list(near_duplicates([("x", one), ("y", two)]))
