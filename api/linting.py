"""The findings of a post as `penroll lint` prints them: for people, for programs, for CI."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from nlp.rules.advice import Advice
from nlp.rules.compliance import Finding, PostText, compliance
from nlp.rules.inclusivity import inclusivity
from nlp.rules.packs import CountryPack, Strength
from nlp.rules.wording import WordingFinding, WordingRules

NOTICE = "notice"
"""The level of advice, which is no reason to fail."""


class LintFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing to mend. `line` and `column` count from 1; what is missing stands at 1:1."""

    line: int
    column: int
    rule: str
    level: str
    message: str
    source: str | None = None


def lint(
    text: str,
    packs: Sequence[CountryPack],
    wording: WordingRules,
    *,
    as_of: date,
    headcount: int | None,
) -> tuple[LintFinding, ...]:
    """Give every finding in the order of the text: unsatisfied rules and wording that shuts out."""
    places = _Places(text)
    report = compliance(PostText.of(text), packs, as_of=as_of, headcount=headcount)
    report_on_words = inclusivity(text, wording)
    found = [
        *(own for finding in report.unsatisfied for own in _of_rule(finding, places)),
        *(_of_wording(finding, places) for finding in report_on_words.findings),
        *(_of_advice(advice, places) for advice in report_on_words.advice),
    ]
    return tuple(sorted(found, key=lambda own: (own.line, own.column, own.rule)))


class _Places:
    """Turns offsets into lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _of_rule(finding: Finding, places: _Places) -> Iterator[LintFinding]:
    rule = finding.rule
    level = "error" if rule.strength is Strength.LAW else "warning"
    doubt = "" if rule.verified else " (not confirmed in its source yet)"
    for start, _ in finding.spans or ((0, 0),):
        line, column = places.at(start)
        message = f"{rule.text} {rule.statute}{doubt}"
        yield LintFinding(line, column, rule.id, level, message, rule.source)


def _of_wording(finding: WordingFinding, places: _Places) -> LintFinding:
    line, column = places.at(finding.start)
    instead = f"; say {finding.suggestion}" if finding.suggestion else ""
    message = f'"{finding.phrase}" may shut people out{instead}'
    return LintFinding(line, column, finding.dimension.value, "warning", message)


def _of_advice(advice: Advice, places: _Places) -> LintFinding:
    line, column = places.at(advice.start)
    return LintFinding(line, column, "reading", NOTICE, advice.message)


def shown(findings: Sequence[LintFinding], file: str, form: LintFormat) -> str:
    """Write the findings in a form, one a line; empty when there are none."""
    match form:
        case LintFormat.JSON:
            return json.dumps([asdict(own) for own in findings], ensure_ascii=False, indent=1)
        case LintFormat.GITHUB:
            return "\n".join(_annotation(own, file) for own in findings)
        case LintFormat.TEXT:
            return "\n".join(
                f"{file}:{own.line}:{own.column}: {own.level}: {own.message} [{own.rule}]"
                for own in findings
            )


def _annotation(finding: LintFinding, file: str) -> str:
    """Write a workflow command of GitHub Actions."""
    place = f"file={file},line={finding.line},col={finding.column},title={finding.rule}"
    message = finding.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{finding.level} {place}::{message}"
