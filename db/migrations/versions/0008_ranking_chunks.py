"""Full re-ranks in chunks, and which profile an entry is an assessment of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ranking_entry", sa.Column("profile_id", sa.Uuid(), nullable=True))
    op.create_table(
        "ranking_chunk",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_ids", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("done", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["ranking.id"],
            name=op.f("fk_ranking_chunk_ranking_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ranking_id", "number", name=op.f("pk_ranking_chunk")),
    )
    op.create_index(op.f("ix_ranking_chunk_job_id"), "ranking_chunk", ["job_id"])


def downgrade() -> None:
    op.drop_table("ranking_chunk")
    op.drop_column("ranking_entry", "profile_id")
