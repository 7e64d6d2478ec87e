"""The inclusive-language report of a post: its wording and its reading level."""

from dataclasses import dataclass

from nlp.rules.advice import Advice, advise
from nlp.rules.reading import readability
from nlp.rules.wording import WordingFinding, WordingRules, find_wording


@dataclass(frozen=True, slots=True)
class InclusivityReport:
    """`reading_grade` is Flesch-Kincaid, `reading_ease` Flesch, each line a sentence; `passes`
    without findings. `advice` is no finding.
    """

    reading_grade: float
    reading_ease: float
    findings: tuple[WordingFinding, ...]
    advice: tuple[Advice, ...]

    @property
    def passes(self) -> bool:
        return not self.findings


def inclusivity(text: str, rules: WordingRules) -> InclusivityReport:
    """Report on `text`; the findings' offsets are code points into it."""
    reading = readability(text.splitlines())
    return InclusivityReport(
        reading_grade=round(reading.grade, 1),
        reading_ease=round(reading.ease, 1),
        findings=find_wording(text, rules),
        advice=advise(text),
    )
