"""The last use of a skill, and how well a language is spoken."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("extracted_skill", sa.Column("last_used", sa.Date(), nullable=True))
    op.add_column("extracted_skill", sa.Column("level", sa.String(), nullable=True))
    op.create_check_constraint(
        op.f("ck_extracted_skill_level"),
        "extracted_skill",
        "level in ('A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_extracted_skill_level"), "extracted_skill")
    op.drop_column("extracted_skill", "level")
    op.drop_column("extracted_skill", "last_used")
