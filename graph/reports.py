"""Reports on a text as a post: the law of its place, and the words that may shut people out."""

from datetime import date

import strawberry

from nlp.rules.compliance import Finding, Report
from nlp.rules.inclusivity import InclusivityReport as WordingReport
from nlp.rules.wording import WordingFinding


@strawberry.type
class ComplianceFinding:
    finding: strawberry.Private[Finding]

    @strawberry.field
    def rule(self) -> str:
        return self.finding.rule.id

    @strawberry.field
    def satisfied(self) -> bool:
        return self.finding.satisfied

    @strawberry.field
    def text(self) -> str:
        """What the law asks for, in plain words."""
        return self.finding.rule.text

    @strawberry.field
    def statute(self) -> str:
        return self.finding.rule.statute

    @strawberry.field
    def effective_from(self) -> date | None:
        return self.finding.rule.effective_from

    @strawberry.field
    def checked_on(self) -> date:
        return self.finding.rule.checked_on

    @strawberry.field
    def source(self) -> str:
        return self.finding.rule.source

    @strawberry.field
    def verified(self) -> bool:
        """False while nobody has confirmed the rule against its source."""
        return self.finding.rule.verified

    @strawberry.field
    def asked_by(self) -> list[str]:
        """The jurisdictions that ask for it, as pack codes: US-CA, EU."""
        return list(self.finding.asked_by)


@strawberry.type(description="A post held against the rules of its place. Not legal advice.")
class ComplianceReport:
    report: strawberry.Private[Report]

    @strawberry.field
    def jurisdiction(self) -> str:
        return self.report.jurisdiction

    @strawberry.field
    def as_of(self) -> date:
        return self.report.as_of

    @strawberry.field
    def passes(self) -> bool:
        """True when no law is left unsatisfied; advice does not count."""
        return self.report.passes

    @strawberry.field
    def findings(self) -> list[ComplianceFinding]:
        return [ComplianceFinding(finding=finding) for finding in self.report.findings]

    @strawberry.field
    def notice(self) -> str:
        return self.report.notice


@strawberry.type
class InclusivityFinding:
    finding: strawberry.Private[WordingFinding]

    @strawberry.field
    def phrase(self) -> str:
        return self.finding.phrase

    @strawberry.field
    def start(self) -> int:
        return self.finding.start

    @strawberry.field
    def end(self) -> int:
        return self.finding.end

    @strawberry.field
    def dimension(self) -> str:
        return self.finding.dimension.value

    @strawberry.field
    def suggestion(self) -> str | None:
        return self.finding.suggestion


@strawberry.type(description="Where the text would read better otherwise; no finding.")
class ReadingAdvice:
    message: str
    start: int
    end: int


@strawberry.type
class InclusivityReport:
    report: strawberry.Private[WordingReport]

    @strawberry.field
    def passes(self) -> bool:
        return self.report.passes

    @strawberry.field
    def reading_grade(self) -> float:
        """Flesch-Kincaid grade, bullets counted as sentences."""
        return self.report.reading_grade

    @strawberry.field
    def reading_ease(self) -> float:
        """Flesch reading ease, bullets counted as sentences: 60 to 70 is plain English."""
        return self.report.reading_ease

    @strawberry.field
    def findings(self) -> list[InclusivityFinding]:
        return [InclusivityFinding(finding=finding) for finding in self.report.findings]

    @strawberry.field
    def advice(self) -> list[ReadingAdvice]:
        """Sentences and lists that are longer than people like to read."""
        return [
            ReadingAdvice(message=own.message, start=own.start, end=own.end)
            for own in self.report.advice
        ]


@strawberry.type
class LintReport:
    inclusivity: InclusivityReport
    compliance: ComplianceReport
