"""What a score was computed from is the same after it was stored, to the last digit."""

import json
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from db.audit_chain import canonical
from nlp.ranking.asked import Criterion, RankedRequirement
from nlp.ranking.criteria import ask, packed, told, unpacked
from nlp.ranking.reading import DIMENSIONS
from nlp.roles.page import RequirementKind
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.languages import LanguageLevel
from workers.inputs import Asked, skills_content, skills_from

offsets = st.integers(0, 200_000)
years = st.none() | st.floats(0, 60)
days = st.none() | st.dates(date(1950, 1, 1), date(2040, 1, 1))
levels = st.none() | st.sampled_from(LanguageLevel)
mentions = st.builds(Mention, offsets, offsets, st.booleans(), years, days, levels)
skills = st.builds(
    FoundSkill,
    slug=st.none() | st.text(),
    name=st.text(),
    confidence=st.floats(0, 1),
    years=years,
    mentions=st.lists(mentions, max_size=4).map(tuple),
    last_used=days,
    level=levels,
)
requirements = st.builds(
    RankedRequirement,
    id=st.uuids().map(str),
    kind=st.sampled_from(RequirementKind),
    text=st.text(min_size=1),
    skills=st.lists(st.text(), max_size=3).map(tuple),
    neighbours=st.frozensets(st.text(), max_size=3),
    min_years=st.none() | st.integers(0, 40),
    criterion=st.sampled_from(Criterion),
    level=levels,
)


def embed(texts: list[str]) -> np.ndarray:
    """Give any numbers at all, the same for the same text."""
    seeds = [sum(text.encode()) for text in texts]
    rows = [np.random.default_rng(seed).normal(size=DIMENSIONS) for seed in seeds]
    return np.array(rows, np.float32).reshape(-1, DIMENSIONS)


@given(st.lists(skills, max_size=4))
def test_skills_come_back_as_they_were_scored(found: list[FoundSkill]) -> None:
    content = skills_content(found)
    assert skills_from(content) == found
    assert skills_content(skills_from(content)) == content


@given(st.text(), st.lists(requirements, max_size=4))
def test_criteria_come_back_as_they_were_asked(title: str, asked: list[RankedRequirement]) -> None:
    criteria, post = ask(title, asked, embed, embedding="any")  # type: ignore[arg-type]
    stored = json.loads(canonical(told(criteria)))
    again = unpacked(stored, packed(criteria))
    assert (told(again), packed(again)) == (told(criteria), packed(criteria))
    assert again.post().requirements == post.requirements
    for name in ("alone", "in_context", "stems", "stem_weights"):
        assert np.array_equal(
            getattr(again.post().questions, name), getattr(post.questions, name)
        ), name
    assert Asked.of(again, post).digest == Asked.of(criteria, post).digest
