"""The authored edit rules: which phrases may stand for which words, and in which surroundings."""

import re
from functools import cache
from pathlib import Path

import yaml

from nlp.runtime.edits import Rule

RULES = Path(__file__).with_name("edit_rules.yaml")


@cache
def read_rules(path: Path = RULES) -> tuple[Rule, ...]:
    """Read the rules; raise ValueError for one whose pattern does not compile."""
    return tuple(
        Rule(kind, _whole_words(entry["find"]), tuple(entry["with"]))
        for kind, entries in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        for entry in entries
    )


def _whole_words(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"edit_rules.yaml: {pattern!r}: {error}") from error
