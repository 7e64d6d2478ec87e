"""Protocols between the rooms of the trade: what one room asks of another it does not import."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nlp.skills.taxonomy import Skill

FindSkill = Callable[[str], Skill | None]
"""Give the taxonomy's skill of that name, or None."""

SpotSkills = Callable[[str], frozenset[str]]
"""Give the slugs of all skills that a text names."""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """One sentence, paragraph or bullet to be written anew.

    `texts` are authored wordings of what it must say; {placeholders} in them stand for facts and
    must come out once each, unchanged. `section` is the kind of section it stands in, `bullet`
    says whether it is a list item. `refused` are texts that were turned down already, for the
    `reason` given: another is wanted.
    """

    id: str
    section: str
    texts: tuple[str, ...]
    bullet: bool
    context: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    reason: str | None = None


class Writer(Protocol):
    """Whoever offers texts for a post. Nothing it offers is used before it passes the checks."""

    @property
    def name(self) -> str:
        """Name and version, for the record of the post."""

    @property
    def is_model(self) -> bool:
        """True when the texts come from a language model."""

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Callable[[], bool]
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the id of each task with its candidates, best first, as soon as they are ready.

        No candidates where it has nothing to say. Ends early soon after `stop` turns true.
        """
