"""Uploads in chunks and for one use, why a CV could not be read, and imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload_chunk",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["upload.id"],
            name=op.f("fk_upload_chunk_upload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "position", name=op.f("pk_upload_chunk")),
    )
    op.execute("insert into upload_chunk select id, 0, content from upload")
    op.drop_column("upload", "content")
    op.drop_column("upload", "media_type")
    op.add_column("upload", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.execute("update upload set owner_id = workspace_id")
    op.add_column(
        "upload", sa.Column("complete", sa.Boolean(), server_default="false", nullable=False)
    )
    op.execute("update upload set complete = true")
    op.alter_column("upload", "size", server_default="0")
    op.add_column("upload", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_upload_unused",
        "upload",
        ["received_at"],
        postgresql_where=sa.text("used_at is null"),
    )
    op.add_column("applicant", sa.Column("unreadable_reason", sa.String(), nullable=True))
    op.add_column(
        "applicant",
        sa.Column("hidden_text", postgresql.JSONB(), server_default="[]", nullable=False),
    )
    op.add_column("applicant", sa.Column("import_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_applicant_import",
        "applicant",
        ["import_id", "id"],
        postgresql_where=sa.text("import_id is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_applicant_import", table_name="applicant")
    op.drop_column("applicant", "import_id")
    op.drop_column("applicant", "hidden_text")
    op.drop_column("applicant", "unreadable_reason")
    op.drop_index("ix_upload_unused", table_name="upload")
    op.drop_column("upload", "used_at")
    op.drop_column("upload", "complete")
    op.drop_column("upload", "owner_id")
    op.add_column("upload", sa.Column("media_type", sa.String(), nullable=True))
    op.add_column("upload", sa.Column("content", sa.LargeBinary(), nullable=True))
    op.execute(
        "update upload set media_type = 'application/octet-stream', content = "
        "(select string_agg(content, ''::bytea order by position) from upload_chunk "
        "where upload_id = upload.id)"
    )
    op.execute("delete from upload where content is null")
    op.alter_column("upload", "media_type", nullable=False)
    op.alter_column("upload", "content", nullable=False)
    op.drop_table("upload_chunk")
