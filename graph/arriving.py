"""New applicants of a post: checked as people, stored under handles that are free."""

import re
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.rows import ApplicantRow, PostRow
from graph.cvs import GivenCv
from graph.errors import refused
from graph.post_inputs import MAX_LINE, is_storable

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_HANDLE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_HANDLE_TRIES = 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who applies. `token_digest` is that of their own token, where they get one."""

    name: str
    email: str | None
    cv: GivenCv
    token_digest: bytes | None = None
    import_id: uuid.UUID | None = None


def checked_name(name: str, *path: str) -> str:
    text = name.strip()
    if not text or len(text) > MAX_LINE or not is_storable(text):
        raise refused(f"Give a name of 1 to {MAX_LINE} characters.", *path, "name")
    return text


def checked_email(email: str, *path: str) -> str:
    text = email.strip()
    if len(text) > 254 or not _EMAIL.fullmatch(text) or not is_storable(text):
        raise refused("Give an e-mail address such as a@example.org.", *path, "email")
    return text


async def store_arrivals(
    session: AsyncSession, post: PostRow, arrivals: Sequence[Arrival]
) -> list[ApplicantRow]:
    """Insert applicants, in their order, each under a handle that is free in the post."""
    stored: dict[int, ApplicantRow] = {}
    for attempt in range(_HANDLE_TRIES):
        waiting = [place for place in range(len(arrivals)) if place not in stored]
        if not waiting:
            break
        handles = _handles(len(waiting), letters=4 + attempt // 4)
        places = dict(zip(handles, waiting, strict=True))
        values = [_values(post, handle, arrivals[place]) for handle, place in places.items()]
        for row in await session.scalars(_insert(values)):
            stored[places[row.handle]] = row
    if len(stored) < len(arrivals):
        raise RuntimeError("no free handle was found")
    return [stored[place] for place in range(len(arrivals))]


def _handles(number: int, *, letters: int) -> set[str]:
    handles: set[str] = set()
    while len(handles) < number:
        code = "".join(secrets.choice(_HANDLE_LETTERS) for _ in range(letters))
        handles.add(f"Applicant {code}")
    return handles


def _values(post: PostRow, handle: str, arrival: Arrival) -> dict[str, Any]:
    cv = arrival.cv
    return {
        "workspace_id": post.workspace_id,
        "post_id": post.id,
        "handle": handle,
        "name": arrival.name,
        "email": arrival.email,
        "cv_text": cv.text,
        "hidden_text": [{"kind": h.kind, "characters": h.characters} for h in cv.hidden],
        "upload_id": cv.upload_id,
        "token_digest": arrival.token_digest,
        "import_id": arrival.import_id,
    }


def _insert(values: list[dict[str, Any]]) -> Any:
    return (
        insert(ApplicantRow)
        .values(values)
        .on_conflict_do_nothing(index_elements=["post_id", "handle"])
        .returning(ApplicantRow)
    )
