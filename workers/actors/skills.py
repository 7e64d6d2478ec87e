"""Read the skills out of an applicant's CV, then have the applicant ranked."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import delete, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.applicants import applicant_by_id, disowned_skills
from db.progress import ProgressWriter
from db.rows import ApplicantRow, ExtractedSkillRow, ProfileReadingRow, SkillProfileRow
from db.sessions import Sessions
from nlp.documents.outcome import Unreadable
from nlp.ranking.blinding import blind
from nlp.ranking.reading import READING, packed, read
from nlp.runtime.embedding import Embedder
from nlp.skills.extraction import PIPELINE
from nlp.skills.found import FoundSkill, Mention
from workers.actors.batches import batch_of, read_batch
from workers.actors.placing import request_placing
from workers.actors.reading import NoText, gone, text_of
from workers.actors.taxonomy import ReaderAtFirstUse
from workers.handle import Done, JobHandle
from workers.inputs import keep_profile

log = structlog.get_logger(__name__)

_EXTRACTED = ("RECEIVED", "UNREADABLE")


class StaleTextError(Exception):
    """The applicant added to their CV while it was read: it is read again."""


class SkillReader:
    """Handles SKILL_EXTRACTION; the subject is an applicant, or what `batch_of` says."""

    def __init__(self, sessions: Sessions, progress: ProgressWriter, embedder: Embedder) -> None:
        self._reader = ReaderAtFirstUse(sessions, embedder)
        self._progress = progress

    def warm(self) -> None:
        """Load the models ahead of the first CV; where that fails, the first CV tries again."""
        try:
            self._reader().warm()
        except SQLAlchemyError as error:
            log.warning("models not loaded yet", reason=type(error).__name__)

    def __call__(self, handle: JobHandle) -> Done:
        """Replace the skill profile of each applicant; raise PermanentError when they are gone."""
        job = handle.job
        batch = batch_of(job)
        if batch is not None:
            return read_batch(handle, batch, self._read)
        with handle.transaction() as session:
            applicant = session.scalar(applicant_by_id(job.subject_id, job.workspace_id))
        if applicant is None:
            raise gone()
        handle.tick(done=0, total=1, stage="reading the CV")
        outcome = self._read(handle, applicant)
        if isinstance(outcome, NoText):
            return Done(write=outcome)
        handle.tick(done=1, total=1, stage="saving the profile")
        return Done(result_type="SkillProfile", result_id=outcome.id, write=outcome)

    def _read(self, handle: JobHandle, applicant: ApplicantRow) -> "_Profile | NoText":
        text = text_of(handle, applicant)
        if isinstance(text, Unreadable):
            return NoText(applicant.id, text)
        reader = self._reader()
        today = datetime.now(UTC).date()
        blinded = _blind(applicant, text)
        found = reader.extractor.extract(blinded, today=today)
        reading = packed(read(blinded, reader.embed))
        return _Profile(uuid.uuid4(), applicant, text, found, reading, reader.ids)


def _blind(applicant: ApplicantRow, text: str) -> str:
    """Give the CV without who wrote it, at the same offsets: all that extraction may read."""
    known = [told for told in (applicant.name, applicant.email) if told]
    return blind(text, known=known)


@dataclass(frozen=True, slots=True)
class _Profile:
    id: uuid.UUID
    applicant: ApplicantRow
    text: str
    found: Sequence[FoundSkill]
    reading: bytes
    skill_ids: dict[str, uuid.UUID]

    def __call__(self, session: Session) -> None:
        owner = self.applicant
        # Jobs are locked before applicants, everywhere.
        request_placing(session, owner.workspace_id, owner.post_id)
        present = session.get(ApplicantRow, owner.id, with_for_update={"key_share": True})
        if present is None:
            raise gone()
        if present.cv_text != self.text:
            raise StaleTextError
        keep_profile(session, present)
        session.execute(delete(SkillProfileRow).where(SkillProfileRow.applicant_id == owner.id))
        session.add(
            SkillProfileRow(
                id=self.id, applicant_id=owner.id, workspace_id=owner.workspace_id, model=PIPELINE
            )
        )
        session.flush()
        session.add(
            ProfileReadingRow(
                profile_id=self.id,
                workspace_id=owner.workspace_id,
                model=READING,
                content=self.reading,
            )
        )
        if self.found:
            disowned = set(session.scalars(disowned_skills(owner.id)))
            session.execute(insert(ExtractedSkillRow), self._rows(disowned))
        if present.status in _EXTRACTED:
            present.status = "READY"

    def _rows(self, disowned: Collection[str]) -> list[dict[str, object]]:
        return [
            {
                "profile_id": self.id,
                "position": position,
                "workspace_id": self.applicant.workspace_id,
                "skill_id": self.skill_ids.get(skill.slug or ""),
                "name": skill.name,
                "confidence": skill.confidence,
                "years": skill.years,
                "last_used": skill.last_used,
                "level": skill.level.value if skill.level else None,
                "counted": skill.counted and skill.name.casefold() not in disowned,
                "disowned": skill.name.casefold() in disowned,
                "mentions": [
                    _stored(mention, disowned=skill.name.casefold() in disowned)
                    for mention in skill.mentions
                ],
            }
            for position, skill in enumerate(self.found)
        ]


def _stored(mention: Mention, *, disowned: bool) -> dict[str, object]:
    return {
        "start": mention.start,
        "end": mention.end,
        "negated": mention.negated or disowned,
        "years": mention.years,
        "last_used": mention.last_used.isoformat() if mention.last_used else None,
        "level": mention.level.value if mention.level else None,
    }
