"""Write and read the audit log.

`append` comes last in a transaction: it holds the workspace's chain until the commit.
"""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from db.audit_chain import Entry, Facts, Finding, Head, SealedEntry, findings, genesis, seal
from db.rows import AuditEntryRow, AuditHeadRow, RankingRow

SYSTEM = "system"
APPLICANT = "applicant"
_AT_A_TIME = 1000


class Action(StrEnum):
    RANKING = "RANKING"
    OVERRIDE = "OVERRIDE"
    DECISION = "DECISION"
    EXPORT = "EXPORT"
    DOWNLOAD = "DOWNLOAD"
    ERASURE = "ERASURE"
    BLINDING = "BLINDING"
    CORRECTION = "CORRECTION"
    WITHDRAWAL = "WITHDRAWAL"


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be logged. `actor` is `SYSTEM`, `APPLICANT` or a member's token and role."""

    workspace_id: uuid.UUID
    action: Action
    actor: str
    subject_id: uuid.UUID
    facts: Facts = field(default_factory=dict)


def ranked(ranking: RankingRow, facts: Facts) -> Happening:
    """Say that a version of a ranking was published; `facts` are counts, versions and digests."""
    known: Facts = {
        "post": str(ranking.post_id),
        "version": ranking.version,
        "generation": ranking.generation,
        "model": ranking.model,
    }
    return Happening(ranking.workspace_id, Action.RANKING, SYSTEM, ranking.id, {**known, **facts})


def append(session: Session, happening: Happening) -> None:
    """Log what happened, with the database's clock, in the session's transaction.

    An asynchronous session runs it as `await session.run_sync(append, happening)`.
    """
    head = session.execute(_lock_head(happening.workspace_id)).one()
    entry = Entry(
        workspace_id=happening.workspace_id,
        number=head.number + 1,
        at=head.at,
        action=happening.action.value,
        actor=happening.actor,
        subject_id=happening.subject_id,
        facts=happening.facts,
    )
    _store(session, seal(entry, head.digest))


def _lock_head(workspace_id: uuid.UUID) -> Any:
    """Lock the end of the chain, made when there is none; the time is read once it is locked."""
    head = AuditHeadRow
    return (
        upsert(head)
        .values(workspace_id=workspace_id, number=0, digest=genesis(workspace_id))
        .on_conflict_do_update(index_elements=["workspace_id"], set_={"number": head.number})
        .returning(head.number, head.digest, func.clock_timestamp().label("at"))
    )


def _store(session: Session, sealed: SealedEntry) -> None:
    entry = sealed.entry
    session.execute(
        insert(AuditEntryRow).values(
            workspace_id=entry.workspace_id,
            number=entry.number,
            at=entry.at,
            action=entry.action,
            actor=entry.actor,
            subject_id=entry.subject_id,
            facts=dict(entry.facts),
            previous=sealed.previous,
            digest=sealed.digest,
        )
    )
    session.execute(
        update(AuditHeadRow)
        .where(AuditHeadRow.workspace_id == entry.workspace_id)
        .values(number=entry.number, digest=sealed.digest)
    )


def salted(salt: uuid.UUID, text: str) -> str:
    """Give a digest of what a person wrote that tells nothing once their salt is gone."""
    return hashlib.sha256(salt.bytes + text.encode()).hexdigest()


def heads(session: Session) -> dict[uuid.UUID, Head]:
    """Give the end of every chain."""
    rows = session.scalars(select(AuditHeadRow).order_by(AuditHeadRow.workspace_id))
    return {row.workspace_id: Head(row.number, row.digest) for row in rows}


def chains(session: Session) -> list[uuid.UUID]:
    """Give every workspace that has entries or a head."""
    logged = select(AuditEntryRow.workspace_id).union(select(AuditHeadRow.workspace_id))
    return sorted(session.scalars(logged))


def verify(session: Session, workspace_id: uuid.UUID) -> list[Finding]:
    """Say which entries of a workspace's log are missing or changed; nothing when all is well."""
    head = session.get(AuditHeadRow, workspace_id)
    end = Head(head.number, head.digest) if head else None
    return sorted(findings(_newest_first(session, workspace_id), end))


def _newest_first(session: Session, workspace_id: uuid.UUID) -> Iterator[SealedEntry]:
    statement = (
        select(AuditEntryRow)
        .where(AuditEntryRow.workspace_id == workspace_id)
        .order_by(AuditEntryRow.number.desc())
        .execution_options(yield_per=_AT_A_TIME)
    )
    for row in session.scalars(statement):
        yield sealed_of(row)


def sealed_of(row: AuditEntryRow) -> SealedEntry:
    entry = Entry(
        row.workspace_id, row.number, row.at, row.action, row.actor, row.subject_id, row.facts
    )
    return SealedEntry(entry, row.previous, row.digest)


def still_there(session: Session, workspace_id: uuid.UUID, head: Head) -> bool:
    """Say whether an earlier head, kept elsewhere, is still an entry of the log."""
    digest = session.scalar(
        select(AuditEntryRow.digest).where(
            AuditEntryRow.workspace_id == workspace_id, AuditEntryRow.number == head.number
        )
    )
    return digest == head.digest if head.number else head.digest == genesis(workspace_id)
