"""Build the skill extractor from the taxonomy in the database, once a process."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Reader:
    """An extractor and the rows that its slugs stand for."""

    extractor: Extractor
    ids: dict[str, uuid.UUID]
    embed: Embed


class ReaderAtFirstUse:
    """Gives one `Reader` for the whole process.

    Building it takes about a second; the models are loaded with the first CV.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def __call__(self) -> Reader:
        with self._lock:
            if self._reader is None:
                self._reader = self._build()
            return self._reader

    def _build(self) -> Reader:
        with self._sessions() as session:
            rows = session.scalars(taxonomy()).all()
        embedder = Embedder()
        ids = {row.slug: row.id for row in rows}
        return Reader(_extractor(rows, embedder), ids, embedder.embed)


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
