"""The inclusive-language report of a post: its wording and its reading level."""

from dataclasses import dataclass

from nlp.rules.reading import readability
from nlp.rules.wording import WordingFinding, WordingRules, find_wording


@dataclass(frozen=True, slots=True)
class InclusivityReport:
    """`reading_grade` is Flesch-Kincaid, each line a sentence; `passes` without findings."""

    reading_grade: float
    findings: tuple[WordingFinding, ...]

    @property
    def passes(self) -> bool:
        return not self.findings


def inclusivity(text: str, rules: WordingRules) -> InclusivityReport:
    """Report on `text`; the findings' offsets are code points into it."""
    return InclusivityReport(
        round(readability(text.splitlines()).grade, 1), find_wording(text, rules)
    )
