"""Exports of skills, which go with any of the applicants in them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_GO_WITH_A_MEMBER = """
create function forget_export_of_member() returns trigger language plpgsql as $$
begin
    delete from export where id in (select export_id from gone);
    return null;
end $$;
create trigger export_member_gone after delete on export_member
    referencing old table as gone for each statement execute function forget_export_of_member();
"""


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("applicants", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column("pieces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("complete", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("withheld", sa.Integer(), server_default="0", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("secret", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("format in ('CSV', 'PARQUET')", name=op.f("ck_export_format")),
        sa.ForeignKeyConstraint(["id"], ["job.id"], name=op.f("fk_export_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_export_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index("ix_export_expiry", "export", ["expires_at"])
    op.create_table(
        "export_member",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"],
            ["export.id"],
            name=op.f("fk_export_member_export_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_export_member_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("export_id", "key", name=op.f("pk_export_member")),
    )
    op.create_index(op.f("ix_export_member_applicant_id"), "export_member", ["applicant_id"])
    op.create_table(
        "export_chunk",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("part in ('PIECE', 'FILE')", name=op.f("ck_export_chunk_part")),
        sa.ForeignKeyConstraint(
            ["export_id"],
            ["export.id"],
            name=op.f("fk_export_chunk_export_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("export_id", "part", "position", name=op.f("pk_export_chunk")),
    )
    op.execute(_GO_WITH_A_MEMBER)


def downgrade() -> None:
    op.drop_table("export_chunk")
    op.drop_table("export_member")
    op.execute("drop function forget_export_of_member()")
    op.drop_table("export")
