"""What applicants say about the skills that were found in their CVs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "skill_correction",
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "stated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("kind in ('WRONG', 'MISSING')", name=op.f("ck_skill_correction_kind")),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_skill_correction_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("applicant_id", "name", name=op.f("pk_skill_correction")),
    )
    op.add_column(
        "extracted_skill",
        sa.Column("disowned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("extracted_skill", "disowned")
    op.drop_table("skill_correction")
