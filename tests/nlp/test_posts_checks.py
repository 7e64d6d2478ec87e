"""What a writer offers is used only when it is true, grounded, inclusive and plain."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from nlp.ports import Similar, Stop, Writer, WritingTask
from nlp.posts.draft import compose
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.sections import Provenance, SectionKind, WrittenSection
from nlp.posts.shingles import shingles
from nlp.posts.variation import forms
from nlp.posts.verify import Checks, Reason
from nlp.posts.write import Step, rewrite, tasks_of
from nlp.rules.wording import Dimension, WordingRule, WordingRules
from seeds.packs import read_packs
from tests.nlp.samples import NOT_YET, PAGE, no_skills, sample_brief

PACKS = read_packs()
GOOD = "Keep each receipt and payment in good order for the next person."
GB = sample_brief(PACKS["GB"])


@dataclass(frozen=True)
class Parrot:
    """A writer that offers the same texts for everything, other ones when it is asked again."""

    texts: tuple[str, ...]
    second: tuple[str, ...] = ()
    asked: list[WritingTask] = field(default_factory=list)
    name: str = "parrot"
    is_model: bool = True

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        for task in tasks:
            if stop():
                return
            self.asked.append(task)
            yield task.id, self.second if task.refused else self.texts


def steps_of(writer: Writer, *, stop: Stop = lambda: False, only: str = "HOOK") -> list[Step]:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    checks = Checks(planned, spot, WORDING)
    kinds = [SectionKind(only)]
    return list(rewrite(compose(planned), writer, checks, stop=stop, only=kinds))


def hook_by(*texts: str, second: tuple[str, ...] = ()) -> WrittenSection:
    return steps_of(Parrot(texts, second))[-1].draft.section(SectionKind.HOOK)


def spot(text: str) -> frozenset[str]:
    return frozenset(name for name in ("kafka", "xero") if name in text.lower())


WORDING = WordingRules(
    "en", (WordingRule("en-rockstar", Dimension.GENDER_CODED, re.compile("rockstar")),)
)


def test_an_accepted_text_is_marked_as_the_models_and_counted() -> None:
    hook = hook_by(GOOD)
    assert hook.provenance is Provenance.MODEL
    assert (hook.candidates, hook.accepted) == (1, 1)
    assert hook.body.endswith(GOOD)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("too short", Reason.SHAPE),
        ("Has no full stop at its end in prose", Reason.SHAPE),
        ("See https://evil.example for all the details.", Reason.SHAPE),
        ("Work for {company} and keep the books.", Reason.PLACEHOLDERS),
        ("Handle 400 invoices for our office each week.", Reason.NUMBER),
        ("Handle seven hundred invoices for our office.", Reason.NUMBER),
        ("Stream every receipt through kafka for us.", Reason.UNGROUNDED),
        ("Move our books from Oracle to paper.", Reason.UNGROUNDED),
        ("Be a rockstar with our books each day.", Reason.WORDING),
        ("Keep every receipt in order, with a bonus for the next person.", Reason.UNGROUNDED),
        ("Keep receipts where certified people can find them.", Reason.UNGROUNDED),
        ("Sing the morning song to all the birds in our garden.", Reason.DRIFT),
        (
            "Institutionalise organisational accountability methodologies continuously.",
            Reason.UNREADABLE,
        ),
    ],
)
def test_each_fault_is_named_and_the_authored_text_stands(text: str, reason: Reason) -> None:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    hook = next(unit for unit in planned.units if unit.id == "hook")
    assert reason in Checks(planned, spot, WORDING).reasons(text, hook, ())
    section = hook_by(text)
    assert section.provenance is Provenance.LIBRARY
    assert (section.candidates, section.accepted) == (1, 0)
    composed = compose(plan(GB, PAGE, packs_of(GB, PACKS)))
    assert section.body == composed.section(SectionKind.HOOK).body


def test_a_refused_unit_is_asked_for_once_more_with_the_reason() -> None:
    writer = Parrot(("too short", "No stop"), second=(GOOD,))
    last = steps_of(writer)[-1]
    assert last.draft.section(SectionKind.HOOK).body.endswith(GOOD)
    assert (last.draft.texts["hook"].candidates, last.changed) == (3, SectionKind.HOOK)
    first, again = writer.asked
    assert (first.refused, first.reason) == ((), None)
    assert again.refused == ("too short", "No stop")
    assert again.reason is not None
    assert "3 to 70 words" in again.reason


def test_an_authored_text_handed_back_is_not_the_models() -> None:
    for wording in PAGE.hooks:
        for authored in forms(wording):
            section = hook_by(authored)
            assert (section.accepted, section.provenance) == (0, Provenance.LIBRARY)


def test_a_unit_is_not_asked_for_a_third_time() -> None:
    writer = Parrot(("too short",), second=("still short",))
    assert steps_of(writer)[-1].draft.section(SectionKind.HOOK).accepted == 0
    assert len(writer.asked) == 2


def test_a_stopped_writer_leaves_the_composed_units() -> None:
    writer = Parrot(("Enter all supplier bills in time, each paid on its due date",))
    duties = steps_of(writer, stop=lambda: len(writer.asked) >= 2, only="RESPONSIBILITIES")
    assert len(duties) == 2
    composed = compose(plan(GB, PAGE, packs_of(GB, PACKS)))
    changed = {
        name
        for name, text in duties[-1].draft.texts.items()
        if text.raw != composed.texts[name].raw
    }
    assert changed == {"responsibilities.0"}


def test_a_task_is_the_same_for_the_same_seed_and_has_the_text_in_use_first() -> None:
    tasks = tasks_of(compose(plan(GB, PAGE, packs_of(GB, PACKS))))
    assert tasks == tasks_of(compose(plan(GB, PAGE, packs_of(GB, PACKS))))
    other = tasks_of(compose(plan(replace(GB, seed=4), PAGE, packs_of(GB, PACKS))))
    assert all(one.seed != two.seed for one, two in zip(tasks, other, strict=True))
    texts = set(tasks[0].texts)
    assert all(len(texts & set(forms(hook))) == 1 for hook in PAGE.hooks)
    assert len(texts) == len(PAGE.hooks)
    assert set(tasks[0].authored) == {form for hook in PAGE.hooks for form in forms(hook)}


def test_a_text_that_repeats_another_unit_is_refused() -> None:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    hook = next(unit for unit in planned.units if unit.id == "hook")
    checks = Checks(planned, spot, WORDING)
    assert checks.reasons(PAGE.hooks[0], hook, [PAGE.hooks[0]]) == (Reason.DUPLICATE,)


def test_a_text_unlike_every_wording_in_meaning_is_refused() -> None:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    hook = next(unit for unit in planned.units if unit.id == "hook")
    far = Checks(planned, spot, WORDING, similar=as_like_as(0.49))
    near = Checks(planned, spot, WORDING, similar=as_like_as(0.51))
    assert far.reasons(GOOD, hook, ()) == (Reason.DRIFT,)
    assert near.reasons(GOOD, hook, ()) == ()


def as_like_as(likeness: float) -> Similar:
    return lambda _, others: [likeness] * len(others)


def test_eight_words_in_a_row_of_another_employer_are_refused() -> None:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    hook = next(unit for unit in planned.units if unit.id == "hook")
    held = shingles("Keep each receipt and payment in good order for the rest of us.")
    checks = Checks(planned, spot, WORDING, seen_elsewhere=held.intersection)
    assert checks.reasons(GOOD, hook, ()) == (Reason.COPIED,)
    assert checks.reasons(PAGE.hooks[0], hook, ()) == ()


def test_shingles_are_runs_of_eight_words_in_any_case() -> None:
    text = "One two three four five six seven eight nine."
    assert len(shingles(text)) == 2
    assert shingles(text.upper()) == shingles(text)
    assert shingles("Only seven words stand in this line") == frozenset()
    assert all(-(2**63) <= number < 2**63 for number in shingles(text))


def test_every_authored_wording_passes_the_checks_on_its_own() -> None:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    checks = Checks(planned, no_skills, NOT_YET)
    faults = {
        wording: checks.reasons(wording, unit, ())
        for unit in planned.units
        if unit.rewritable
        for wording in unit.wordings
    }
    assert {text: found for text, found in faults.items() if found} == {}
