"""Which pipeline could not read a file, so that a later one tries again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applicant", sa.Column("unreadable_by", sa.String(), nullable=True))
    op.execute(
        "update applicant set unreadable_by = 'not noted' where unreadable_reason is not null"
    )


def downgrade() -> None:
    op.drop_column("applicant", "unreadable_by")
