"""The audit log: one chain of entries a workspace, and where each chain ends."""

import uuid
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Moment, Row


class AuditEntryRow(Row):
    """An entry that is never changed: a trigger refuses UPDATE, DELETE and TRUNCATE to everyone.

    `digest` is the SHA-256 of `previous`, the digest before it, and of every other column. Neither
    `facts` nor any other column holds personal data: ids are random, and digests of what a person
    wrote are salted with a salt that goes with that person.
    """

    __tablename__ = "audit_entry"

    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    action: Mapped[str]
    actor: Mapped[str]
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHeadRow(Row):
    """The newest entry of a workspace's chain: a cut tail is missed here.

    Its row lock is what makes writers of one workspace take turns.
    """

    __tablename__ = "audit_head"

    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
