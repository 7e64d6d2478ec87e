"""Statements about rankings."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, func, insert, select, tuple_, union_all
from sqlalchemy.orm import aliased

from db.rows import RankingChangeRow, RankingEntryRow, RankingRow


def ranking_of(post_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[RankingRow]:
    return select(RankingRow).where(
        RankingRow.post_id == post_id, RankingRow.workspace_id == workspace_id
    )


def locked(ranking: Select[RankingRow]) -> Select[RankingRow]:
    """Lock a ranking until the commit. It comes after jobs, and before applicants and the log.

    Not as against deletion: entries refer to the row, and whoever stores one while they hold a
    chunk or an applicant must not wait here for somebody who waits for them.
    """
    return ranking.with_for_update(of=RankingRow, key_share=True)


def ranked_entries(ranking_id: uuid.UUID, generation: int) -> Select[Any]:
    """Select the entries in order, each with its `position` from 1.

    A person's override goes before the machine's place; `machine_position` keeps that one.
    """
    machine = func.row_number().over(order_by=_BEST_FIRST)
    entries = select(*_SHOWN, machine.label("machine_position"))
    return _positioned(entries.where(*_of(ranking_id, generation)).subquery())


def ranked_top(ranking_id: uuid.UUID, generation: int, *, first: int) -> Select[Any]:
    """Select the same as `ranked_entries` up to position `first`, without sorting all of them.

    Each override moves one entry, so that as many more of the machine's best are looked at, and the
    overridden ones from wherever they stand.
    """
    own, entry = _of(ranking_id, generation), RankingEntryRow
    moved = select(func.count()).where(*own, entry.override_position.is_not(None))
    best = select(entry).where(*own).order_by(*_BEST_FIRST).limit(first + moved.scalar_subquery())
    near = aliased(entry, best.subquery())
    number = func.row_number().over(order_by=(near.score.desc(), near.tie_break.desc()))
    top = select(*_shown(near), number.label("machine_position")).cte("top")
    other = aliased(entry)
    better = (
        select(func.count() + 1)
        .where(
            other.ranking_id == ranking_id,
            other.generation == generation,
            tuple_(other.score, other.tie_break) > tuple_(entry.score, entry.tie_break),
        )
        .scalar_subquery()
    )
    far = select(*_SHOWN, better.label("machine_position")).where(
        *own,
        entry.override_position.is_not(None),
        entry.applicant_id.not_in(select(top.c.applicant_id)),
    )
    placed = _positioned(union_all(select(top), far).subquery()).subquery()
    return select(placed).where(placed.c.position <= first).order_by(placed.c.position)


def ranked_page(
    ranking_id: uuid.UUID, generation: int, *, first: int, after: tuple[uuid.UUID, int] | None
) -> Select[Any]:
    """Select `first` entries by position, after an applicant (or where they stood, if gone)."""
    if after is None:
        return ranked_top(ranking_id, generation, first=first)
    placed = ranked_entries(ranking_id, generation).cte("placed")
    applicant_id, position = after
    now = select(placed.c.position).where(placed.c.applicant_id == applicant_id).scalar_subquery()
    later = placed.c.position > func.coalesce(now, position)
    return select(placed).where(later).order_by(placed.c.position).limit(first)


def entries_of(
    ranking_id: uuid.UUID, generation: int, applicant_ids: Iterable[uuid.UUID]
) -> Select[Any]:
    """Select the entries of some applicants, each with its position among all."""
    placed = ranked_entries(ranking_id, generation).subquery()
    return select(placed).where(placed.c.applicant_id.in_(set(applicant_ids)))


def entry_of(ranking_id: uuid.UUID, generation: int, applicant_id: uuid.UUID) -> Select[Any]:
    return entries_of(ranking_id, generation, [applicant_id])


def _of(ranking_id: uuid.UUID, generation: int) -> tuple[ColumnElement[bool], ...]:
    return (RankingEntryRow.ranking_id == ranking_id, RankingEntryRow.generation == generation)


def _shown(entry: Any) -> tuple[Any, ...]:
    return (
        entry.applicant_id,
        entry.score,
        entry.tie_break,
        entry.assessments,
        entry.override_position,
        entry.override_reason,
        entry.overridden_at,
    )


_SHOWN = _shown(RankingEntryRow)
_BEST_FIRST = (RankingEntryRow.score.desc(), RankingEntryRow.tie_break.desc())


def _positioned(placed: Any) -> Select[Any]:
    wish = func.coalesce(placed.c.override_position - 0.5, placed.c.machine_position)
    position = func.row_number().over(order_by=(wish, placed.c.machine_position))
    return select(placed, position.label("position")).order_by("position")


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
