"""Place applicants into the present order of their post, as they roll in."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.jobs import NewJob, insert_or_hold
from db.progress import ProgressWriter, ranking_stream
from db.reranking import unplaced
from db.rows import RankingRow
from db.sessions import Sessions
from db.snapshots import is_changed
from workers.actors.asking import Asking
from workers.actors.assessing import AT_A_TIME, Scored, assess, store
from workers.actors.board import locked_ranking, moves_between, places, publish, tell_entries
from workers.handle import Done, JobHandle, MoreWorkError

POST = "unplaced_of"
"""The argument that makes a RANKING job place everybody of a post who has no place yet."""

_NAMESPACE = uuid.UUID("5a2d1f54-6c2e-4a0e-9a55-0f7d3f0f5b11")


def request_placing(session: Session, workspace_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Have the unplaced applicants of a post placed by one job, however many ask for it."""
    subject = uuid.uuid5(_NAMESPACE, str(post_id))
    insert_or_hold(session, NewJob(workspace_id, "RANKING", subject, args={POST: str(post_id)}))


class Placer:
    """Places one applicant, or all of a post that are unplaced, a batch at a time."""

    def __init__(self, sessions: Sessions, progress: ProgressWriter, asked: Asking) -> None:
        self._asked = asked
        self._sessions = sessions
        self._progress = progress

    def place_unplaced(self, handle: JobHandle, post_id: uuid.UUID) -> Done:
        """Place batches until none is left; whoever arrives meanwhile is placed too."""
        while applicant_ids := self._unplaced(post_id):
            handle.raise_if_stopped()
            self._place(handle, post_id, applicant_ids)
        return Done(
            result_type="Ranking", result_id=self._ranking_id(post_id), write=_NoneLeft(post_id)
        )

    def place_one(self, handle: JobHandle, post_id: uuid.UUID, applicant_id: uuid.UUID) -> Done:
        """Assess an applicant anew, placed already or not."""
        self._place(handle, post_id, [applicant_id])
        return Done(result_type="Ranking", result_id=self._ranking_id(post_id))

    def _unplaced(self, post_id: uuid.UUID) -> list[uuid.UUID]:
        with self._sessions() as session:
            return list(session.scalars(unplaced(post_id, limit=AT_A_TIME)))

    def _place(self, handle: JobHandle, post_id: uuid.UUID, ids: Iterable[uuid.UUID]) -> None:
        asked = self._asked(post_id)
        with self._sessions() as session:
            scored = assess(session, ids, asked)
        with handle.transaction() as session:
            asked.keep(session, post_id)
            _store_placed(handle, session, post_id, scored)
        handle.done += len(scored)
        handle.tick(done=handle.done, total=handle.done, stage="placing applicants")
        handle.ring()
        self._progress.ring(ranking_stream(post_id))

    def _ranking_id(self, post_id: uuid.UUID) -> uuid.UUID | None:
        with self._sessions() as session:
            return session.scalar(select(RankingRow.id).where(RankingRow.post_id == post_id))


@dataclass(frozen=True, slots=True)
class _NoneLeft:
    """The job's row is locked here, so nobody can ask for a placing between look and end."""

    post_id: uuid.UUID

    def __call__(self, session: Session) -> None:
        if session.scalar(unplaced(self.post_id, limit=1)) is not None:
            raise MoreWorkError


def _store_placed(
    handle: JobHandle, session: Session, post_id: uuid.UUID, scored: list[Scored]
) -> None:
    ranking = locked_ranking(session, post_id, handle.job.workspace_id)
    ids = {one.applicant_id for one in scored}
    before = places(session, ranking, ids)
    store(
        session,
        scored,
        ranking_id=ranking.id,
        generation=ranking.generation,
        workspace_id=ranking.workspace_id,
    )
    after = places(session, ranking, ids)
    tell_entries(handle, session, ranking, after, ids)
    if is_changed(session, ranking, ids):
        moves = list(moves_between(before, after))
        publish(session, ranking, moves, assessed=len(scored), placed=ids)
