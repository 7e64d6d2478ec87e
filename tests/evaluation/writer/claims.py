"""An independent look for claims without ground; it shares no code with the verifier.

It reads the seeds as raw YAML and the finished post as plain text, and asks of hook, why and
duties: does each number, name and known skill stand in the role's file, in the caller's input or in
the authored lines?
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SEEDS = Path(__file__).parents[3] / "seeds"

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_DIGITS = re.compile(r"\d+")
_NUMBER_WORD = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen)\b"
)
_NAME = re.compile(r"(?<![.!?:] )(?<!^)(?<![•\n\"“(])(?<=[ /(-])([A-Z][\w+#’'-]+)")
_SAID = ("title", "hook", "why_hire", "responsibilities", "required", "nice_to_have")
_GAP = re.compile(r"\[[^\]]*\]")
_PROMISES = (
    "bonus pension insurance vacation holiday overtime relocation visa sponsorship equity shares "
    "allowance permanent probation degree diploma certificate certified certification accredited "
    "licence license licensed guarantee guaranteed award-winning market-leading"
).split()


def unfounded(prose: str, *, role: str | None, brief: dict[str, Any]) -> list[str]:
    """Give each claim in `prose` without ground. `role` is a slug, `brief` the input as JSON."""
    ground = _ground(role) + "\n" + json.dumps(brief, ensure_ascii=False) + "\n" + _title(brief)
    return [claim for claim in _claims(prose) if not _stands_in(claim, ground)]


def _claims(prose: str) -> Iterator[str]:
    for line in _GAP.sub(" ", prose).replace("\n• ", "\n").splitlines():
        yield from _DIGITS.findall(_THOUSANDS.sub("", line))
        yield from _NUMBER_WORD.findall(line.lower())
        yield from _NAME.findall(line)
        low = line.lower()
        yield from (word for word in _PROMISES if re.search(rf"\b{word}\b", low))
        yield from (name for name in _skill_names() if _has_word(name, line))


def _title(brief: dict[str, Any]) -> str:
    """Give the title as printed: every word may begin with a capital."""
    words = [str(brief["title"]), str(brief.get("seniority") or "")]
    return " ".join(part.capitalize() for word in words for part in re.split(r"[\s-]+", word))


def _stands_in(claim: str, ground: str) -> bool:
    return _has_word(claim, ground) or _has_word(claim.rstrip("s"), ground)


def _has_word(word: str, text: str) -> bool:
    if word not in text and word.lower() not in text.lower():
        return False
    return (
        re.search(rf"(?<!\w){re.escape(word)}(?:'s|’s|s)?(?!\w)", text, re.IGNORECASE) is not None
    )


@cache
def _skill_names() -> tuple[str, ...]:
    """Name the tools and papers of the taxonomy whose names are no ordinary words."""
    paths = sorted((SEEDS / "taxonomy").glob("*.yaml"))
    entries = [entry for path in paths for entry in yaml.safe_load(path.read_text("utf-8"))]
    tools = (own for own in entries if own["kind"] == "TOOL" and not own.get("ambiguous"))
    return tuple(own["name"] for own in tools)


@cache
def _ground(role: str | None) -> str:
    lines = [path.read_text(encoding="utf-8") for path in (SEEDS / "tailoring").glob("*.yaml")]
    if role is not None:
        (path,) = (SEEDS / "roles").glob(f"*/{role}.yaml")
        page = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines += [json.dumps(page[part], ensure_ascii=False) for part in _SAID]
    return "\n".join(lines)
