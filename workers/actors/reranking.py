"""Rank a whole post anew: in chunks, by as many workers as are free, published in one step."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.jobs import NewJob, insert_job, queued_event
from db.progress import ProgressWriter, ranking_stream
from db.reranking import (
    BRING_ALONG,
    FORGET_WITHDRAWN,
    add_chunks,
    discard_older,
    discard_unpublished,
    has_stale,
    next_chunk,
    progress_of,
    rankable_ids,
    redo_stale,
)
from db.rows import RankingChunkRow
from db.sessions import Sessions
from workers.actors.asking import Asking, told_by
from workers.actors.assessing import AT_A_TIME, assess, store
from workers.actors.board import locked_ranking, moves_between, places, publish, tell_entries
from workers.handle import Done, JobCancelledError, JobHandle, MoreWorkError
from workers.inputs import Asked

CHUNKS_OF = "chunks_of"
"""The argument that makes a RANKING job help another one with its chunks."""

ASKED_BY = "asked_by"
"""The argument that names the actor who asked for a new ranking."""

_HELPERS = 7
_HELPING_PRIORITY = 120
"""After everything else: a re-rank must not keep CVs from being read."""
_LOOK_SECONDS = 0.1


class Reranker:
    """Leads a re-rank, or helps with one. A chunk is taken by a lock that its worker's death ends,
    so that no chunk is lost and none is stored twice.
    """

    def __init__(self, sessions: Sessions, progress: ProgressWriter, asked: Asking) -> None:
        self._asked = asked
        self._sessions = sessions
        self._progress = progress

    def lead(self, handle: JobHandle, post_id: uuid.UUID) -> Done:
        """Assess everybody into the next generation, which nobody sees before it is whole."""
        asked = self._kept(post_id)
        try:
            ranking_id = self._plan(handle, post_id, asked)
            self._work_off(handle, asked)
        except JobCancelledError:
            self._discard(handle.job.workspace_id, post_id)
            raise
        return Done(
            result_type="Ranking",
            result_id=ranking_id,
            write=_Publication(handle, post_id, asked),
            after=lambda: self._progress.ring(ranking_stream(post_id)),
        )

    def help(self, handle: JobHandle, job_id: uuid.UUID, post_id: uuid.UUID) -> Done:
        """Take chunks of the job until there are none."""
        asked = self._kept(post_id)
        while self._assess_chunk(job_id, asked):
            handle.raise_if_stopped()
        return Done()

    def _plan(self, handle: JobHandle, post_id: uuid.UUID, asked: Asked) -> uuid.UUID:
        """Cut the applicants into chunks, unless an earlier attempt of this job did; what that one
        held against other criteria is done anew.
        """
        job = handle.job
        with handle.transaction() as session:
            ranking = locked_ranking(session, post_id, job.workspace_id)
            if session.scalar(_planned(job.id)) is None:
                for statement in discard_unpublished(ranking.id, ranking.generation):
                    session.execute(statement)
                ids = session.scalars(rankable_ids(post_id)).all()
                chunks = [ids[n : n + AT_A_TIME] for n in range(0, len(ids), AT_A_TIME)]
                if chunks:
                    session.execute(add_chunks(ranking, job.id, chunks))
                _ask_for_help(session, job.workspace_id, job.id, post_id, chunks=len(chunks))
            for step in redo_stale(ranking, asked.digest):
                session.execute(step)
            return ranking.id

    def _work_off(self, handle: JobHandle, asked: Asked) -> None:
        while True:
            handle.raise_if_stopped()
            taken = self._assess_chunk(handle.job.id, asked)
            with self._sessions() as session:
                left, done, total = session.execute(progress_of(handle.job.id)).one()
            handle.tick(done=done, total=total, stage="assessing applicants")
            if not left:
                return
            if not taken:
                handle.cancelled.wait(_LOOK_SECONDS)

    def _assess_chunk(self, job_id: uuid.UUID, asked: Asked) -> bool:
        """Take a chunk that nobody works on and assess it; False when there is none."""
        with self._sessions.begin() as session:
            chunk: RankingChunkRow | None = session.scalar(next_chunk(job_id))
            if chunk is None:
                return False
            scored = assess(session, chunk.applicant_ids, asked)
            store(
                session,
                scored,
                ranking_id=chunk.ranking_id,
                generation=chunk.generation,
                workspace_id=chunk.workspace_id,
            )
            chunk.done = True
        return True

    def _kept(self, post_id: uuid.UUID) -> Asked:
        """Give the post, its criteria stored at once: so helpers find them, and need no model."""
        asked = self._asked(post_id)
        with self._sessions.begin() as session:
            asked.keep(session, post_id)
        return asked

    def _discard(self, workspace_id: uuid.UUID, post_id: uuid.UUID) -> None:
        with self._sessions.begin() as session:
            ranking = locked_ranking(session, post_id, workspace_id)
            for statement in discard_unpublished(ranking.id, ranking.generation):
                session.execute(statement)


@dataclass(frozen=True, slots=True)
class _Publication:
    """Make the next generation the present one, in the transaction that ends the job.

    Where the post has come to ask for something else, there is more work: all are held against the
    same. Whoever edits the post locks the job's row, so nothing comes between look and end.
    """

    handle: JobHandle
    post_id: uuid.UUID
    asked: Asked

    def __call__(self, session: Session) -> None:
        ranking = locked_ranking(session, self.post_id, self.handle.job.workspace_id)
        stale = session.scalar(has_stale(ranking, self.asked.digest))
        if stale or told_by(session, self.post_id) != self.asked.told:
            raise MoreWorkError
        assessed = _assessed(session, self.handle.job.id)
        before = places(session, ranking, ())
        ranking.generation += 1
        session.flush()
        which = {"ranking": ranking.id, "generation": ranking.generation}
        session.execute(BRING_ALONG, which)
        session.execute(FORGET_WITHDRAWN, which)
        for statement in discard_older(ranking.id, ranking.generation):
            session.execute(statement)
        after = places(session, ranking, ())
        tell_entries(self.handle, session, ranking, after, assessed)
        moves, asked_by = list(moves_between(before, after)), self.handle.job.args.get(ASKED_BY)
        publish(session, ranking, moves, assessed=len(assessed), asked_by=asked_by)


def _planned(job_id: uuid.UUID) -> Select[uuid.UUID]:
    return select(RankingChunkRow.job_id).where(RankingChunkRow.job_id == job_id).limit(1)


def _assessed(session: Session, job_id: uuid.UUID) -> list[uuid.UUID]:
    chunks: Sequence[RankingChunkRow] = session.scalars(
        select(RankingChunkRow).where(RankingChunkRow.job_id == job_id)
    ).all()
    return [applicant_id for chunk in chunks for applicant_id in chunk.applicant_ids]


def _ask_for_help(
    session: Session, workspace_id: uuid.UUID, job_id: uuid.UUID, post_id: uuid.UUID, *, chunks: int
) -> None:
    for number in range(min(chunks - 1, _HELPERS)):
        helper = NewJob(
            workspace_id,
            "RANKING",
            uuid.uuid5(job_id, str(number)),
            args={CHUNKS_OF: str(job_id), "post": str(post_id)},
            priority=_HELPING_PRIORITY,
        )
        if session.scalar(insert_job(helper)) is not None:
            session.execute(queued_event(helper))
