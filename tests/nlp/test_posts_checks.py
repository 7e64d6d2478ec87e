"""What a writer offers is used only when it is true, grounded, inclusive and plain."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from nlp.ports import WritingTask
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.sections import Provenance, SectionKind, WrittenSection
from nlp.posts.verify import Checks, Reason
from nlp.posts.write import write
from nlp.rules.wording import Dimension, WordingRule, WordingRules
from seeds.packs import read_packs
from tests.nlp.samples import NOT_YET, PAGE, no_skills, sample_brief

PACKS = read_packs()
GB = sample_brief(PACKS["GB"])


@dataclass(frozen=True)
class Parrot:
    """A writer that offers the same text for everything."""

    text: str
    name: str = "parrot"
    is_model: bool = True

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Callable[[], bool]
    ) -> Iterator[tuple[str, Sequence[str]]]:
        return ((task.id, [self.text]) for task in tasks)


def written_by(text: str) -> dict[SectionKind, WrittenSection]:
    packs = packs_of(GB, PACKS)
    planned = plan(GB, PAGE, packs)
    checks = Checks(planned, spot, WORDING)
    return {section.kind: section for section in write(planned, Parrot(text), checks)}


def spot(text: str) -> frozenset[str]:
    return frozenset(name for name in ("kafka", "xero") if name in text.lower())


WORDING = WordingRules(
    "en", (WordingRule("en-rockstar", Dimension.GENDER_CODED, re.compile("rockstar")),)
)


def test_an_accepted_text_is_marked_as_the_models_and_counted() -> None:
    hook = written_by("Keep each receipt and payment in good order for the next person.")[
        SectionKind.HOOK
    ]
    assert hook.provenance is Provenance.MODEL
    assert (hook.candidates, hook.accepted) == (1, 1)
    assert hook.body.endswith("Keep each receipt and payment in good order for the next person.")


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
    section = written_by(text)[SectionKind.HOOK]
    assert section.provenance is Provenance.LIBRARY
    assert (section.candidates, section.accepted) == (1, 0)
    assert any(section.body.endswith(own) for own in PAGE.hooks)


def test_a_text_that_repeats_another_unit_is_refused() -> None:
    planned = plan(GB, PAGE, packs_of(GB, PACKS))
    hook = next(unit for unit in planned.units if unit.id == "hook")
    checks = Checks(planned, spot, WORDING)
    assert checks.reasons(PAGE.hooks[0], hook, [PAGE.hooks[0]]) == (Reason.DUPLICATE,)


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
