"""Put what a caller does into the audit log, in the transaction of the deed."""

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.audit import Action, Happening, append, salted
from db.audit_chain import Facts
from db.rows import ApplicantRow, RankingRow
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
    context: Context, session: AsyncSession, row: ApplicantRow, *, was: str
) -> None:
    facts = {
        "post": str(row.post_id),
        "was": was,
        "is": row.status,
        "reason": salted(row.salt, row.decision_reason or ""),
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
        "ranking": str(ranking.id),
        "version": ranking.version,
        "model": ranking.model,
        "machine_position": placed.machine_position,
        "position": placed.position,
        "reason": salted(row.salt, reason),
    }
    await log_deed(context, session, Action.OVERRIDE, row.id, facts)
