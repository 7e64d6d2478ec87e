"""The skill taxonomy as plain values."""

from dataclasses import dataclass
from enum import StrEnum


class SkillKind(StrEnum):
    KNOWLEDGE = "KNOWLEDGE"
    COMPETENCE = "COMPETENCE"
    TOOL = "TOOL"
    LANGUAGE = "LANGUAGE"
    TRANSVERSAL = "TRANSVERSAL"


@dataclass(frozen=True, slots=True)
class Skill:
    """One entry of the taxonomy.

    `slug` is stable and unique. `aliases` are other names for the same thing. A name that is also
    an ordinary word or a letter (R, Go, Excel) is `ambiguous`: a mention counts only when one of
    the lower-case `context` words stands near it or the surroundings list other skills.
    """

    slug: str
    name: str
    kind: SkillKind
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    ambiguous: bool = False
    context: tuple[str, ...] = ()
