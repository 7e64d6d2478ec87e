"""Every mention points at the words of the original text, in time that grows with the text."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.skills.extraction import Extractor
from nlp.skills.taxonomy import Skill, SkillKind

TODAY = date(2026, 11, 1)
SKILLS = (
    Skill("python", "Python", SkillKind.TOOL, aliases=("Python 3",)),
    Skill("c", "C", SkillKind.TOOL, ambiguous=True, context=("firmware",)),
    Skill("c-plus-plus", "C++", SkillKind.TOOL),
    Skill("excel", "Microsoft Excel", SkillKind.TOOL, aliases=("Excel",), ambiguous=True),
    Skill("french", "French", SkillKind.LANGUAGE, aliases=("français",)),
    Skill("analysis", "Data analysis", SkillKind.COMPETENCE, aliases=("Datenanalyse",)),
)
EXTRACTOR = Extractor(SKILLS)
_PIECES = st.sampled_from(
    "Python|python 3|C|C++|c++|Excel|Français|data  analysis|data\nanalysis|Datenanalyse|no "
    "experience with|since 2019|5 years of|Skills:|Hobbies\n|01/2019 - 03/2021|and|,|.|\n|\n\n|/"
    "|(|)|-|•|🙂|é|ß|\u00a0|team of|developers|fluent|C1|native|but|not only".split("|")
)
_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(_PIECES, max_size=60).map(" ".join),
    st.lists(_PIECES, max_size=60).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
@example("C\x85")  # a line end that only Unicode knows
def test_mentions_stand_in_order_apart_and_name_their_skill(text: str) -> None:
    for found in EXTRACTOR.extract(text, today=TODAY):
        skill = next(skill for skill in SKILLS if skill.slug == found.slug)
        names = {_bare(name) for name in (skill.name, *skill.aliases)}
        assert all(_bare(text[m.start : m.end]) in names for m in found.mentions)
        ends = [(m.start, m.end) for m in found.mentions]
        assert all(a[1] <= b[0] for a, b in pairwise(ends))


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert EXTRACTOR.extract(text, today=TODAY) == EXTRACTOR.extract(text, today=TODAY)


@pytest.mark.parametrize(
    "piece",
    [
        "no experience with ",
        "not only ",
        "Python, ",
        "five years of Python ",
        "2019 - 2020 Python\n",
        "since 2019 ",
        "French C1 fluent ",
        "SKILLS\n",
        "C ",
        "team of Python developers ",
        "möchte ",
        "a ",
        "- \n",
        "(((",
    ],
)
def test_a_long_text_of_one_piece_over_and_over_is_read(piece: str) -> None:
    """A pattern that goes back and forth over such a text would not come to an end."""
    text = piece * (40_000 // len(piece))
    for skill in EXTRACTOR.extract(text, today=TODAY):
        assert all(0 <= mention.start < mention.end <= len(text) for mention in skill.mentions)


def _bare(name: str) -> str:
    """Leave out what a spelling may add: case, accents, blanks and joiners, a plural's s."""
    plain = "".join(mark for mark in name.casefold() if mark.isalnum() or mark == "+")
    return plain.replace("ç", "c").removesuffix("s")
