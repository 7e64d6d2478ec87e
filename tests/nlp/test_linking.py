"""A phrase is linked to the entry that it means, and to none when nothing fits."""

import string
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.runtime.embedding import Embedder
from nlp.skills.linking import Link, Linker, LinkKind, stems, words
from nlp.skills.taxonomy import Skill, SkillKind
from seeds.library import read_library

EMBEDDER = Embedder()


def skill(slug: str, name: str, *aliases: str) -> Skill:
    return Skill(slug, name, SkillKind.COMPETENCE, aliases=aliases)


SKILLS = [
    skill("project-management", "Project management", "managing projects"),
    skill("kubernetes", "Kubernetes", "K8s"),
    skill("c-plus-plus", "C++"),
    skill("c-sharp", "C#"),
    skill("c", "C"),
    skill("customer-service", "Customer service", "client care"),
    skill("wound-care", "Wound care", "Wundversorgung", "pansements"),
]
LINKER = Linker(
    SKILLS, vectors=EMBEDDER.embed([entry.name for entry in SKILLS]), embed=EMBEDDER.embed
)


def link(phrase: str) -> Link | None:
    return LINKER.link([phrase])[0]


def slug(phrase: str) -> str | None:
    found = link(phrase)
    return found.slug if found else None


def no_meaning(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.zeros((len(texts), 384), dtype=np.float32)


@pytest.mark.parametrize(
    ("phrase", "wanted", "kind"),
    [
        ("project management", "project-management", LinkKind.WORDS),
        ("  PROJECT   Management.", "project-management", LinkKind.WORDS),
        ("manage projects", "project-management", LinkKind.STEMS),
        ("experience with project management", "project-management", LinkKind.STEMS),
        ("Kuberntes", "kubernetes", LinkKind.SPELLING),
        ("Kubernetes software", "kubernetes", LinkKind.STEMS),
        ("c++", "c-plus-plus", LinkKind.WORDS),
        ("C#", "c-sharp", LinkKind.WORDS),
        ("C", "c", LinkKind.WORDS),
        ("caring for wounds", "wound-care", LinkKind.STEMS),
        ("serving customers", "customer-service", LinkKind.MEANING),
    ],
)
def test_a_phrase_is_linked_by_words_stems_spelling_or_meaning(
    phrase: str, wanted: str, kind: LinkKind
) -> None:
    found = link(phrase)
    assert found is not None
    assert (found.slug, found.kind) == (wanted, kind)
    assert 0.0 < found.confidence <= 1.0


@pytest.mark.parametrize(
    "phrase", ["", "   ", "!!!", "a green door by the sea", "Springfield High School", "12/2020"]
)
def test_what_no_entry_fits_is_not_linked(phrase: str) -> None:
    assert slug(phrase) is None


def test_another_word_is_no_slip_of_the_pen() -> None:
    skills = [skill("change-management", "Change management")]
    linker = Linker(skills, vectors=no_meaning([""]), embed=no_meaning)
    assert linker.link(["anger management", "chnage management"]) == [
        None,
        Link("change-management", 0.85, LinkKind.SPELLING),
    ]


def test_a_short_word_near_another_is_a_word_of_its_own() -> None:
    skills = [skill("heat-pumps", "Heat pumps")]
    linker = Linker(skills, vectors=no_meaning([""]), embed=no_meaning)
    assert linker.link(["heart pumps", "heat pmups"]) == [None, None]


def test_every_name_of_the_library_links_to_an_entry_that_bears_it() -> None:
    skills = read_library().skills
    linker = Linker(skills, vectors=no_meaning([s.name for s in skills]), embed=no_meaning)
    bearers: dict[str, set[str]] = {}
    for entry in skills:
        for name in (entry.name, *entry.aliases):
            bearers.setdefault(words(name), set()).add(entry.slug)
    names = [name for entry in skills for name in (entry.name, *entry.aliases)]
    for name, found in zip(names, linker.link(names), strict=True):
        if len(bearers[words(name)]) == 1:
            assert found is not None
            assert {found.slug} == bearers[words(name)], name


name_words = st.text(string.ascii_letters, min_size=3, max_size=9)


@given(st.lists(name_words, min_size=1, max_size=4), st.sampled_from((" ", "  ", " - ", "\t")))
def test_case_spaces_and_marks_never_change_a_link(parts: list[str], between: str) -> None:
    skills = [skill("wanted", " ".join(parts)), skill("other", "Zymurgy")]
    linker = Linker(skills, vectors=no_meaning(["", ""]), embed=no_meaning)
    [found] = linker.link([between.join(parts).upper() + "."])
    assert found is not None
    assert found.slug == "wanted" or words(" ".join(parts)) == "zymurgy"


def test_links_stand_in_the_order_of_the_phrases() -> None:
    found = LINKER.link(["K8s", "nothing of the kind at all", "client care"])
    assert [entry.slug if entry else None for entry in found] == [
        "kubernetes",
        None,
        "customer-service",
    ]


def test_a_name_that_two_entries_bear_goes_to_the_one_that_is_called_so() -> None:
    skills = [skill("tool", "Compass"), skill("course", "Orienteering", "compass")]
    linker = Linker(skills, vectors=no_meaning(["", ""]), embed=no_meaning)
    [found] = linker.link(["compass"])
    assert found is not None
    assert found.slug == "tool"


def test_vectors_must_fit_the_skills() -> None:
    with pytest.raises(ValueError, match="7 skills but 1 vectors"):
        Linker(SKILLS, vectors=no_meaning([""]), embed=no_meaning)


def test_stems_make_forms_of_one_skill_alike() -> None:
    assert stems("managing staff") == stems("staff management") == stems("manage the staff")
    assert stems("testing") != stems("texting")
