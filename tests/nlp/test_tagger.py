"""The trained tagger gives spans of the original text, from weights that it has checked."""

from itertools import pairwise
from pathlib import Path

import pytest

from nlp.ports import PhraseKind
from nlp.runtime.tagger import TrainedTagger
from nlp.runtime.weights import (
    SKILL_TAGGER_SHA256,
    WeightsError,
    skill_tagger_weights,
    verify,
)

TAGGER = TrainedTagger()
SENTENCE = "We need solid knowledge of PostgreSQL and experience in managing suppliers."


def test_the_shipped_weights_are_the_ones_meant_and_small_enough() -> None:
    assert skill_tagger_weights().stat().st_size < 50_000_000


def test_other_weights_are_refused_before_use(tmp_path: Path) -> None:
    altered = tmp_path / "skill_tagger.safetensors"
    content = bytearray(skill_tagger_weights().read_bytes())
    content[-1] ^= 1
    altered.write_bytes(content)
    with pytest.raises(WeightsError, match="reinstall"):
        verify(altered, SKILL_TAGGER_SHA256)


def test_it_finds_knowledge_and_skills() -> None:
    [found] = TAGGER.tag([SENTENCE])
    named = {(SENTENCE[p.start : p.end], p.kind) for p in found}
    assert ("PostgreSQL", PhraseKind.KNOWLEDGE) in named
    assert any(
        p.kind is PhraseKind.SKILL and "suppliers" in SENTENCE[p.start : p.end] for p in found
    )


def test_offsets_are_code_points_of_the_text_as_it_came() -> None:
    text = "Café 🙂 – strong knowledge of\tPython,  Kubernetes"
    [found] = TAGGER.tag([text])
    assert {text[p.start : p.end] for p in found} >= {"Python", "Kubernetes"}


def test_what_a_text_gets_depends_on_no_neighbour_to_the_last_digit() -> None:
    others = [
        "Python",
        "Manage a team of twelve and plan its budget with great care.",
        "",
        "SQL " * 60,
    ]
    texts = [SENTENCE, *others, "Kochte für 200 Gäste; HACCP", SENTENCE.upper(), f"{SENTENCE} " * 3]
    alone = [TAGGER.tag([text])[0] for text in texts]
    assert TAGGER.tag(texts) == alone
    assert TAGGER.tag(texts[::-1] + others * 9)[: len(texts)] == alone[::-1]


def test_the_same_texts_give_the_same_phrases() -> None:
    assert TAGGER.tag([SENTENCE, "Fluent in SQL"]) == TAGGER.tag([SENTENCE, "Fluent in SQL"])


@pytest.mark.parametrize("text", ["", "   ", "\n", "---", "12.03.2021", "🙂🙂", "0041 44 12 34"])
def test_nothing_is_found_where_there_is_no_language(text: str) -> None:
    assert TAGGER.tag([text]) == [()]


def test_phrases_of_one_kind_never_overlap() -> None:
    texts = [SENTENCE, "Python, Java and C++ for building and testing web services in teams"]
    for found in TAGGER.tag(texts):
        for kind in PhraseKind:
            spans = [(p.start, p.end) for p in found if p.kind is kind]
            assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_text_far_longer_than_the_model_reads_is_no_error() -> None:
    [found] = TAGGER.tag(["Python " * 2_000])
    assert all(0 <= p.start < p.end <= 14_000 for p in found)
