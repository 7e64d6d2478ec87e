"""The board of a ranking: lock it, look at what a screen shows of it, and tell what moved."""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.audit import append, ranked
from db.audit_chain import Facts, digest_of
from db.jobs import ENTRY_EVENT
from db.ranking import entries_of, entry_count, locked, note_change, ranked_top
from db.reranking import received_of
from db.rows import RankingRow
from db.snapshots import made_with, snapshot, standing
from nlp.ranking.scoring import RANKER
from nlp.ranking.weights import DEFAULT_WEIGHTS
from nlp.runtime.weights import MINILM
from workers.handle import JobHandle

_WEIGHTS = digest_of(asdict(DEFAULT_WEIGHTS))
MOVES_SHOWN = 100
"""Moves are told for the places that a screen shows, and for a few applicants just placed."""


@dataclass(frozen=True, slots=True)
class Place:
    position: int
    score: float


Places = dict[uuid.UUID, Place]


def locked_ranking(session: Session, post_id: uuid.UUID, workspace_id: uuid.UUID) -> RankingRow:
    """Give the post's ranking, made when there is none yet, locked until the commit."""
    session.execute(
        insert(RankingRow)
        .values(post_id=post_id, workspace_id=workspace_id, model=RANKER)
        .on_conflict_do_nothing(index_elements=["post_id"])
    )
    return session.scalars(locked(select(RankingRow).where(RankingRow.post_id == post_id))).one()


def places(session: Session, ranking: RankingRow, placed: Collection[uuid.UUID]) -> Places:
    """Give the places that a screen shows, and those of `placed` where they are few."""
    generation = ranking.generation
    rows = list(session.execute(ranked_top(ranking.id, generation, first=MOVES_SHOWN)))
    if 0 < len(placed) <= MOVES_SHOWN:
        rows += session.execute(entries_of(ranking.id, generation, placed))
    return {row.applicant_id: Place(row.position, row.score) for row in rows}


def publish(
    session: Session,
    ranking: RankingRow,
    moves: list[dict[str, Any]],
    *,
    assessed: int,
    placed: Collection[uuid.UUID] | None = None,
    asked_by: str | None = None,
) -> None:
    """Raise the version, log what moved for live boards, keep the snapshot and note it in the audit
    log. `placed` names whose entries may have changed, where it is not everybody; `asked_by` is the
    actor who wanted a new ranking, None for one that came by itself.
    """
    ranking.version += 1
    ranking.model = RANKER
    ranking.computed_at = func.clock_timestamp()
    session.flush()
    snapshot(session, ranking, placed)
    done = session.scalar(entry_count(ranking.id, ranking.generation)) or 0
    total = session.scalar(received_of(ranking.post_id)) or 0
    session.execute(note_change(ranking, moves=moves, done=done, total=total))
    facts: Facts = {
        "assessed": assessed,
        "asked_by": asked_by,
        "weights": _WEIGHTS,
        "embedding": MINILM,
        **made_with(session, ranking.id),
        **standing(session, ranking),
    }
    append(session, ranked(ranking, facts))


def moves_between(before: Places, after: Places) -> Iterator[dict[str, Any]]:
    """Give who came, went up or down, or got another score, best place first."""
    for applicant_id, place in sorted(after.items(), key=lambda item: item[1].position):
        was = before.get(applicant_id)
        if was != place:
            yield {
                "applicant_id": str(applicant_id),
                "from": was.position if was else None,
                "to": place.position,
                "score": place.score,
            }


def tell_entries(
    handle: JobHandle,
    session: Session,
    ranking: RankingRow,
    after: Places,
    placed: Collection[uuid.UUID],
) -> None:
    """Let the job's own events name the best of those that it placed."""
    shown = sorted(set(placed) & after.keys(), key=lambda key: after[key].position)
    for done, applicant_id in enumerate(shown[:MOVES_SHOWN], start=1):
        body = {
            "ranking_id": str(ranking.id),
            "applicant_id": str(applicant_id),
            "done": done,
            "total": len(placed),
        }
        handle.add_event(session, ENTRY_EVENT, body)
