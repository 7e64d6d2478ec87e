"""Put what a caller does into the audit log, in the transaction of the deed."""

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.audit import Action, Happening, append, salted
from db.audit_chain import Facts
from db.ranking import ranking_of
from db.rows import ApplicantRow, RankingEntryRow, RankingRow
from db.snapshots import standing
from graph.context import Context
from graph.errors import unauthenticated


async def log_deed(
    context: Context, session: AsyncSession, action: Action, subject_id: uuid.UUID, facts: Facts
) -> None:
    """Log a deed of the caller; call it last, for it holds the workspace's log."""
    caller = context.caller
    if caller is None:
        raise unauthenticated()
    happening = Happening(caller.workspace_id, action, caller.actor, subject_id, facts)
    await session.run_sync(append, happening)


async def log_decision(
    context: Context,
    session: AsyncSession,
    row: ApplicantRow,
    ranking: RankingRow | None,
    *,
    was: str,
) -> None:
    """Log a decision, and which assessment in which version lay before whoever decided."""
    facts = {
        "post": str(row.post_id),
        "was": was,
        "is": row.status,
        "reason": salted(row.salt, row.decision_reason or ""),
        **await _shown(session, row, ranking),
    }
    await log_deed(context, session, Action.DECISION, row.id, facts)


async def log_override(
    context: Context,
    session: AsyncSession,
    row: ApplicantRow,
    ranking: RankingRow,
    *,
    placed: Any,
    reason: str,
) -> None:
    """Log a place given by hand; `placed` is the entry of the ranking as it is now."""
    facts = {
        "post": str(row.post_id),
        "machine_position": placed.machine_position,
        "position": placed.position,
        "reason": salted(row.salt, reason),
        **await _shown(session, row, ranking),
    }
    await log_deed(context, session, Action.OVERRIDE, row.id, facts)


async def _shown(session: AsyncSession, row: ApplicantRow, ranking: RankingRow | None) -> Facts:
    """Name the ranking as it is, and the applicant's assessment in it by its salted digest."""
    if ranking is None:
        return {}
    key = (ranking.id, ranking.generation, row.id)
    entry = await session.get(RankingEntryRow, key)
    return {
        "ranking": str(ranking.id),
        "version": ranking.version,
        "generation": ranking.generation,
        "model": ranking.model,
        "assessment": entry.output.hex() if entry and entry.output else None,
    }


async def log_withdrawal(context: Context, session: AsyncSession, row: ApplicantRow) -> None:
    """Log that an applicant left, and what their ranking holds without them."""
    ranking = await session.scalar(ranking_of(row.post_id, row.workspace_id))
    held = await session.run_sync(standing, ranking) if ranking else {}
    facts = {"post": str(row.post_id), **held}
    await log_deed(context, session, Action.WITHDRAWAL, row.id, facts)
