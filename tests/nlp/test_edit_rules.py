"""The edit rules put a phrase only where a reader would publish it."""

from pathlib import Path

import pytest

from nlp.runtime.edit_rules import read_rules
from nlp.runtime.edits import PhraseList
from seeds.library import read_library
from tests.training.writer.examples import phrase_list, read_verdicts, surroundings, wordings

ROLES = read_library().roles
PHRASES = PhraseList(phrase_list(ROLES, read_rules()), read_rules())


def changes(text: str) -> set[str]:
    """Give what the rules, each alone, make of a text."""
    words = text.split()
    return {PHRASES.applied(words, [site]) for site in PHRASES.sites(words)}


def test_no_rule_applies_where_a_reader_found_that_the_phrase_reads_badly() -> None:
    verdicts = read_verdicts()
    bad = [
        PHRASES.applied(words, [site])
        for page in ROLES
        for unit in wordings(page)
        for words in map(str.split, unit)
        for site in PHRASES.sites(words)
        if verdicts.get((PHRASES.phrases[site.phrase], surroundings(words, site))) is False
    ]
    assert not bad


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [
        ("Pick up the phone and say who you are", "choose up"),
        ("Follow up with each lead within a day", "track up"),
        ("Answer the phone with a smile", "respond to the phone"),
        ("Answer for the accounts of the branch", "to for"),
        ("Trace errors back through receipts and picks", "track down"),
        ("Verify that shelf, poster and till agree on every offer", "settle"),
        ("Note them down and act", "record them down"),
        ("Prepare the CEO for the board", "put together"),
        ("Hold a first talk with clients", "speak to"),
        ("Watch the freight on the spot market", "right away"),
        ("You look up, and you listen", "you will"),
        ("You can read a plan", "you will can"),
        ("Fold with clients every other week", "each other week"),
        ("Split wishes into slices that each help a user", "every help"),
        ("Stand against the whole", "the entire"),
        ("Give at short notice", "brief notice"),
        ("Write the monthly report", "each month report"),
    ],
)
def test_words_with_another_meaning_here_are_left_alone(text: str, spoilt: str) -> None:
    assert not any(spoilt in changed.lower() for changed in changes(text))


def test_a_pattern_that_does_not_compile_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text('reword:\n  - {find: "look (after", with: ["mind"]}\n')
    with pytest.raises(ValueError, match="look"):
        read_rules(path)
