"""Build the skill extractor from the taxonomy in the database, once a process."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from db.rows import SkillRow
from db.sessions import Sessions
from db.skills import taxonomy
from nlp.ports import Embed
from nlp.runtime.embedding import DIMENSIONS, Embedder
from nlp.runtime.tagger import TrainedTagger
from nlp.skills.extraction import Extractor
from nlp.skills.linking import Linker
from nlp.skills.trained import TrainedPhrases
from seeds.rows import skill_of

_LINE = "Ready to read the first of many lives."


@dataclass(frozen=True, slots=True)
class Reader:
    """An extractor and the rows that its slugs stand for."""

    extractor: Extractor
    ids: dict[str, uuid.UUID]
    embed: Embed

    def warm(self) -> None:
        """Read a line, so that the models are in memory."""
        self.embed([_LINE])
        self.extractor.extract(_LINE, today=datetime.now(UTC).date())


class ReaderAtFirstUse:
    """Gives one `Reader` for the whole process.

    Building it takes about a second; the models are loaded by `Reader.warm` or with the first CV.
    One built before the taxonomy is there is not kept.
    """

    def __init__(self, sessions: Sessions, embedder: Embedder) -> None:
        self._sessions = sessions
        self._embedder = embedder
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def __call__(self) -> Reader:
        with self._lock:
            if self._reader is None or not self._reader.ids:
                self._reader = self._build()
            return self._reader

    def _build(self) -> Reader:
        with self._sessions() as session:
            rows = session.scalars(taxonomy()).all()
        ids = {row.slug: row.id for row in rows}
        return Reader(_extractor(rows, self._embedder), ids, self._embedder.embed)


def _extractor(rows: Sequence[SkillRow], embedder: Embedder) -> Extractor:
    skills = [skill_of(row) for row in rows]
    linker = Linker(skills, vectors=_vectors(rows, embedder), embed=embedder.embed)
    return Extractor(skills, TrainedPhrases(skills, TrainedTagger(), linker))


def _vectors(rows: Sequence[SkillRow], embedder: Embedder) -> npt.NDArray[np.float32]:
    """Give the rows' vectors; names that the seeding has not embedded are embedded now."""
    vectors = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
    absent = [place for place, row in enumerate(rows) if row.embedding is None]
    vectors[absent] = embedder.embed([rows[place].name for place in absent])
    for place, row in enumerate(rows):
        if row.embedding is not None:
            vectors[place] = row.embedding
    return vectors
