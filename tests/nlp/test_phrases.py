"""The spaCy component puts a tagger's phrases on a document, with offsets into the CV."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
import spacy
from spacy.tokens import Doc

from nlp.ports import Phrase, PhraseKind
from nlp.skills.phrases import (
    FACTORY,
    SPANS_KEY,
    PhraseReader,
    SkillTagging,
    phrases_of,
    sentence_spans,
    tagged,
)


class WordTagger:
    """A tagger that knows two words, and remembers what it was given to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def tag(self, texts: Sequence[str]) -> list[tuple[Phrase, ...]]:
        self.read += texts
        return [tuple(self._phrases(text)) for text in texts]

    def _phrases(self, text: str) -> list[Phrase]:
        known = {"Python": (PhraseKind.KNOWLEDGE, 0.9), "build Python": (PhraseKind.SKILL, 0.5)}
        return [
            Phrase(text.index(word), text.index(word) + len(word), kind, probability)
            for word, (kind, probability) in known.items()
            if word in text
        ]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_a_hand_made_document_gets_spans_that_may_overlap() -> None:
    nlp = spacy.blank("en")
    tokens = Doc(nlp.vocab, words=["We", "build", "Python", "services"])
    tagged_doc = SkillTagging(WordTagger())(tokens)
    group = tagged_doc.spans[SPANS_KEY]
    assert {(span.text, span.label_) for span in group} == {
        ("Python", "knowledge"),
        ("build Python", "skill"),
    }
    assert [(p.start, p.end, p.kind, round(p.probability, 4)) for p in phrases_of(tagged_doc)] == [
        (3, 15, PhraseKind.SKILL, 0.5),
        (9, 15, PhraseKind.KNOWLEDGE, 0.9),
    ]


def test_the_component_joins_a_pipeline_by_its_name() -> None:
    nlp = spacy.blank("en")
    component = nlp.add_pipe(FACTORY)
    assert isinstance(component, SkillTagging)
    with pytest.raises(RuntimeError, match="tagger"):
        nlp("Python")
    component.tagger = WordTagger()
    read = nlp("I know Python.")
    assert [span.text for span in read.spans[SPANS_KEY]] == ["Python"]


def test_a_reader_leaves_out_lines_of_known_names_alone() -> None:
    tagger = WordTagger()
    text = "Java, SQL\nJava and Python"
    names = [(0, 4), (6, 9), (10, 14)]
    found = PhraseReader(tagger).read(text, names)
    assert [text[phrase.start : phrase.end] for phrase in found] == ["Python"]
    assert tagger.read == ["Java and Python"]


def test_a_reader_keeps_no_word_of_what_it_read() -> None:
    reader = PhraseReader(WordTagger())
    reader.read("Qwertzuiop knows Python")
    assert "Qwertzuiop" not in reader._pipeline().vocab.strings
    assert reader.read("Python again") == reader.read("Python again")


def test_threads_may_share_a_reader() -> None:
    reader = PhraseReader(WordTagger())
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(reader.read, [f"line {n}\nI know Python" for n in range(40)]))
    assert [len(phrases) for phrases in found] == [1] * 40


def test_an_empty_document_has_no_spans() -> None:
    nlp = spacy.blank("en")
    assert phrases_of(SkillTagging(WordTagger())(nlp.make_doc(""))) == []


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "🙂 Ünal\n\nSkills\nI know Python. And I read.\nMore Python"
    found = list(tagged(text, WordTagger()))
    assert [text[phrase.start : phrase.end] for phrase in found] == ["Python", "Python"]
    assert found[0].start != found[1].start


def test_lines_are_sentences_and_long_lines_are_cut_at_full_stops() -> None:
    assert sentences("Python\nTested web shops. Wrote reports; Kept them") == [
        "Python",
        "Tested web shops.",
        "Wrote reports;",
        "Kept them",
    ]


def test_a_line_that_goes_on_in_lower_case_is_one_sentence() -> None:
    assert sentences("Built services for the\nwhole firm\nPython") == [
        "Built services for the\nwhole firm",
        "Python",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "ana@example.org",
        "https://example.org/ana",
        "+44 20 7946 0018",
        "Jan 2020 – Dec 2021",
        "2019 - present",
        "Warehouse operative, Acme Stores, Leeds, 2018 – 2021",
        "03/2019 - 05/2020 Nurse",
        "WORK EXPERIENCE",
        "ANA OKONKWO",
        "--------",
        "",
    ],
)
def test_lines_of_dates_and_addresses_are_not_read(line: str) -> None:
    tagger = WordTagger()
    list(tagged(f"{line}\n", tagger))
    assert tagger.read == []


def read_in(text: str) -> list[str]:
    tagger = WordTagger()
    list(tagged(text, tagger))
    return tagger.read


def test_sentences_in_another_language_are_left_to_the_names_of_the_taxonomy() -> None:
    english = "Led the team of buyers"
    german, french = "Leitete das Team für den Einkauf", "Direction de la logistique et des achats"
    assert read_in(f"{english}\n{german}\n{french}") == [english]
    assert read_in(f"{german}\nVertrieb\n{french}\n{english}") == [english]
    assert read_in(f"{english}\nRetail sales") == [english, "Retail sales"]


def test_a_very_long_line_is_read_in_parts() -> None:
    parts = sentences("word " * 150)
    assert [len(part.split()) for part in parts] == [60, 60, 30]


@pytest.mark.parametrize("line", ["R", "C#", "Go", "SQL AWS", "COBOL, FORTRAN"])
def test_the_shortest_names_are_read(line: str) -> None:
    assert sentences(line) == [line]
