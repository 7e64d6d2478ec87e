"""A CV as a caller gives it: text at hand, or the id of a file that a worker will read."""

import uuid
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from db.files import claim_upload
from graph.context import Context
from graph.errors import RefusedError, UserErrorCode, not_found, refused
from graph.post_inputs import is_storable
from nlp.documents.cleaning import cleaned
from nlp.documents.outcome import MAX_TEXT, Hidden, HiddenCount


@dataclass(frozen=True, slots=True)
class GivenCv:
    """One of `text`, without what no reader sees, and `upload_id`; `path` is where they stood."""

    path: tuple[str, ...]
    text: str | None = None
    hidden: tuple[Hidden, ...] = field(default=())
    upload_id: uuid.UUID | None = None


def given_cv(cv_text: str | None, upload_id: str | None, *path: str) -> GivenCv:
    """Check the two arguments below `path`; refuse none, both, and text that is none."""
    if (cv_text is None) == (upload_id is None):
        raise refused("Give the CV once: `cvText` or `uploadId`.", *path, "cvText")
    if upload_id is None:
        return _given_text(cv_text or "", *path)
    try:
        return GivenCv(path, upload_id=uuid.UUID(upload_id))
    except ValueError:
        raise _no_upload(path) from None


def _given_text(text: str, *path: str) -> GivenCv:
    if len(text) > MAX_TEXT:
        message = f"The CV has {len(text)} characters; at most {MAX_TEXT} fit. Leave out annexes."
        raise refused(message, *path, "cvText", code=UserErrorCode.TOO_LARGE)
    if not is_storable(text):
        message = "The CV holds bytes that are no text: save it as UTF-8 and try again."
        raise refused(message, *path, "cvText", code=UserErrorCode.UNREADABLE_FILE)
    hidden = HiddenCount()
    seen = cleaned(text, hidden)
    if not seen:
        raise refused("The CV is empty: paste its text, or upload the file.", *path, "cvText")
    return GivenCv(path, text=seen, hidden=hidden.total())


async def claim(
    context: Context, session: AsyncSession, cv: GivenCv, workspace_id: uuid.UUID
) -> None:
    """Use up the file of a CV, if it has one, for an applicant of the workspace."""
    if cv.upload_id is None:
        return
    owner_id = context.caller.owner_id if context.caller else None
    statement = claim_upload(cv.upload_id, workspace_id, owner_id)
    if await session.scalar(statement) is None:
        raise _no_upload(cv.path)


def _no_upload(path: tuple[str, ...]) -> RefusedError:
    return not_found("upload", *path, "uploadId")
