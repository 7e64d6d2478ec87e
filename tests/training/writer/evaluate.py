"""Measure a writer on roles it was not trained on, by the very checks that posts must pass."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nlp.ports import Writer
from nlp.posts.brief import Brief, Company, WorkMode
from nlp.posts.draft import Draft, Text, compose
from nlp.posts.grounding import skill_finder, skill_spotter
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.units import Unit
from nlp.posts.verify import Checks
from nlp.posts.write import tasks_of
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
        _measure_post(writer, Checks(planned, spot, wording), brief.title, measured)
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


def _measure_post(writer: Writer, checks: Checks, title: str, measured: Measured) -> None:
    draft = compose(checks.plan)
    tasks = tasks_of(draft)
    started = time.monotonic()
    offers = dict(writer.offer(tasks, stop=lambda: False))
    measured.seconds.append(time.monotonic() - started)
    for task in tasks:
        texts = offers.get(task.id, ())
        draft = _count(texts, draft.texts[task.id], draft, checks, measured)
        measured.texts.append((title, task.id, texts[0] if texts else ""))


def _count(
    texts: Sequence[str], before: Text, draft: Draft, checks: Checks, measured: Measured
) -> Draft:
    """Count what became of the candidates of a unit; give the draft with the accepted one."""
    measured.units += 1
    unit = before.unit
    others = [text.raw for text in draft.texts.values() if text.unit.id != unit.id]
    refused = {text: _reasons(text, unit, checks, others) for text in texts}
    passing = [text for text in texts if not refused[text]]
    if not texts:
        measured.refusals["nothing offered"] += 1
    elif refused[texts[0]]:
        measured.refusals.update(refused[texts[0]])
    else:
        measured.first += 1
        measured.long_copies += longest_copy(texts[0], unit.wordings) >= 8
    measured.accepted += bool(passing)
    return draft.after(replace(before, raw=passing[0], by_model=True)) if passing else draft


def _reasons(text: str, unit: Unit, checks: Checks, others: Sequence[str]) -> list[str]:
    """Give the reasons of the checks, and `authored` for a text that is a wording as it stands."""
    found = [reason.value for reason in checks.reasons(text, unit, others)]
    authored = text.casefold() in {own.casefold() for own in unit.wordings}
    return [*found, "authored"] if authored else found
