"""Write a planned post section by section: offer, check, else the authored text."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from nlp.ports import Writer, WritingTask
from nlp.posts.compose import composed
from nlp.posts.sections import Provenance, SectionKind, WrittenSection, body_of
from nlp.posts.units import Plan, Unit, filled
from nlp.posts.verify import Checks

_PROSE_PROVENANCE = (
    Provenance.MODEL,
    Provenance.LIBRARY,
    Provenance.INPUT,
    Provenance.RULE,
)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a unit, facts put back, and how it came about."""

    unit: Unit
    raw: str
    text: str
    provenance: Provenance
    candidates: int = 0
    accepted: int = 0


def write(
    plan: Plan, writer: Writer, checks: Checks, *, only: Collection[SectionKind] | None = None
) -> Iterator[WrittenSection]:
    """Yield each finished section in reading order; `only` limits it to some kinds.

    The caller may stop between two sections. Each text of the writer is checked; where none
    passes, the authored wording stands.
    """
    written: list[str] = []
    for kind in plan.kinds:
        if only is not None and kind not in only:
            continue
        texts = list(_texts(plan.of_section(kind), plan, writer, checks, written))
        yield _section(kind, plan, texts)


def _texts(
    units: Sequence[Unit], plan: Plan, writer: Writer, checks: Checks, written: list[str]
) -> Iterator[_Text]:
    tasks = [_task(unit, plan) for unit in units if unit.rewritable]
    offers = dict(writer.offer(tasks, stop=lambda: False))
    for unit in units:
        accepts = partial(_accepts, checks, unit, written)
        text = _text(unit, plan, writer, candidates=offers.get(unit.id, ()), accepts=accepts)
        written.append(text.raw)
        yield text


def _task(unit: Unit, plan: Plan) -> WritingTask:
    return WritingTask(unit.id, unit.section.value, unit.wordings, unit.bullet, plan.context)


def _text(
    unit: Unit,
    plan: Plan,
    writer: Writer,
    *,
    candidates: Sequence[str],
    accepts: Callable[[str], bool],
) -> _Text:
    """Take the first candidate that passes, else the authored wording."""
    accepted = next(filter(accepts, candidates), None)
    raw = composed(unit, plan)[0] if accepted is None else accepted
    by_model = writer.is_model and accepted is not None
    return _Text(
        unit=unit,
        raw=raw,
        text=filled(raw, plan.facts),
        provenance=Provenance.MODEL if by_model else unit.provenance,
        candidates=len(candidates) if writer.is_model else 0,
        accepted=int(by_model),
    )


def _accepts(checks: Checks, unit: Unit, written: Sequence[str], text: str) -> bool:
    return not checks.reasons(text, unit, written)


def _section(kind: SectionKind, plan: Plan, texts: Sequence[_Text]) -> WrittenSection:
    held = {text.provenance for text in texts}
    items = tuple(text.text for text in texts if text.unit.bullet)
    return WrittenSection(
        kind=kind,
        heading=plan.headings[kind],
        body=body_of(_paragraphs(kind, texts), items),
        items=items,
        provenance=next(own for own in _PROSE_PROVENANCE if own in held),
        candidates=sum(text.candidates for text in texts),
        accepted=sum(text.accepted for text in texts),
    )


def _paragraphs(kind: SectionKind, texts: Sequence[_Text]) -> tuple[str, ...]:
    """Run the sentences of hook and application together; elsewhere each is a paragraph."""
    plain = [text.text for text in texts if not text.unit.bullet]
    if kind in (SectionKind.HOOK, SectionKind.HOW_TO_APPLY):
        return (" ".join(plain),)
    return tuple(plain)
