"""The authored edit rules: which words may stand for which, and in which surroundings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlp.runtime.edits import Phrase, bare_word

RULES = Path(__file__).parent / "edits.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    find: re.Pattern[str]
    targets: tuple[str, ...]


def read_rules(path: Path = RULES) -> list[Rule]:
    """Read the rules; raise ValueError for one whose pattern does not compile."""
    return [
        Rule(kind, _whole_words(entry["find"]), tuple(entry["with"]))
        for kind, entries in yaml.safe_load(path.read_text()).items()
        for entry in entries
    ]


def _whole_words(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"edits.yaml: {pattern!r}: {error}") from error


def edits_of(text: str, rules: Sequence[Rule]) -> Iterator[tuple[int, Phrase]]:
    """Give each edit that the rules allow, with the number of the word at which it begins."""
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    for rule in rules:
        for match in rule.find.finditer(text):
            if match.start() in starts and match[0]:
                source = tuple(bare_word(word) for word in match[0].split())
                changes = (own for own in rule.targets if own.split() != list(source))
                for target in changes:
                    yield starts.index(match.start()), Phrase(source, target, rule.kind)
