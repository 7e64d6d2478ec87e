"""Runs of words that posts hold, so that no two employers publish the same text."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_shingles",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.BigInteger(), nullable=False),
        sa.Column("shingles", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
            name=op.f("fk_post_shingles_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_shingles")),
    )
    op.create_index("ix_post_shingles", "post_shingles", ["shingles"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_post_shingles", table_name="post_shingles", postgresql_using="gin")
    op.drop_table("post_shingles")
