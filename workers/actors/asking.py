"""Load what a post asks for, and make it ready to compare, once for each text of it."""

import threading
import uuid
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rows import PostRow
from db.sessions import Sessions
from db.snapshots import newest_criteria
from nlp.ports import Embed
from nlp.ranking.asked import RankedRequirement
from nlp.ranking.criteria import Vectors, ask
from workers.actors.assessing import requirements_of
from workers.inputs import Asked, vectors_from

_MOST_KEPT = 64

_Told = tuple[str, tuple[RankedRequirement, ...]]


class Asking:
    """Gives posts as ranking compares them; what was embedded is kept for the next chunk.

    `embedding` names the model behind `embed`. What another worker embedded and stored is taken
    from there, so that one alone loads the model; and no transaction waits for it meanwhile.
    """

    def __init__(self, sessions: Sessions, embed: Embed, embedding: str) -> None:
        self._sessions = sessions
        self._embed = embed
        self._embedding = embedding
        self._lock = threading.Lock()
        self._kept: dict[_Told, Asked] = {}

    def __call__(self, post_id: uuid.UUID) -> Asked:
        with self._sessions() as session:
            told = told_by(session, post_id)
        with self._lock:
            if told not in self._kept:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                embed = _completed(self._known(post_id), self._embed)
                made = ask(*told, embed, embedding=self._embedding)
                self._kept[told] = Asked.of(*made)
            return self._kept[told]

    def _known(self, post_id: uuid.UUID) -> Mapping[str, Vectors]:
        with self._sessions() as session:
            row = session.scalar(newest_criteria(post_id))
        return vectors_from(row, self._embedding) if row else {}


def told_by(session: Session, post_id: uuid.UUID) -> _Told:
    """Load the title of a post and what it asks for."""
    title = session.scalar(select(PostRow.title).where(PostRow.id == post_id)) or ""
    return title, tuple(requirements_of(session, post_id))


def _completed(known: Mapping[str, Vectors], embed: Embed) -> Embed:
    """Embed what is not known; a vector depends on its text alone."""

    def completed(texts: Sequence[str]) -> Vectors:
        new = [text for text in texts if text not in known]
        vectors = {**known, **dict(zip(new, embed(new), strict=True))} if new else known
        return np.stack([vectors[text] for text in texts])

    return completed
