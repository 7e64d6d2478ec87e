"""Ranking jobs: place an applicant, place whoever is unplaced, or rank a post anew."""

import uuid

from sqlalchemy import select

from db.applicants import applicant_by_id
from db.progress import ProgressWriter
from db.rows import ApplicantRow, PostRow
from db.sessions import Sessions
from nlp.runtime.embedding import Embedder
from nlp.runtime.weights import MINILM
from workers.actors.asking import Asking
from workers.actors.placing import POST, Placer
from workers.actors.reranking import CHUNKS_OF, Reranker
from workers.handle import Done, JobHandle, PermanentError


class Ranker:
    """Handles RANKING. The arguments say what is to be done; without them the subject does: an
    applicant to place, or a post to rank anew.
    """

    def __init__(self, sessions: Sessions, progress: ProgressWriter, embedder: Embedder) -> None:
        self._sessions = sessions
        asked = Asking(sessions, embedder.embed, MINILM)
        self._placer = Placer(sessions, progress, asked)
        self._reranker = Reranker(sessions, progress, asked)

    def __call__(self, handle: JobHandle) -> Done:
        job = handle.job
        if POST in job.args:
            post_id = self._post(handle, uuid.UUID(job.args[POST]))
            return self._placer.place_unplaced(handle, post_id)
        if CHUNKS_OF in job.args:
            post_id = self._post(handle, uuid.UUID(job.args["post"]))
            return self._reranker.help(handle, uuid.UUID(job.args[CHUNKS_OF]), post_id)
        applicant = self._applicant(handle)
        if applicant is not None:
            return self._placer.place_one(handle, applicant.post_id, applicant.id)
        return self._reranker.lead(handle, self._post(handle, job.subject_id))

    def _applicant(self, handle: JobHandle) -> ApplicantRow | None:
        with self._sessions() as session:
            row: ApplicantRow | None = session.scalar(
                applicant_by_id(handle.job.subject_id, handle.job.workspace_id)
            )
        return row

    def _post(self, handle: JobHandle, post_id: uuid.UUID) -> uuid.UUID:
        """Give the id of a post of the job's own workspace."""
        own = select(PostRow.id).where(
            PostRow.id == post_id, PostRow.workspace_id == handle.job.workspace_id
        )
        with self._sessions() as session:
            if session.scalar(own) is None:
                raise PermanentError("NOT_FOUND", "The post or applicant is gone.")
        return post_id
