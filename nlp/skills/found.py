"""What was found in a CV, as values that need no pipeline to be read."""

from dataclasses import dataclass
from datetime import date

from nlp.skills.languages import LanguageLevel


@dataclass(frozen=True, slots=True)
class Mention:
    """text[start:end] names the skill; `negated` when the words around it deny it.

    `years`, `last_used` and `level` are what this place alone tells, as `FoundSkill` has them.
    """

    start: int
    end: int
    negated: bool
    years: float | None = None
    last_used: date | None = None
    level: LanguageLevel | None = None


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill of a CV. `slug` is None for a phrase that no entry of the taxonomy matches.

    `confidence` runs from 0 to 1; `years` is None when the CV says nothing of it. `last_used` is
    the first day of the last month of a dated use, `level` how well a language is spoken.
    """

    slug: str | None
    name: str
    confidence: float
    years: float | None
    mentions: tuple[Mention, ...]
    last_used: date | None = None
    level: LanguageLevel | None = None

    @property
    def counted(self) -> bool:
        """Say whether some mention is not negated: a skill only denied is kept, never counted."""
        return any(not mention.negated for mention in self.mentions)
