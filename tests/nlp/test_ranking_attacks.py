"""Words of the post that stand in a CV never raise its place, wherever and however they stand."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ranking.passages import undated
from nlp.ranking.scoring import Score
from tests.nlp.ranked import ROLES, a_cv, scored

JOINS = ("\n", "\n\n", "\n- ", ", ", "; ", " ", ". ")
PLACES = st.integers(0, 60)


def order(score: Score) -> tuple[float, str]:
    """Give what a ranking orders by."""
    return score.total, score.tie_break


def gains(before: Score, after: Score) -> list[float]:
    """Give by how many points each requirement rose."""
    pairs = zip(before.assessments, after.assessments, strict=True)
    return [now.points - was.points for was, now in pairs]


def is_sentence(line: str) -> bool:
    """Say whether a line has four words beside its years: fewer anybody may say by chance."""
    return len(undated(line).split()) >= 4


def pasted(honest: str, more: str, line: int) -> str:
    """Paste `more` as lines of its own into a CV, somewhere below the name."""
    lines = honest.split("\n")
    top = lines.index("") + 1
    at = top + line % (len(lines) + 1 - top)
    return "\n".join([*lines[:at], more, *lines[at:]])


@st.composite
def pastes(draw: st.DrawFn) -> tuple[int, str, str]:
    """Give a role, an honest CV, and the CV with lines of the role's post pasted in."""
    asked, honest = draw(PLACES), a_cv(draw(PLACES))
    lines = [r.text for r in ROLES[asked].requirements if is_sentence(r.text)]
    chosen = draw(st.lists(st.sampled_from(lines), min_size=1, max_size=20))
    more = draw(st.sampled_from(JOINS)).join(chosen)
    return asked, honest, pasted(honest, more, draw(st.integers(0, 60)))


@settings(deadline=None, max_examples=100)
@given(pastes())
def test_pasted_lines_of_the_post_never_raise_a_place(paste: tuple[int, str, str]) -> None:
    asked, honest, attacked = paste
    before, after = scored(honest, asked), scored(attacked, asked)
    assert max(gains(before, after)) <= 0
    assert order(after) <= order(before)


@pytest.mark.parametrize("join", JOINS)
def test_the_whole_post_pasted_under_a_cv_leaves_its_place_as_it_is(join: str) -> None:
    for place in range(0, len(ROLES), 12):
        honest, role = a_cv(place - 5), ROLES[place]
        more = join.join([role.title, *(requirement.text for requirement in role.requirements)])
        before, after = scored(honest, place), scored(f"{honest}\n{more}\n", place)
        assert max(gains(before, after)) <= 0
        assert order(after) <= order(before)


@settings(deadline=None, max_examples=50)
@given(PLACES, PLACES, st.randoms(use_true_random=False))
def test_the_words_of_the_post_in_any_order_never_raise_a_place(
    author: int, asked: int, chosen: random.Random
) -> None:
    honest = a_cv(author)
    words = [word for r in ROLES[asked].requirements for word in r.text.split()]
    salad = " ".join(word.rstrip(".,;") for word in chosen.sample(words, len(words)))
    before, after = scored(honest, asked), scored(f"{honest}\n{salad}\n", asked)
    assert max(gains(before, after)) <= 0
    assert order(after) <= order(before)
