"""Wording that closes a door to someone: rules that read the sentence around a phrase.

A word alone decides little: "competitive pay" is fine, "a competitive person" is not. Each rule
has a pattern for the phrase, and conditions on the sentence in which it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")


class Dimension(StrEnum):
    """Whom the wording may shut out."""

    AGE = "age"
    APPEARANCE = "appearance"
    CLASS = "class"
    CULTURE = "culture"
    DISABILITY = "disability"
    EXCLUSIONARY = "exclusionary"
    FAMILY = "family"
    GENDER = "gender"
    GENDER_CODED = "gender-coded"
    NATIONALITY = "nationality"
    PRIVATE_LIFE = "private-life"
    RELIGION = "religion"


@dataclass(frozen=True, slots=True)
class WordingRule:
    """Find `phrase`, unless the sentence matches one of `unless` or lacks one of `requires`."""

    id: str
    dimension: Dimension
    phrase: re.Pattern[str]
    suggestion: str | None = None
    unless: tuple[re.Pattern[str], ...] = ()
    requires: tuple[re.Pattern[str], ...] = ()

    def applies_to(self, sentence: str) -> bool:
        return not any(pattern.search(sentence) for pattern in self.unless) and all(
            pattern.search(sentence) for pattern in self.requires
        )


@dataclass(frozen=True, slots=True)
class WordingRules:
    """The rules of a language. A sentence that matches `exempt` has no findings."""

    language: str
    rules: tuple[WordingRule, ...]
    exempt: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class WordingFinding:
    """text[start:end] is `phrase`; offsets are code points."""

    rule: str
    phrase: str
    start: int
    end: int
    dimension: Dimension
    suggestion: str | None


def find_wording(text: str, rules: WordingRules) -> tuple[WordingFinding, ...]:
    """Give every finding in order, none inside another; the longer of two wins."""
    found = [
        finding
        for match in _SENTENCE.finditer(text)
        for finding in _in_sentence(match[0], match.start(), rules)
    ]
    return tuple(_without_nested(found))


def _in_sentence(sentence: str, offset: int, rules: WordingRules) -> Iterator[WordingFinding]:
    if any(pattern.search(sentence) for pattern in rules.exempt):
        return
    for rule in rules.rules:
        if not rule.phrase.search(sentence) or not rule.applies_to(sentence):
            continue
        for match in rule.phrase.finditer(sentence):
            if match[0].strip():
                yield _finding(rule, match, offset)


def _finding(rule: WordingRule, match: re.Match[str], offset: int) -> WordingFinding:
    phrase = match[0].strip()
    start = offset + match.start() + match[0].index(phrase)
    end = start + len(phrase)
    return WordingFinding(rule.id, phrase, start, end, rule.dimension, rule.suggestion)


def _without_nested(findings: Sequence[WordingFinding]) -> Iterator[WordingFinding]:
    last_end = -1
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if finding.start >= last_end:
            yield finding
            last_end = finding.end
