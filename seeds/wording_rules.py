"""Read the wording rules of each language out of `seeds/wording`."""

import re
from functools import cache
from pathlib import Path

from nlp.rules.wording import Dimension, WordingRule, WordingRules
from seeds.files import SEEDS, Entry, Problem, SeedError, name_of, read


class _RuleEntry(Entry):
    id: str
    dimension: Dimension
    find: str
    suggestion: str | None = None
    unless: list[str] = []
    requires: list[str] = []


class _File(Entry):
    exempt: list[str] = []
    rules: list[_RuleEntry]


@cache
def wording_rules(language: str) -> WordingRules:
    """Give the rules for `en`, `de` or `fr`; another language has none.

    Raise SeedError for a rule that does not compile.
    """
    path = SEEDS / "wording" / f"{language}.yaml"
    if not path.is_file():
        return WordingRules(language, ())
    file = read(path, _File)
    return WordingRules(
        language,
        tuple(_rule(path, entry) for entry in file.rules),
        tuple(_compiled(path, "exempt", pattern) for pattern in file.exempt),
    )


def _rule(path: Path, entry: _RuleEntry) -> WordingRule:
    return WordingRule(
        id=entry.id,
        dimension=entry.dimension,
        phrase=_compiled(path, entry.id, rf"(?<!\w)(?:{entry.find})(?!\w)"),
        suggestion=entry.suggestion,
        unless=tuple(_compiled(path, entry.id, pattern) for pattern in entry.unless),
        requires=tuple(_compiled(path, entry.id, pattern) for pattern in entry.requires),
    )


def _compiled(path: Path, field: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise SeedError([Problem(name_of(path), field, f"is no pattern: {error}")]) from error
