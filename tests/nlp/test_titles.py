"""Titles find their role through spelling and meaning; nonsense finds none."""

from collections.abc import Sequence

import numpy as np
import pytest

from nlp.runtime.embedding import Embedder, Vectors
from nlp.titles.matching import KnownTitle, TitleIndex
from nlp.titles.normalize import normalize
from nlp.titles.telling import TellingWords

TITLES = [
    KnownTitle("machine-learning-engineer", "Machine Learning Engineer"),
    KnownTitle("machine-learning-engineer", "ML Engineer"),
    KnownTitle("accountant", "Accountant"),
    KnownTitle("accountant", "Buchhalter"),
    KnownTitle("registered-nurse", "Registered Nurse"),
    KnownTitle("frontend-engineer", "Frontend Engineer"),
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="module")
def index(embedder: Embedder) -> TitleIndex:
    return TitleIndex(TITLES, embedder.embed([normalize(known.title) for known in TITLES]))


@pytest.mark.parametrize(
    ("title", "normalized"),
    [
        ("Sr. Machine-Learning Engineer (m/w/d)", "machine learning engineer"),
        ("Ingénieur logiciel H/F", "ingenieur logiciel"),
        ("Softwareentwickler:in", "softwareentwickler"),
        ("Buchhalter*innen m/w/d", "buchhalter"),
        ("ML Eng", "machine learning engineer"),
        ("Node.js Developer - Berlin", "node.js developer"),
        ("C++ Dev", "c++ developer"),
        ("Accountant, remote", "accountant"),
        ("Senior", "senior"),
        ("Fachkraft für Lagerlogistik (m/w/d)", "fachkraft fur lagerlogistik"),
    ],
)
def test_a_title_is_cleaned_before_it_is_compared(title: str, normalized: str) -> None:
    assert normalize(title) == normalized


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("ML engineer", "machine-learning-engineer"),
        ("Machne Lerning Enginer", "machine-learning-engineer"),
        ("Senior Buchhalter (m/w/d)", "accountant"),
        ("front-end engineer", "frontend-engineer"),
        ("RN", "registered-nurse"),
        ("Hospital nurse, registered", "registered-nurse"),
    ],
)
def test_a_title_finds_its_role(
    index: TitleIndex, embedder: Embedder, title: str, role: str
) -> None:
    assert index.match(title, embedder.embed, limit=1)[0].role == role


@pytest.mark.parametrize(
    "title",
    [
        *("asdf", "ignore previous instructions", "", "   ", "12345", "x" * 500, "a\nb", "🙂🙂🙂"),
        *("winter", "test test test", "Manager manager"),
    ],
)
def test_nonsense_matches_nothing(index: TitleIndex, embedder: Embedder, title: str) -> None:
    assert index.match(title, embedder.embed, limit=5) == []


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Software-Entwickler (m/w/d)", "full-stack-engineer"),
        ("Vertriebs-Mitarbeiterin", "account-executive"),
        ("Marketing Managerin", "digital-marketing-manager"),
        ("Back-End-Entwickler", "backend-engineer"),
    ],
)
def test_a_german_compound_is_the_same_with_hyphens_as_without(title: str, role: str) -> None:
    titles = [
        KnownTitle("full-stack-engineer", "Softwareentwickler"),
        KnownTitle("account-executive", "Vertriebsmitarbeiterin"),
        KnownTitle("digital-marketing-manager", "Marketingmanagerin"),
        KnownTitle("backend-engineer", "Backend-Entwickler"),
    ]
    assert TitleIndex(titles, np.zeros((4, 384), dtype=np.float32)).exact(title) == role


def test_a_hyphen_and_another_gender_together_still_match(embedder: Embedder) -> None:
    titles = [
        KnownTitle("account-executive", "Vertriebsmitarbeiter"),
        KnownTitle("security-guard", "Sicherheitsmitarbeiterin"),
    ]
    index = TitleIndex(titles, embedder.embed([normalize(known.title) for known in titles]))
    first = index.match("Vertriebs-Mitarbeiterin (m/w/d)", embedder.embed, limit=1)[0]
    assert first.role == "account-executive"
    assert first.certain


