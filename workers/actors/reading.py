"""Get the text of an applicant's CV: out of their row, or once out of the file that they sent."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.files import chunks_of
from db.rows import ApplicantRow, UploadRow
from nlp.documents.outcome import DocumentText, Hidden, Unreadable, UnreadableReason
from nlp.documents.sandbox import read_document
from nlp.skills.extraction import PIPELINE
from workers.handle import JobHandle, PermanentError


def text_of(handle: JobHandle, applicant: ApplicantRow) -> str | Unreadable:
    """Give the text; a file's is stored before it is given, and then the file goes."""
    if (applicant.cv_text or "").strip():
        return applicant.cv_text or ""
    if applicant.upload_id is None:
        return Unreadable(UnreadableReason.EMPTY)
    with handle.transaction() as session:
        content = b"".join(session.scalars(chunks_of(applicant.upload_id)))
    outcome = read_document(content)
    if isinstance(outcome, Unreadable):
        return outcome
    _store(handle, applicant, outcome)
    return outcome.text


def gone() -> PermanentError:
    return PermanentError("NOT_FOUND", "The applicant was erased before the CV was read.")


def _store(handle: JobHandle, applicant: ApplicantRow, document: DocumentText) -> None:
    with handle.transaction() as session:
        row = session.get(ApplicantRow, applicant.id, with_for_update=True)
        if row is None:
            raise gone()
        row.cv_text, row.upload_id = document.text, None
        row.unreadable_reason, row.unreadable_by = None, None
        row.hidden_text = _told(document.hidden)
        session.flush()
        session.execute(delete(UploadRow).where(UploadRow.id == applicant.upload_id))


def _told(hidden: tuple[Hidden, ...]) -> list[dict[str, Any]]:
    return [{"kind": one.kind.value, "characters": one.characters} for one in hidden]


@dataclass(frozen=True, slots=True)
class NoText:
    """A CV without text is never ranked as if it were an empty one; its file is kept."""

    applicant_id: uuid.UUID
    unreadable: Unreadable

    def __call__(self, session: Session) -> None:
        row = session.get(ApplicantRow, self.applicant_id, with_for_update=True)
        if row is None:
            return
        if row.status in {"RECEIVED", "UNREADABLE"}:
            row.status = "UNREADABLE"
        row.unreadable_reason, row.unreadable_by = self.unreadable.reason.value, PIPELINE
        row.hidden_text = _told(self.unreadable.hidden)
