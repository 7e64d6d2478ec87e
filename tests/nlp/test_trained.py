"""What the tagger finds joins a profile once, beside the names that the taxonomy knows."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pytest

from nlp.ports import Phrase, PhraseKind
from nlp.skills.extraction import Extractor
from nlp.skills.found import FoundSkill
from nlp.skills.linking import Linker
from nlp.skills.taxonomy import Skill, SkillKind
from nlp.skills.trained import TrainedPhrases, trimmed

TODAY = date(2026, 11, 1)
SKILLS = [
    Skill("python", "Python", SkillKind.TOOL),
    Skill("project-management", "Project management", SkillKind.COMPETENCE),
    Skill("go", "Go", SkillKind.TOOL, ambiguous=True, context=("golang",)),
]


class Marked:
    """A tagger that finds what stands between two marks, with a fixed probability."""

    def __init__(self, *phrases: str, probability: float = 0.95) -> None:
        self._phrases = phrases
        self._probability = probability

    def tag(self, texts: Sequence[str]) -> list[tuple[Phrase, ...]]:
        return [
            tuple(
                Phrase(start, start + len(phrase), PhraseKind.KNOWLEDGE, self._probability)
                for phrase in self._phrases
                if (start := text.find(phrase)) >= 0
            )
            for text in texts
        ]


def no_meaning(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.zeros((len(texts), 384), dtype=np.float32)


def extract(text: str, tagger: Marked) -> list[FoundSkill]:
    linker = Linker(SKILLS, vectors=no_meaning(["", "", ""]), embed=no_meaning)
    extractor = Extractor(SKILLS, TrainedPhrases(SKILLS, tagger, linker))
    return list(extractor.extract(text, today=TODAY))


def test_a_phrase_is_linked_and_keeps_its_words_as_proof() -> None:
    text = "Managed several projects in Python"
    [managed, python] = extract(text, Marked("Managed several projects"))
    assert (managed.slug, python.slug) == (None, "python")
    [managed] = extract("Managing of projects", Marked("Managing of projects"))
    assert managed.slug == "project-management"
    assert managed.name == "Project management"
    assert managed.confidence == pytest.approx(0.95 * 0.9)
    assert [(m.start, m.end) for m in managed.mentions] == [(0, 20)]


def test_what_the_taxonomy_named_is_not_found_twice() -> None:
    [found] = extract("Wrote Python services", Marked("Python services"))
    assert (found.slug, found.name) == ("python", "Python")


def test_a_phrase_without_an_entry_is_kept_by_its_own_name() -> None:
    [found] = extract("Experience with Zorbifier, daily", Marked("Zorbifier"))
    assert (found.slug, found.name) == (None, "Zorbifier")
    assert found.confidence == pytest.approx(0.95)


def test_a_doubtful_phrase_without_an_entry_is_left_out() -> None:
    assert extract("Experience with Zorbifier, daily", Marked("Zorbifier", probability=0.7)) == []


def test_an_ambiguous_name_out_of_its_context_stays_out() -> None:
    assert extract("I like to Go far", Marked("Go")) == []


def test_one_word_in_another_form_is_no_proof() -> None:
    skills = [Skill("training-delivery", "Training delivery", SkillKind.COMPETENCE, ("training",))]
    linker = Linker(skills, vectors=no_meaning([""]), embed=no_meaning)
    extractor = Extractor(
        skills, TrainedPhrases(skills, Marked("train", "delivered train"), linker)
    )
    assert extractor.extract("Took the train to work", today=TODAY) == ()


def test_common_words_without_an_entry_are_left_out() -> None:
    assert extract("Mended lawn mowers and oil pumps", Marked("lawn mowers")) == []


def test_a_product_is_linked_by_its_name_alone() -> None:
    skills = [SKILLS[0], SKILLS[1]]
    like_python = no_meaning([""])
    like_python[0, 0] = 1.0
    rows = no_meaning(["", ""])
    rows[0, 0] = 1.0
    linker = Linker(skills, vectors=rows, embed=lambda texts: like_python)
    tagger = Marked("Pithon scripting")
    [link] = linker.link(["Pithon scripting"], least=0.6)
    assert link is not None
    assert link.slug == "python"
    extractor = Extractor(skills, TrainedPhrases(skills, tagger, linker))
    [found] = extractor.extract("Good at Pithon scripting", today=TODAY)
    assert (found.slug, found.name) == (None, "Pithon scripting")


def test_a_denied_phrase_is_kept_but_not_counted() -> None:
    [found] = extract("No experience with Zorbifier", Marked("Zorbifier"))
    assert not found.counted


def test_two_mentions_of_one_phrase_are_one_skill() -> None:
    text = "Zorbifier in the lab\nZorbifier again"
    [found] = extract(text, Marked("Zorbifier"))
    assert [text[m.start : m.end] for m in found.mentions] == ["Zorbifier", "Zorbifier"]


@pytest.mark.parametrize(
    ("phrase", "kept"),
    [
        ("(Python", "Python"),
        ("AWS)", "AWS"),
        ("- welding,", "welding"),
        ("CRM (Salesforce)", "CRM (Salesforce)"),
        ("C++", "C++"),
        (".NET", ".NET"),
        ("(", ""),
        (" ,; ", ""),
    ],
)
def test_marks_at_the_ends_are_no_part_of_a_phrase(phrase: str, kept: str) -> None:
    found = trimmed(phrase, Phrase(0, len(phrase), PhraseKind.KNOWLEDGE, 1.0))
    assert phrase[found.start : found.end] == kept
