"""Snapshots of rankings: enough to compute any published version again, and to prove it.

Nothing here is ever changed but by erasure; triggers refuse it.
"""

import uuid

from sqlalchemy import ForeignKey, Index, LargeBinary, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Now, Row


class RankingCriteriaRow(Row):
    """What CVs were held against, by the SHA-256 of `content` and `vectors`.

    `content` is canonical JSON of requirements, weights and versions, `vectors` what the model gave
    for its texts.
    """

    __tablename__ = "ranking_criteria"

    post_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    content: Mapped[str]
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[Now]


class ScorerInputRow(Row):
    """What the scorer once read of an applicant and their profile no longer has, by its SHA-256:
    the skills as canonical JSON, or a reading.
    """

    __tablename__ = "scorer_input"

    applicant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RankingScoreRow(Row):
    """An applicant's score in the versions from `since` to before `until`, null for still.

    `criteria`, `skills` and `reading` are digests of what was scored, `pipeline` names what read
    the CV. `input` and `output` are digests with the applicant's salt, over all of these, and over
    `input` and what came out. Once the applicant is deleted, a trigger leaves these two alone: they
    tell nothing then, and still let each version's digest in the audit log be computed.
    """

    __tablename__ = "ranking_score"
    __table_args__ = (
        Index(
            "uq_ranking_score_present",
            "ranking_id",
            "applicant_id",
            unique=True,
            postgresql_where=text("until is null"),
        ),
    )

    ranking_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ranking.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[int] = mapped_column(primary_key=True)
    output: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    input: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[int | None]
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    applicant_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("applicant.id", ondelete="SET NULL"), index=True
    )
    criteria: Mapped[bytes | None] = mapped_column(LargeBinary)
    skills: Mapped[bytes | None] = mapped_column(LargeBinary)
    reading: Mapped[bytes | None] = mapped_column(LargeBinary)
    pipeline: Mapped[str | None]
    score: Mapped[float | None]
    tie_break: Mapped[str | None]
