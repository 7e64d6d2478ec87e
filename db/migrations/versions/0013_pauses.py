"""How often a long job let others go first, which is no failed attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("pauses", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("job", "pauses")
