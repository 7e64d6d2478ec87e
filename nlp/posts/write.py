"""Have a model word a composed post anew, unit by unit; what fails a check never stands."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.ports import Stop, Writer, WritingTask
from nlp.posts.choice import seed_of
from nlp.posts.compose import varied
from nlp.posts.draft import Draft, Text
from nlp.posts.sections import SectionKind
from nlp.posts.units import Plan
from nlp.posts.variation import forms
from nlp.posts.verify import Checks, Reason, explained

ROUNDS = 2
"""A unit whose candidates all fail is asked for once more, with the reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """The draft after a writer spoke on one unit; `changed` is the section that reads anew.

    `offered` are the writer's texts for the unit, best first.
    """

    draft: Draft
    unit: str
    offered: tuple[str, ...]
    changed: SectionKind | None = None


def rewrite(
    draft: Draft,
    writer: Writer,
    checks: Checks,
    *,
    stop: Stop,
    only: Collection[SectionKind] | None = None,
) -> Iterator[Step]:
    """Yield a step for each unit that `writer` speaks on; `only` limits it to some sections.

    A unit keeps its composed text until a candidate passes every check, so the draft of any step
    is a complete post. Ends soon after `stop()` turns true.
    """
    tasks = tasks_of(draft, only)
    for _ in range(ROUNDS):
        again: list[WritingTask] = []
        by_id = {task.id: task for task in tasks}
        for unit_id, candidates in writer.offer(tasks, stop=stop):
            step, reasons = _judged(draft, by_id[unit_id], candidates, checks)
            draft = step.draft
            yield step
            if reasons:
                again.append(_retry(by_id[unit_id], candidates, reasons))
        tasks = again
        if not tasks or stop():
            return


def tasks_of(draft: Draft, only: Collection[SectionKind] | None = None) -> list[WritingTask]:
    """Give a task for each unit that a writer may word anew, in reading order."""
    return [
        _task(text, draft.plan)
        for text in draft.texts.values()
        if text.unit.rewritable and (only is None or text.unit.section in only)
    ]


def _task(text: Text, plan: Plan) -> WritingTask:
    unit = text.unit
    others = (own for own in unit.wordings if text.raw not in forms(own))
    return WritingTask(
        id=unit.id,
        section=unit.section.value,
        texts=(text.raw, *(varied(own, plan, unit) for own in others)),
        bullet=unit.bullet,
        context=plan.context,
        seed=seed_of(plan.seed, unit.id),
        authored=tuple(form for wording in unit.wordings for form in forms(wording)),
    )


def _retry(
    task: WritingTask, candidates: Sequence[str], reasons: Collection[Reason]
) -> WritingTask:
    return replace(task, refused=tuple(candidates), reason=explained(reasons))


def _judged(
    draft: Draft, task: WritingTask, candidates: Sequence[str], checks: Checks
) -> tuple[Step, tuple[Reason, ...]]:
    """Take the first candidate that passes; else give the reasons against the first one.

    An authored text is no model's, though a model may hand it back.
    """
    before = draft.texts[task.id]
    counted = replace(before, candidates=before.candidates + len(candidates))
    others = [text.raw for text in draft.texts.values() if text.unit.id != task.id]
    authored = set(map(str.casefold, task.authored))
    refused: tuple[Reason, ...] = ()
    offered = tuple(candidates)
    for candidate in candidates:
        known = (Reason.AUTHORED,) if candidate.casefold() in authored else ()
        reasons = known or checks.reasons(candidate, before.unit, others)
        if not reasons:
            accepted = replace(counted, raw=candidate, by_model=True)
            return Step(draft.after(accepted), task.id, offered, before.unit.section), ()
        refused = refused or reasons
    return Step(draft.after(counted), task.id, offered), refused
