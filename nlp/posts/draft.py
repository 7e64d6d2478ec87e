"""A post at one moment of its writing: the text of each unit, and the sections they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.ports import Similar
from nlp.posts.compose import composed, nothing_similar
from nlp.posts.manner import in_manner
from nlp.posts.sections import Provenance, SectionKind, WrittenSection, body_of
from nlp.posts.shingles import shingles
from nlp.posts.units import Plan, Unit, filled

_PROSE_PROVENANCE = (
    Provenance.MODEL,
    Provenance.LIBRARY,
    Provenance.INPUT,
    Provenance.RULE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a unit with its placeholders. `candidates` counts what a model offered for it."""

    unit: Unit
    raw: str
    by_model: bool = False
    candidates: int = 0

    @property
    def provenance(self) -> Provenance:
        return Provenance.MODEL if self.by_model else self.unit.provenance


@dataclass(frozen=True, slots=True)
class Draft:
    """A complete post: `texts` has every unit of the plan by its id, in reading order."""

    plan: Plan
    texts: Mapping[str, Text]

    def after(self, text: Text) -> "Draft":
        """Give the draft with another text for one unit."""
        return replace(self, texts={**self.texts, text.unit.id: text})

    @property
    def shingles(self) -> frozenset[int]:
        """Shingles of all texts that a writer may word, as other employers' posts must not hold."""
        return shingles(*(text.raw for text in self.texts.values() if text.unit.rewritable))

    def sections(self) -> tuple[WrittenSection, ...]:
        return tuple(map(self.section, self.plan.kinds))

    def section(self, kind: SectionKind) -> WrittenSection:
        """Give a section as it stands, its facts put back."""
        texts = [text for text in self.texts.values() if text.unit.section is kind]
        held = {text.provenance for text in texts}
        items = tuple(self._filled(text) for text in texts if text.unit.bullet)
        return WrittenSection(
            kind=kind,
            heading=self.plan.headings[kind],
            body=body_of(self._paragraphs(texts), items),
            items=items,
            provenance=next(own for own in _PROSE_PROVENANCE if own in held),
            candidates=sum(text.candidates for text in texts),
            accepted=sum(text.by_model for text in texts),
        )

    def _paragraphs(self, texts: Sequence[Text]) -> tuple[str, ...]:
        paragraphs: list[str] = []
        for text in texts:
            if text.unit.joined and paragraphs:
                paragraphs[-1] += f" {self._filled(text)}"
            elif not text.unit.bullet:
                paragraphs.append(self._filled(text))
        return tuple(paragraphs)

    def _filled(self, text: Text) -> str:
        is_duty = text.unit.section is SectionKind.RESPONSIBILITIES
        raw = in_manner(text.raw, self.plan.manner) if is_duty else text.raw
        return filled(raw, self.plan.facts)


def compose(plan: Plan, similar: Similar = nothing_similar) -> Draft:
    """Word every unit out of its authored wordings: complete and publishable as it is."""
    return Draft(plan, {own.id: Text(own, composed(own, plan, similar)) for own in plan.units})
