"""Read the hand-written lines that say what a text claims of its author's skills."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from nlp.skills.found import FoundSkill

_CLAIM = re.compile(r"(?P<mark>[!-]?)(?P<slug>[a-z0-9-]+)(?:(?P<field>[:~@])(?P<value>\S+))?")


def labelled_lines(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give (text, claims) for each line of a file beside this one; its head says what they mean."""
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, claims = line.rsplit(" => ", 1)
            yield text.replace("\\n", "\n"), tuple(claims.split())


def holds(claim: str, found: Mapping[str | None, FoundSkill]) -> bool:
    """Say whether a claim such as "python:5", "!kafka" or "-java" is true of what was found."""
    match = _CLAIM.fullmatch(claim)
    if match is None:
        raise ValueError(f"{claim!r} is no claim")
    skill = found.get(match["slug"])
    if match["mark"] == "-":
        return skill is None
    if skill is None or skill.counted is (match["mark"] == "!"):
        return False
    return match["field"] is None or _value(skill, match["field"]) == match["value"]


def _value(skill: FoundSkill, field: str) -> str:
    """Write a field as the lines do; "?" stands for nothing."""
    if field == ":":
        return "?" if skill.years is None else f"{skill.years:g}"
    if field == "~":
        return "?" if skill.last_used is None else f"{skill.last_used:%Y-%m}"
    return "?" if skill.level is None else skill.level.value
