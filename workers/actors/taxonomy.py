"""Build the skill extractor from the taxonomy in the database, once a process."""

import threading
import uuid
from dataclasses import dataclass

from db.sessions import Sessions
from db.skills import taxonomy
from nlp.skills.extraction import Extractor
from seeds.rows import skill_of


@dataclass(frozen=True, slots=True)
class Reader:
    """An extractor and the rows that its slugs stand for."""

    extractor: Extractor
    ids: dict[str, uuid.UUID]


class ReaderAtFirstUse:
    """Gives one `Reader` for the whole process; building it takes about a second."""

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
        return Reader(
            Extractor([skill_of(row) for row in rows]), {row.slug: row.id for row in rows}
        )
