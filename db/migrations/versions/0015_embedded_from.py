"""What each vector of the library was made from, so that only what has changed is made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("role", "role_title", "skill")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("embedded_from", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "embedded_from")
