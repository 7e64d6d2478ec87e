"""A post speaks of duties in one manner throughout, and every authored duty can be put in each."""

import re

import pytest

from nlp.posts import phrases
from nlp.posts.manner import Manner, in_manner
from seeds.library import read_library
from seeds.tailoring import read_tailoring


@pytest.mark.parametrize(
    ("duty", "manner", "said"),
    [
        ("Keep the books in order", Manner.ORDER, "Keep the books in order"),
        ("Keep the books in order", Manner.PRESENT, "You keep the books in order"),
        ("Keep the books in order", Manner.FUTURE, "You will keep the books in order"),
        ("Be there at peak hours", Manner.PRESENT, "You are there at peak hours"),
        ("Be there at peak hours", Manner.FUTURE, "You will be there at peak hours"),
        ("QA each release", Manner.PRESENT, "You QA each release"),
        ("With the team, set goals", Manner.PRESENT, "With the team, set goals"),
        ("[Add three to six duties]", Manner.FUTURE, "[Add three to six duties]"),
        ("{skill} in daily use", Manner.PRESENT, "{skill} in daily use"),
    ],
)
def test_a_duty_is_put_into_the_manner_of_the_post(duty: str, manner: Manner, said: str) -> None:
    assert in_manner(duty, manner) == said


def test_every_authored_duty_begins_with_a_verb_that_follows_you() -> None:
    tailoring = read_tailoring()
    duties = [
        *(line for page in read_library().roles for own in page.responsibilities for line in own),
        *(line for own in tailoring.industries for line in own.duties),
        *(line for own in tailoring.families.values() for duty in own.duties for line in duty),
        *(line for own in phrases.GROW.values() for line in own),
        *(line for own in phrases.WAYS_OF_WORKING.values() for line in own),
        *phrases.USE_SKILL,
    ]
    assert [own for own in duties if in_manner(own, Manner.PRESENT) == own] == []
    assert [own for own in duties if re.search(r", be |and be ", own)] == []
