"""A post at one moment of its writing: the text of each unit, and the sections they make."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nlp.posts.compose import composed
from nlp.posts.sections import Provenance, SectionKind, WrittenSection, body_of
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
            body=body_of(self._paragraphs(kind, texts), items),
            items=items,
            provenance=next(own for own in _PROSE_PROVENANCE if own in held),
            candidates=sum(text.candidates for text in texts),
            accepted=sum(text.by_model for text in texts),
        )

    def _paragraphs(self, kind: SectionKind, texts: list[Text]) -> tuple[str, ...]:
        """Run the sentences of hook and application together; elsewhere each is a paragraph."""
        plain = [self._filled(text) for text in texts if not text.unit.bullet]
        if kind in (SectionKind.HOOK, SectionKind.HOW_TO_APPLY):
            return (" ".join(plain),)
        return tuple(plain)

    def _filled(self, text: Text) -> str:
        return filled(text.raw, self.plan.facts)


def compose(plan: Plan) -> Draft:
    """Word every unit out of its authored wordings: complete and publishable as it is."""
    return Draft(plan, {unit.id: Text(unit, composed(unit, plan)[0]) for unit in plan.units})
