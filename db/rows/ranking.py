"""The ranking of a post: its present order and the log of what changed it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Key, Now, Row


class RankingRow(Row):
    """One ranking a post. `version` rises with every change of the order, `generation` with every
    full re-rank: readers see the entries of the present generation alone.
    """

    __tablename__ = "ranking"

    id: Mapped[Key]
    post_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), unique=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    version: Mapped[int] = mapped_column(server_default="0")
    generation: Mapped[int] = mapped_column(server_default="0")
    model: Mapped[str]
    computed_at: Mapped[Now]


class RankingEntryRow(Row):
    """An applicant's assessed place: ordered by score, then `tie_break`, both descending.

    `assessments` is a list of {requirement_id, criterion, verdict, points, max_points, evidence:
    [[start, end], ...]} with offsets into the CV text. `profile_id` names the profile that was
    assessed: an applicant who has another one by now is to be placed anew. `criteria` to
    `output` go into the snapshot (RankingScoreRow); they are null in entries older than snapshots.
    """

    __tablename__ = "ranking_entry"
    __table_args__ = (
        Index("ix_ranking_entry_order", "ranking_id", "generation", "score", "tie_break"),
    )

    ranking_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ranking.id", ondelete="CASCADE"), primary_key=True
    )
    generation: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    profile_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    criteria: Mapped[bytes | None] = mapped_column(LargeBinary)
    skills: Mapped[bytes | None] = mapped_column(LargeBinary)
    reading: Mapped[bytes | None] = mapped_column(LargeBinary)
    pipeline: Mapped[str | None]
    input: Mapped[bytes | None] = mapped_column(LargeBinary)
    output: Mapped[bytes | None] = mapped_column(LargeBinary)
    score: Mapped[float]
    tie_break: Mapped[str]
    assessments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    assessed_at: Mapped[Now]
    override_position: Mapped[int | None]
    override_reason: Mapped[str | None]
    overridden_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RankingChunkRow(Row):
    """A part of a full re-rank by the job `job_id`, for any worker to take by locking the row.

    `generation` is the one that the re-rank will publish.
    """

    __tablename__ = "ranking_chunk"

    ranking_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ranking.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int]
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    job_id: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    applicant_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid))
    done: Mapped[bool] = mapped_column(server_default="false")


class RankingChangeRow(Row):
    """One step of a ranking: `moves` is a list of {applicant_id, from, to, score}."""

    __tablename__ = "ranking_change"

    ranking_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ranking.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    at: Mapped[Now]
    done: Mapped[int]
    total: Mapped[int]
    moves: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
