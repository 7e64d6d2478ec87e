"""Measure a writer on roles it was not trained on, by the very checks that posts must pass."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from nlp.ports import Writer, WritingTask
from nlp.posts.brief import Brief, Company, WorkMode
from nlp.posts.choice import seed_of
from nlp.posts.grounding import skill_finder, skill_spotter
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.units import Plan, Unit
from nlp.posts.verify import Checks
from nlp.roles.page import RolePage
from nlp.runtime.edits import longest_copy
from nlp.skills.gazetteer import Gazetteer
from seeds.library import Library
from seeds.packs import read_packs
from seeds.wording_rules import wording_rules

_COUNTRIES = ("US", "GB", "DE", "FR", "IE", "NL", "AU", "CA")
_INDUSTRIES = ("Logistics", "Retail", "Health software", "Food production", "Insurance")
_SENIORITIES = (None, "Junior", "Senior")
_MODES = (None, WorkMode.REMOTE, WorkMode.HYBRID)


@dataclass
class Measured:
    """Counts over units that a writer may reword, and the texts themselves."""

    units: int = 0
    first: int = 0
    accepted: int = 0
    whole_copies: int = 0
    long_copies: int = 0
    seconds: list[float] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    texts: list[tuple[str, str, str]] = field(default_factory=list)

    def report(self) -> str:
        """Sum up in one line a figure."""
        times = sorted(self.seconds)
        return "\n".join(
            (
                f"posts {len(times)}, units {self.units}",
                f"accepted at first offer {self.first / self.units:.3f}",
                f"written by the model      {self.accepted / self.units:.3f}",
                f"eight words in a row of one wording {self.long_copies / max(1, self.first):.3f}",
                f"seconds a post, p50 and p95 {_at(times, 0.5):.2f} {_at(times, 0.95):.2f}",
                f"refused for {dict(self.refusals.most_common())}",
            )
        )


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(writer: Writer, library: Library, pages: Sequence[RolePage], *, posts: int) -> Measured:
    """Offer the rewritable units of so many posts to the writer, two seeds for each role."""
    spot = skill_spotter(Gazetteer(library.skills))
    find, packs, wording = skill_finder(library.skills), read_packs(), wording_rules("en")
    measured = Measured()
    for number in range(posts):
        page = pages[number // 2 % len(pages)]
        brief = _brief(page, number)
        planned = plan(brief, page, packs_of(brief, packs), find_skill=find)
        _measure_post(writer, Checks(planned, spot, wording), brief, measured)
    return measured


def _brief(page: RolePage, number: int) -> Brief:
    return Brief(
        post_id=str(number),
        title=page.title,
        country=_COUNTRIES[number % len(_COUNTRIES)],
        created_on=date(2026, 12, 1),
        seed=number,
        seniority=_SENIORITIES[number % len(_SENIORITIES)],
        work_mode=_MODES[number // 2 % len(_MODES)],
        company=Company(name=f"Company {number}", industry=_INDUSTRIES[number % len(_INDUSTRIES)]),
    )


def _measure_post(writer: Writer, checks: Checks, brief: Brief, measured: Measured) -> None:
    units = {unit.id: unit for unit in checks.plan.units if unit.rewritable}
    tasks = list(_tasks(units.values(), checks.plan))
    started = time.monotonic()
    offers = dict(writer.offer(tasks, stop=lambda: False))
    measured.seconds.append(time.monotonic() - started)
    written: list[str] = []
    for task in tasks:
        unit = units[task.id]
        texts = offers.get(task.id, ())
        _count(texts, unit, checks, written, measured)
        measured.texts.append((brief.title, unit.id, texts[0] if texts else ""))


def _tasks(units: Iterable[Unit], planned: Plan) -> Iterator[WritingTask]:
    for unit in units:
        yield WritingTask(
            id=unit.id,
            section=unit.section.value,
            texts=unit.wordings,
            bullet=unit.bullet,
            context=planned.context,
            seed=seed_of(planned.seed, unit.id),
        )


def _count(
    texts: Sequence[str], unit: Unit, checks: Checks, written: list[str], measured: Measured
) -> None:
    measured.units += 1
    authored = {text.casefold() for text in unit.wordings}
    passing = [
        text
        for text in texts
        if text.casefold() not in authored and not checks.reasons(text, unit, written)
    ]
    if texts and texts[0] in passing:
        measured.first += 1
        measured.long_copies += longest_copy(texts[0], unit.wordings) >= 8
    elif texts:
        measured.refusals.update(reason.value for reason in checks.reasons(texts[0], unit, written))
        measured.whole_copies += texts[0].casefold() in authored
    else:
        measured.refusals["nothing offered"] += 1
    measured.accepted += bool(passing)
    written.append(passing[0] if passing else unit.wordings[0])
