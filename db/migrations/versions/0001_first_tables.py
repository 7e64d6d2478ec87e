"""First tables."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_TERMINAL_GUARD = """
create function refuse_to_leave_terminal_state() returns trigger language plpgsql as $$
begin
    raise exception 'job % is % and stays so', old.id, old.state using errcode = 'check_violation';
end $$;
create trigger job_terminal_state before update of state on job for each row
    when (old.state in ('SUCCEEDED', 'FAILED', 'CANCELLED') and new.state <> old.state)
    execute function refuse_to_leave_terminal_state();
"""

_BELL = """
create function ring_job_bell() returns trigger language plpgsql as $$
begin
    perform pg_notify('penroll_job', new.kind);
    return null;
end $$;
create trigger job_bell after insert or update of state on job for each row
    when (new.state = 'QUEUED') execute function ring_job_bell();
"""


def upgrade() -> None:
    op.execute("create extension if not exists vector")
    op.create_table(
        "category",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("slug", name=op.f("uq_category_slug")),
    )
    op.create_table(
        "skill",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("library", sa.Boolean(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("ambiguous", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("context", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "external_ids",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("embedding", HALFVEC(dim=384), nullable=True),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('simple', name), 'A') || setweight(array_to_tsvector(aliases), 'B')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind in ('KNOWLEDGE', 'COMPETENCE', 'TOOL', 'LANGUAGE', 'TRANSVERSAL')",
            name=op.f("ck_skill_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("slug", name=op.f("uq_skill_slug")),
    )
    op.create_index("ix_skill_order", "skill", ["library", "name", "id"], unique=False)
    op.create_index("ix_skill_search", "skill", ["search"], unique=False, postgresql_using="gin")
    op.create_table(
        "workspace",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("opening_key_digest", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("opening_key_digest", name=op.f("uq_workspace_opening_key_digest")),
    )
    op.create_table(
        "access_token",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role in ('RECRUITER', 'ANALYST')", name=op.f("ck_access_token_role")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_access_token_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_token_digest")),
    )
    op.create_index(
        op.f("ix_access_token_workspace_id"), "access_token", ["workspace_id"], unique=False
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "args", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("args_hash", sa.LargeBinary(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), server_default="QUEUED", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_attempts", sa.Integer(), server_default="5", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="100", nullable=False),
        sa.Column(
            "run_after",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stage", sa.String(), server_default="waiting", nullable=False),
        sa.Column("progress_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("result_type", sa.String(), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('POST_GENERATION', 'SKILL_EXTRACTION', 'RANKING', 'EXPORT')",
            name=op.f("ck_job_kind"),
        ),
        sa.CheckConstraint(
            "state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name=op.f("ck_job_state"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_job_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "idempotency_key",
            name=op.f("uq_job_workspace_id_kind_idempotency_key"),
        ),
    )
    op.create_index(
        "ix_job_due",
        "job",
        ["priority", "run_after"],
        unique=False,
        postgresql_where=sa.text("state = 'QUEUED'"),
    )
    op.create_index(
        "ix_job_lease",
        "job",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state = 'RUNNING'"),
    )
    op.create_index(
        "uq_job_live_subject",
        "job",
        ["workspace_id", "kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state in ('QUEUED', 'RUNNING')"),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("library", sa.Boolean(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("seniority", sa.String(), nullable=True),
        sa.Column("updated", sa.String(), nullable=True),
        sa.Column("hook", sa.String(), nullable=True),
        sa.Column("why_hire", sa.String(), nullable=True),
        sa.Column(
            "responsibilities", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "alternative_titles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "content", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "external_ids",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
        sa.Column("source", sa.String(), server_default="library", nullable=False),
        sa.Column("embedding", HALFVEC(dim=384), nullable=True),
        sa.Column("search_text", sa.String(), server_default="", nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('english', search_text), 'C')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_role_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("slug", name=op.f("uq_role_slug")),
    )
    op.create_index(op.f("ix_role_category_id"), "role", ["category_id"], unique=False)
    op.create_index("ix_role_order", "role", ["library", "title", "id"], unique=False)
    op.create_index("ix_role_search", "role", ["search"], unique=False, postgresql_using="gin")
    op.create_table(
        "skill_relation",
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('BROADER', 'RELATED')", name=op.f("ck_skill_relation_kind")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["skill.id"], name=op.f("fk_skill_relation_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_skill_relation_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("skill_id", "other_id", "kind", name=op.f("pk_skill_relation")),
    )
    op.create_index(
        op.f("ix_skill_relation_other_id"), "skill_relation", ["other_id"], unique=False
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_upload_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_workspace_id"), "upload", ["workspace_id"], unique=False)
    op.create_table(
        "job_event",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("terminal", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "body", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_job_event_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "attempt", "seq", name=op.f("pk_job_event")),
    )
    op.create_index(
        "uq_job_event_terminal",
        "job_event",
        ["job_id"],
        unique=True,
        postgresql_where=sa.text("terminal"),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("work_mode", sa.String(), nullable=True),
        sa.Column("employment_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default="GENERATING", nullable=False),
        sa.Column("brief", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("salary_line", sa.String(), nullable=True),
        sa.Column("generation", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('GENERATING', 'DRAFT', 'PUBLISHED', 'CLOSED')", name=op.f("ck_post_status")
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_post_role_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_post_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index("ix_post_workspace", "post", ["workspace_id", "created_at", "id"], unique=False)
    op.create_table(
        "role_requirement",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("min_years", sa.Integer(), nullable=True),
        sa.Column("skill_ids", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "kind in ('REQUIRED', 'NICE_TO_HAVE')", name=op.f("ck_role_requirement_kind")
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_requirement_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_requirement")),
    )
    op.create_index(
        "ix_role_requirement_role", "role_requirement", ["role_id", "position"], unique=False
    )
    op.create_table(
        "role_skill",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_skill_role_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_role_skill_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "skill_id", name=op.f("pk_role_skill")),
    )
    op.create_index("ix_role_skill_skill", "role_skill", ["skill_id", "role_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source")),
    )
    op.create_table(
        "role_title",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("embedding", HALFVEC(dim=384), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_title_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "title", name=op.f("pk_role_title")),
    )
    op.create_table(
        "salary_band",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("min", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("max", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("min < max", name=op.f("ck_salary_band_rises")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_salary_band_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_id", "region", name=op.f("pk_salary_band")),
    )
    op.create_table(
        "applicant",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("status", sa.String(), server_default="RECEIVED", nullable=False),
        sa.Column("cv_text", sa.String(), nullable=True),
        sa.Column("upload_id", sa.Uuid(), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(), nullable=True),
        sa.Column(
            "submitted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status in ('RECEIVED', 'UNREADABLE', 'READY', 'SHORTLISTED', 'REJECTED', 'HIRED', 'WITHDRAWN')",
            name=op.f("ck_applicant_status"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_applicant_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_applicant_upload_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_applicant_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicant")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_applicant_token_digest")),
    )
    op.create_index(
        "ix_applicant_post", "applicant", ["post_id", "submitted_at", "id"], unique=False
    )
    op.create_index(
        "ix_applicant_workspace", "applicant", ["workspace_id", "submitted_at"], unique=False
    )
    op.create_index("uq_applicant_handle", "applicant", ["post_id", "handle"], unique=True)
    op.create_table(
        "post_requirement",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("min_years", sa.Integer(), nullable=True),
        sa.Column("skill_ids", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "kind in ('REQUIRED', 'NICE_TO_HAVE')", name=op.f("ck_post_requirement_kind")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_requirement_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_requirement")),
    )
    op.create_index(
        "ix_post_requirement_post", "post_requirement", ["post_id", "position"], unique=False
    )
    op.create_table(
        "post_section",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.CheckConstraint(
            "provenance in ('MODEL', 'LIBRARY', 'INPUT', 'RULE', 'EDITED')",
            name=op.f("ck_post_section_provenance"),
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_section_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "kind", name=op.f("pk_post_section")),
    )
    op.create_table(
        "ranking",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column(
            "computed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_ranking_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint("post_id", name=op.f("uq_ranking_post_id")),
    )
    op.create_table(
        "ranking_change",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("moves", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["ranking.id"],
            name=op.f("fk_ranking_change_ranking_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ranking_id", "version", name=op.f("pk_ranking_change")),
    )
    op.create_table(
        "ranking_entry",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("tie_break", sa.String(), nullable=False),
        sa.Column("assessments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "assessed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("override_position", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.String(), nullable=True),
        sa.Column("overridden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_ranking_entry_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["ranking.id"],
            name=op.f("fk_ranking_entry_ranking_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "ranking_id", "generation", "applicant_id", name=op.f("pk_ranking_entry")
        ),
    )
    op.create_index(
        op.f("ix_ranking_entry_applicant_id"), "ranking_entry", ["applicant_id"], unique=False
    )
    op.create_index(
        "ix_ranking_entry_order",
        "ranking_entry",
        ["ranking_id", "generation", "score", "tie_break"],
        unique=False,
    )
    op.create_table(
        "skill_profile",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column(
            "extracted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_skill_profile_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_profile")),
        sa.UniqueConstraint("applicant_id", name=op.f("uq_skill_profile_applicant_id")),
    )
    op.create_index(
        op.f("ix_skill_profile_workspace_id"), "skill_profile", ["workspace_id"], unique=False
    )
    op.create_table(
        "extracted_skill",
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("years", sa.Double(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("mentions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["skill_profile.id"],
            name=op.f("fk_extracted_skill_profile_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_extracted_skill_skill_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "position", name=op.f("pk_extracted_skill")),
    )
    op.create_index(
        "ix_extracted_skill_supply", "extracted_skill", ["workspace_id", "skill_id"], unique=False
    )
    op.execute(_TERMINAL_GUARD)
    op.execute(_BELL)


def downgrade() -> None:
    op.drop_index("ix_extracted_skill_supply", table_name="extracted_skill")
    op.drop_table("extracted_skill")
    op.drop_index(op.f("ix_skill_profile_workspace_id"), table_name="skill_profile")
    op.drop_table("skill_profile")
    op.drop_index("ix_ranking_entry_order", table_name="ranking_entry")
    op.drop_index(op.f("ix_ranking_entry_applicant_id"), table_name="ranking_entry")
    op.drop_table("ranking_entry")
    op.drop_table("ranking_change")
    op.drop_table("ranking")
    op.drop_table("post_section")
    op.drop_index("ix_post_requirement_post", table_name="post_requirement")
    op.drop_table("post_requirement")
    op.drop_index("uq_applicant_handle", table_name="applicant")
    op.drop_index("ix_applicant_workspace", table_name="applicant")
    op.drop_index("ix_applicant_post", table_name="applicant")
    op.drop_table("applicant")
    op.drop_table("salary_band")
    op.drop_table("role_title")
    op.drop_table("source")
    op.drop_index("ix_role_skill_skill", table_name="role_skill")
    op.drop_table("role_skill")
    op.drop_index("ix_role_requirement_role", table_name="role_requirement")
    op.drop_table("role_requirement")
    op.drop_index("ix_post_workspace", table_name="post")
    op.drop_table("post")
    op.drop_index(
        "uq_job_event_terminal", table_name="job_event", postgresql_where=sa.text("terminal")
    )
    op.drop_table("job_event")
    op.drop_index(op.f("ix_upload_workspace_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_index(op.f("ix_skill_relation_other_id"), table_name="skill_relation")
    op.drop_table("skill_relation")
    op.drop_index("ix_role_search", table_name="role", postgresql_using="gin")
    op.drop_index("ix_role_order", table_name="role")
    op.drop_index(op.f("ix_role_category_id"), table_name="role")
    op.drop_table("role")
    op.drop_index(
        "uq_job_live_subject",
        table_name="job",
        postgresql_where=sa.text("state in ('QUEUED', 'RUNNING')"),
    )
    op.drop_index("ix_job_lease", table_name="job", postgresql_where=sa.text("state = 'RUNNING'"))
    op.drop_index("ix_job_due", table_name="job", postgresql_where=sa.text("state = 'QUEUED'"))
    op.drop_table("job")
    op.drop_index(op.f("ix_access_token_workspace_id"), table_name="access_token")
    op.drop_table("access_token")
    op.drop_table("workspace")
    op.drop_index("ix_skill_search", table_name="skill", postgresql_using="gin")
    op.drop_index("ix_skill_order", table_name="skill")
    op.drop_table("skill")
    op.drop_table("category")
    op.execute("drop function ring_job_bell")
    op.execute("drop function refuse_to_leave_terminal_state")
