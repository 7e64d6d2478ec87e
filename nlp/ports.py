"""Protocols between the rooms of the trade: what one room asks of another it does not import."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nlp.skills.taxonomy import Skill

FindSkill = Callable[[str], Skill | None]
"""Give the taxonomy's skill of that name, or None."""

SpotSkills = Callable[[str], frozenset[str]]
"""Give the slugs of all skills that a text names."""

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Give one row of unit length for each text; rows of like meaning have a product near 1."""


class PhraseKind(StrEnum):
    """What a phrase of a CV names: something one does, or something one knows."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True)
class Phrase:
    """text[start:end] names a skill or knowledge, with this probability (0 to 1)."""

    start: int
    end: int
    kind: PhraseKind
    probability: float


class Tagger(Protocol):
    """Whoever finds phrases that name skills, in sentences of a few words to a few lines."""

    def tag(self, texts: Sequence[str]) -> Sequence[tuple[Phrase, ...]]:
        """Give the phrases of each text in order of their start, offsets in code points.

        Phrases of one kind never overlap; a skill and a knowledge may.
        """


Similar = Callable[[str, Sequence[str]], Sequence[float]]
"""Give how alike in meaning a text is to each of others: cosines, -1 to 1."""

SeenElsewhere = Callable[[frozenset[int]], frozenset[int]]
"""Give those of some shingles that a post of another employer holds."""

Stop = Callable[[], bool]
"""Say whether the work in progress should end now; asked often, so it must be cheap."""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """One sentence, paragraph or bullet to be written anew.

    `texts` are authored wordings of what it must say, the one in use first; {placeholders} in them
    stand for facts and must come out once each, unchanged. `section` is the kind of section it
    stands in, `bullet` says whether it is a list item. `authored` are all forms of the wordings:
    none of them is a new text. The same task, with the same `seed`, has the same candidates. In a
    second round `refused` holds the texts that were turned down and `reason` says why, in words
    that a model understands.
    """

    id: str
    section: str
    texts: tuple[str, ...]
    bullet: bool
    context: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    authored: tuple[str, ...] = ()
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
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield (task id, candidates best first) as each is ready; no candidates: nothing to say.

        Ends early, within 200 ms, once `stop()` is true.
        """


class WriterKind(StrEnum):
    """Who words a post: authored wordings alone, the bundled model, or one that the user names."""

    COMPOSER = "composer"
    BUNDLED = "bundled"
    NAMED = "named"


class Precision(StrEnum):
    """How the weights of a named model are held."""

    INT8 = "int8"
    BF16 = "bf16"
    FP32 = "fp32"


@dataclass(frozen=True, slots=True)
class WriterChoice:
    """Which writer to load. `kind` None: the best there is; `model` is a hub id or a folder.

    A hub id that is not in the local cache is fetched only with `may_download`. `precision` None
    is int8 on a CPU and bf16 on a GPU.

    `nlp.runtime.writers.load_writer(choice)` gives the writer, or None for the composer alone.
    """

    kind: WriterKind | None = None
    model: str | None = None
    may_download: bool = False
    precision: Precision | None = None
