"""Write posts with one writer, and count what the report prints."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from nlp.ports import Writer
from nlp.posts.brief import Brief, brief_to_json
from nlp.posts.draft import Draft, compose
from nlp.posts.json_ld import json_ld, json_ld_problems
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.render import as_post_text, markdown, plain
from nlp.posts.sections import Provenance, SectionKind
from nlp.posts.verify import Checks
from nlp.posts.write import rewrite
from nlp.roles.page import RolePage
from nlp.rules.compliance import compliance
from nlp.rules.inclusivity import inclusivity
from nlp.rules.reading import readability
from tests.evaluation.writer.claims import unfounded
from workers.sources import Sources

_PROSE = (SectionKind.HOOK, SectionKind.WHY, SectionKind.RESPONSIBILITIES)
_NEXT_SEED = 7_919


@dataclass
class Measured:
    """Sums over all posts of one writer."""

    posts: int = 0
    prose_units: int = 0
    """Units of hook, why and duties, but for the caller's own words."""
    units: int = 0
    """Those of them that a writer is asked for."""
    offered: int = 0
    """Those of them for which it had a text at the first asking."""
    by_model: int = 0
    first: int = 0
    unseen_units: int = 0
    unseen_first: int = 0
    """The same for roles that the writer was not trained on."""
    duties: Counter[str] = field(default_factory=Counter)
    same_duties: Counter[str] = field(default_factory=Counter)
    """Duties that two seeds have word for word, by source: `own` of the page, or `added`."""
    claims: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    grades: list[float] = field(default_factory=list)
    draft_seconds: list[float] = field(default_factory=list)
    draft_cpu: list[float] = field(default_factory=list)
    whole_seconds: list[float] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    countries: set[str] = field(default_factory=set)


@dataclass
class Bench:
    """Everything that posts are written from, and the writer to be measured, if any."""

    sources: Sources
    writer: Writer | None
    limit: float
    unseen: frozenset[str] = frozenset()
    """Slugs of the roles that the writer was not trained on."""

    def measure(self, briefs: Sequence[Brief]) -> Measured:
        measured = Measured()
        for brief in briefs:
            self._add(measured, brief)
        return measured

    def _add(self, measured: Measured, brief: Brief) -> None:
        started, cpu = time.monotonic(), time.process_time()
        draft = self._draft(brief)
        measured.draft_cpu.append(time.process_time() - cpu)
        measured.draft_seconds.append(time.monotonic() - started)
        whole, first = self._written(draft)
        measured.whole_seconds.append(time.monotonic() - started)
        other = self._written(self._draft(replace(brief, seed=brief.seed + _NEXT_SEED)))[0]
        _count(measured, whole, first, unseen=whole.plan.role in self.unseen)
        _compare(measured, whole, other)
        self._check(measured, brief, whole)

    def _page(self, brief: Brief) -> RolePage | None:
        return self._titles.get(brief.title.casefold())

    @cached_property
    def _titles(self) -> dict[str, RolePage]:
        return {page.title.casefold(): page for page in self.sources.library.roles}

    def _draft(self, brief: Brief) -> Draft:
        sources = self.sources
        planned = plan(
            brief,
            self._page(brief),
            packs_of(brief, sources.packs),
            find_skill=sources.find_skill,
            tailoring=sources.tailoring,
        )
        return compose(planned, sources.similar)

    def _written(self, draft: Draft) -> tuple[Draft, dict[str, str]]:
        if self.writer is None:
            return draft, {}
        until = time.monotonic() + self.limit
        first: dict[str, str] = {}
        checks = Checks(
            draft.plan, self.sources.spot_skills, self.sources.wording, self.sources.similar
        )
        for step in rewrite(draft, self.writer, checks, stop=lambda: time.monotonic() > until):
            draft = step.draft
            first.setdefault(step.unit, step.offered[0] if step.offered else "")
        return draft, first

    def _check(self, measured: Measured, brief: Brief, whole: Draft) -> None:
        sections = whole.sections()
        prose = "\n".join([plain([own]) for own in sections if own.kind in _PROSE])
        measured.claims += unfounded(prose, role=whole.plan.role, brief=brief_to_json(brief))
        measured.findings += self._findings(brief, whole)
        measured.grades.append(readability(plain(sections).splitlines()).grade)
        measured.prose.append(prose)
        measured.pages.append(markdown(sections))
        measured.countries.add(brief.country)

    def _findings(self, brief: Brief, whole: Draft) -> Iterator[str]:
        """Give what the checks of a finished post find, less what only the employer can add."""
        sections, packs = whole.sections(), packs_of(brief, self.sources.packs)
        text = as_post_text(sections)
        for finding in inclusivity(text.text, self.sources.wording).findings:
            yield f"inclusive: {finding.rule} in {brief.title}"
        report = compliance(text, packs, as_of=brief.created_on, headcount=brief.company.headcount)
        for own in report.unsatisfied:
            if not _waits_for_employer(own.rule.id, whole):
                yield f"compliance: {own.rule.id} in {brief.title}"
        posting = json_ld(brief, sections, packs, posted_on=brief.created_on)
        yield from (f"json-ld: {problem}" for problem in json_ld_problems(posting))


def _waits_for_employer(rule: str, whole: Draft) -> bool:
    """Say whether the unit that answers a rule holds a marked [placeholder]."""
    sections = {text.unit.section for text in whole.texts.values() if rule in text.unit.rules}
    return any("[" in whole.section(kind).body for kind in sections)


def _count(measured: Measured, whole: Draft, first: dict[str, str], *, unseen: bool) -> None:
    prose = [text for text in whole.texts.values() if text.unit.section in _PROSE]
    asked = [text for text in prose if text.unit.rewritable]
    measured.posts += 1
    measured.prose_units += sum(text.unit.provenance is Provenance.LIBRARY for text in prose)
    measured.units += len(asked)
    measured.offered += sum(bool(first.get(text.unit.id)) for text in asked)
    measured.by_model += sum(text.by_model for text in asked)
    accepted = sum(text.by_model and first[text.unit.id] == text.raw for text in asked)
    measured.first += accepted
    measured.unseen_units += len(asked) * unseen
    measured.unseen_first += accepted * unseen


def _compare(measured: Measured, whole: Draft, other: Draft) -> None:
    if whole.plan.role is None:
        return
    kind = SectionKind.RESPONSIBILITIES
    items, again = whole.section(kind).items, other.section(kind).items
    units = [text.unit for text in whole.texts.values() if text.unit.section is kind]
    for item, unit in zip(items, units, strict=True):
        source = "own" if unit.rewritable else "added"
        measured.duties[source] += 1
        measured.same_duties[source] += item in again
