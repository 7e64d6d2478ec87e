"""Statements about rankings."""

import uuid
from typing import Any

from sqlalchemy import Select, func, select

from db.rows import RankingEntryRow, RankingRow


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
