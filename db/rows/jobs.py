"""Jobs and their durable events: the job row is the outbox (docs/queue.md)."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Key, Now, Row

JOB_KINDS = ("POST_GENERATION", "SKILL_EXTRACTION", "RANKING", "EXPORT")
JOB_STATES = ("QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED")
TERMINAL_STATES = ("SUCCEEDED", "FAILED", "CANCELLED")
_LIVE = "state in ('QUEUED', 'RUNNING')"


class JobRow(Row):
    """A piece of work. `args` holds ids and settings, never personal data.

    `attempt` fences: it rises with each claim, and whoever holds an older one can change nothing.
    `subject_id` names what the job works on; of one kind and subject one job is live at a time.
    A job that used up its attempts ends FAILED with `error_code` ATTEMPTS_EXHAUSTED; those that it
    gave up to let others go first, `pauses`, do not count.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"kind in {JOB_KINDS}", name="kind"),
        CheckConstraint(f"state in {JOB_STATES}", name="state"),
        UniqueConstraint("workspace_id", "kind", "idempotency_key"),
        Index(
            "uq_job_live_subject",
            "workspace_id",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text(_LIVE),
        ),
        Index("ix_job_due", "priority", "run_after", postgresql_where=text("state = 'QUEUED'")),
        Index("ix_job_lease", "lease_until", postgresql_where=text("state = 'RUNNING'")),
    )

    id: Mapped[Key]
    workspace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    args_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    idempotency_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="QUEUED")
    attempt: Mapped[int] = mapped_column(server_default="0")
    pauses: Mapped[int] = mapped_column(server_default="0")
    max_attempts: Mapped[int] = mapped_column(server_default="5")
    priority: Mapped[int] = mapped_column(server_default="100")
    run_after: Mapped[Now]
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    dispatched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancel_requested: Mapped[bool] = mapped_column(server_default="false")
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    stage: Mapped[str] = mapped_column(server_default="waiting")
    progress_seq: Mapped[int] = mapped_column(server_default="0")
    result_type: Mapped[str | None]
    result_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    error_code: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[Now]
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class JobEventRow(Row):
    """A durable event: a change of state or a finished part. `kind` is STATE, SECTION or ENTRY.

    (attempt, seq) orders all events of a job, ticks on the Redis stream included.
    """

    __tablename__ = "job_event"
    __table_args__ = (
        Index("uq_job_event_terminal", "job_id", unique=True, postgresql_where=text("terminal")),
    )

    job_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("job.id", ondelete="CASCADE"), primary_key=True
    )
    attempt: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    kind: Mapped[str]
    terminal: Mapped[bool] = mapped_column(server_default="false")
    body: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    at: Mapped[Now]
