"""The sections of a post as they are stored and shown."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

_BULLET = re.compile(r"^\s*[-*•]\s+(.*\S)\s*$", re.MULTILINE)


class SectionKind(StrEnum):
    """In the order in which a reader expects them."""

    HEADER = "HEADER"
    SALARY = "SALARY"
    HOOK = "HOOK"
    WHY = "WHY"
    RESPONSIBILITIES = "RESPONSIBILITIES"
    REQUIRED = "REQUIRED"
    NICE_TO_HAVE = "NICE_TO_HAVE"
    OFFER = "OFFER"
    ABOUT = "ABOUT"
    HOW_TO_APPLY = "HOW_TO_APPLY"
    COMPLIANCE = "COMPLIANCE"


class Provenance(StrEnum):
    MODEL = "MODEL"
    LIBRARY = "LIBRARY"
    INPUT = "INPUT"
    RULE = "RULE"
    EDITED = "EDITED"


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A finished section. `body` is its whole Markdown below the heading, bullets included.

    `items` are the bullets alone. `candidates` and `accepted` count texts that a model offered
    and those that passed every check.
    """

    kind: SectionKind
    heading: str | None
    body: str
    items: tuple[str, ...]
    provenance: Provenance
    candidates: int = 0
    accepted: int = 0


def body_of(paragraphs: tuple[str, ...], items: tuple[str, ...]) -> str:
    """Join paragraphs and bullets to the Markdown of a section."""
    blocks = [*paragraphs, "\n".join(f"- {item}" for item in items)]
    return "\n\n".join(block for block in blocks if block)


def edited(
    section: WrittenSection, *, body: str | None = None, items: tuple[str, ...] | None = None
) -> WrittenSection:
    """Give the section as a person changed it: a new body, new bullets, or both.

    Bullets without a body keep the paragraphs; a body without bullets brings its own.
    """
    if body is None:
        paragraphs = tuple(part for part in section.body.split("\n\n") if not _BULLET.match(part))
        body = body_of(paragraphs, section.items if items is None else items)
    elif items is not None:
        body = body_of((body,), items)
    return replace(
        section,
        body=body,
        items=tuple(match[1] for line in body.splitlines() if (match := _BULLET.match(line))),
        provenance=Provenance.EDITED,
    )