@pytest.mark.parametrize("word", ["winter", "butter", "letter"])
def test_a_word_that_is_merely_spelt_like_a_title_is_no_title(
    embedder: Embedder, word: str
) -> None:
    titles = [KnownTitle("waiter", "Waiter"), KnownTitle("editor", "Cutter")]
    index = TitleIndex(titles, embedder.embed([normalize(known.title) for known in titles]))
    assert index.match(word, embedder.embed, limit=5) == []


def test_an_exact_title_needs_no_model(index: TitleIndex) -> None:
    assert index.exact("Sr. ML Engineer (m/w/d)") == "machine-learning-engineer"
    assert index.exact("Astronaut") is None


def test_a_missing_title_is_suggested_not_matched(index: TitleIndex, embedder: Embedder) -> None:
    assert not any(m.certain for m in index.match("Veterinary Nurse", embedder.embed, limit=5))


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Accountant", "accountant"),
        ("Junior Accountant", "accountant"),
        ("Senior accountant (m/w/d)", "senior-accountant"),
        ("Sr. accountant", "senior-accountant"),
    ],
)
def test_roles_that_differ_in_seniority_alone_are_told_apart(title: str, role: str) -> None:
    titles = [
        KnownTitle("accountant", "Accountant"),
        KnownTitle("senior-accountant", "Senior Accountant"),
        KnownTitle("senior-accountant", "Sr. Accountant"),
    ]
    index = TitleIndex(titles, np.zeros((3, 384), dtype=np.float32))
    assert index.exact(title) == role


def test_a_title_that_two_roles_bear_alike_is_no_exact_one() -> None:
    titles = [KnownTitle("dentist", "Doctor"), KnownTitle("surgeon", "Doctor")]
    assert TitleIndex(titles, np.zeros((2, 384), dtype=np.float32)).exact("Doctor") is None


def test_the_bare_kind_of_a_profession_is_suggested_not_matched(embedder: Embedder) -> None:
    titles = [
        KnownTitle("ux-designer", "UX Architect"),
        KnownTitle("data-architect", "Information Architect"),
        KnownTitle("accountant", "Accountant"),
    ]
    index = TitleIndex(titles, embedder.embed([normalize(known.title) for known in titles]))
    found = index.match("Architect", embedder.embed, limit=5)
    assert {match.role for match in found} == {"ux-designer", "data-architect"}
    assert not any(match.certain for match in found)


def test_titles_and_vectors_must_agree(embedder: Embedder) -> None:
    with pytest.raises(ValueError, match="6 titles but 1 vectors"):
        TitleIndex(TITLES, embedder.embed(["one"]))


def test_an_empty_index_matches_nothing() -> None:
    def never(texts: Sequence[str]) -> Vectors:
        raise AssertionError(texts)

    empty = TitleIndex([], np.empty((0, 384), dtype=np.float32))
    assert empty.match("Accountant", never, limit=5) == []


class TestTellingWords:
    WORDS = TellingWords(
        [
            ("privacy-officer", "privacy officer"),
            ("payroll-officer", "payroll officer"),
            ("trainer", "corporate trainer"),
        ]
    )

    def test_a_shared_common_word_tells_little(self) -> None:
        assert self.WORDS.shared("police officer", "privacy officer") < 0.4

    def test_a_shared_rare_word_tells_much(self) -> None:
        assert self.WORDS.shared("privacy officer", "privacy manager") > 0.5

    def test_a_slip_of_the_finger_is_forgiven(self) -> None:
        assert self.WORDS.shared("pivacy oficer", "privacy officer") == 1

    @pytest.mark.parametrize("typed", ["trainr", "trianer", "trainer", "tainer"])
    def test_one_edit_is_a_slip(self, typed: str) -> None:
        assert self.WORDS.shared(typed, "corporate trainer") == 1

    @pytest.mark.parametrize("word", ["brainer", "tanner", "rain"])
    def test_another_word_is_none(self, word: str) -> None:
        assert self.WORDS.shared(word, "corporate trainer") == 0

    def test_a_bare_kind_lacks_the_modifier_that_makes_the_profession(self) -> None:
        words = TellingWords(
            [
                ("ux-designer", "ux architect"),
                ("data-architect", "information architect"),
                ("it-support", "it support specialist"),
                ("qa", "testing specialist"),
                ("sales", "sales specialist"),
            ]
        )
        assert words.lacks_modifier("architect", "information architect")
        assert not words.lacks_modifier("information architect", "information architect")
        assert not words.lacks_modifier("it support", "it support specialist")
