"""Load what a post asks for, and make it ready to compare, once for each text of it."""

import threading
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rows import PostRow
from nlp.ports import Embed
from nlp.ranking.asked import RankedPost, RankedRequirement
from workers.actors.assessing import requirements_of

_MOST_KEPT = 64

_Key = tuple[str, tuple[RankedRequirement, ...]]


class Asking:
    """Gives posts as ranking compares them; what was embedded is kept for the next chunk."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._lock = threading.Lock()
        self._kept: dict[_Key, RankedPost] = {}

    def __call__(self, session: Session, post_id: uuid.UUID) -> RankedPost:
        title = session.scalar(select(PostRow.title).where(PostRow.id == post_id)) or ""
        return self._post(title, requirements_of(session, post_id))

    def _post(self, title: str, requirements: Sequence[RankedRequirement]) -> RankedPost:
        key = (title, tuple(requirements))
        with self._lock:
            if key not in self._kept:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = RankedPost.of(title, requirements, self._embed)
            return self._kept[key]
