"""Load what a post asks for, and make it ready to compare, once for each text of it."""

import threading
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rows import PostRow
from nlp.ports import Embed
from nlp.ranking.asked import RankedRequirement
from nlp.ranking.criteria import ask
from workers.actors.assessing import requirements_of
from workers.inputs import Asked

_MOST_KEPT = 64

_Key = tuple[str, tuple[RankedRequirement, ...]]


class Asking:
    """Gives posts as ranking compares them; what was embedded is kept for the next chunk.

    `embedding` names the model behind `embed`.
    """

    def __init__(self, embed: Embed, embedding: str) -> None:
        self._embed = embed
        self._embedding = embedding
        self._lock = threading.Lock()
        self._kept: dict[_Key, Asked] = {}

    def __call__(self, session: Session, post_id: uuid.UUID) -> Asked:
        title = session.scalar(select(PostRow.title).where(PostRow.id == post_id)) or ""
        return self._post(title, requirements_of(session, post_id))

    def _post(self, title: str, requirements: Sequence[RankedRequirement]) -> Asked:
        key = (title, tuple(requirements))
        with self._lock:
            if key not in self._kept:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                made = ask(title, requirements, self._embed, embedding=self._embedding)
                self._kept[key] = Asked.of(*made)
            return self._kept[key]
