"""Joins of two wordings that no reader would accept are refused, whatever the network says."""

import pytest

from nlp.runtime.soundness import is_sound

HEAD = "Drop stale checks from the nightly run,"


@pytest.mark.parametrize(
    ("head", "tail", "sound"),
    [
        (HEAD, "and show each team what is left", True),
        (HEAD, "and run it before every release", False),
        (HEAD, "and keep its owners told of the rest", False),
        (HEAD, "and tell people why they were dropped", True),
        ("Keep the plan current,", "and tell them what has changed", False),
        ("Sort what came in.", "They go to the right desk.", False),
        ("Sort what came in.", "Nothing waits past noon.", True),
    ],
)
def test_a_clause_points_to_nothing_that_another_wording_named(
    head: str, tail: str, sound: bool
) -> None:
    assert is_sound(head, tail) is sound
