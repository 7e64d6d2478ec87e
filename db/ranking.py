"""Statements about rankings."""

import uuid
from typing import Any

from sqlalchemy import Insert, Select, func, insert, select

from db.rows import RankingChangeRow, RankingEntryRow, RankingRow


def ranking_of(post_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[RankingRow]:
    return select(RankingRow).where(
        RankingRow.post_id == post_id, RankingRow.workspace_id == workspace_id
    )


def ranked_entries(ranking_id: uuid.UUID, generation: int) -> Select[Any]:
    """Select the entries in order, each with its `position` from 1.

    A person's override goes before the machine's place; `machine_position` keeps that one.
    """
    entry = RankingEntryRow
    machine = func.row_number().over(order_by=(entry.score.desc(), entry.tie_break.desc()))
    placed = (
        select(
            entry.applicant_id,
            entry.score,
            entry.tie_break,
            entry.assessments,
            entry.override_position,
            entry.override_reason,
            entry.overridden_at,
            machine.label("machine_position"),
        )
        .where(entry.ranking_id == ranking_id, entry.generation == generation)
        .subquery()
    )
    wish = func.coalesce(placed.c.override_position - 0.5, placed.c.machine_position)
    position = func.row_number().over(order_by=(wish, placed.c.machine_position))
    return select(placed, position.label("position")).order_by("position")


def ranked_page(
    ranking_id: uuid.UUID, generation: int, *, first: int, after: tuple[uuid.UUID, int] | None
) -> Select[Any]:
    """Select `first` entries by position, after an applicant (or where they stood, if gone)."""
    placed = ranked_entries(ranking_id, generation).cte("placed")
    page = select(placed).order_by(placed.c.position).limit(first)
    if after is None:
        return page
    applicant_id, position = after
    now = select(placed.c.position).where(placed.c.applicant_id == applicant_id).scalar_subquery()
    return page.where(placed.c.position > func.coalesce(now, position))


def entry_of(ranking_id: uuid.UUID, generation: int, applicant_id: uuid.UUID) -> Select[Any]:
    placed = ranked_entries(ranking_id, generation).subquery()
    return select(placed).where(placed.c.applicant_id == applicant_id)


def entry_count(ranking_id: uuid.UUID, generation: int) -> Select[int]:
    entry = RankingEntryRow
    return select(func.count()).where(
        entry.ranking_id == ranking_id, entry.generation == generation
    )


def note_change(
    ranking: RankingRow, *, moves: list[dict[str, Any]], done: int, total: int
) -> Insert:
    """Log a change under the version that the ranking has by now."""
    return insert(RankingChangeRow).values(
        ranking_id=ranking.id,
        version=ranking.version,
        workspace_id=ranking.workspace_id,
        done=done,
        total=total,
        moves=moves,
    )
