"""Snapshots of published rankings, which refuse to be changed but by an erasure."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TRACE = ("criteria", "skills", "reading", "input", "output")

_KEPT = """
create function refuse_to_change_a_snapshot() returns trigger language plpgsql as $$
begin
    raise exception 'what a ranking was made of is never changed'
        using errcode = 'insufficient_privilege';
end $$;
create function refuse_to_change_a_score() returns trigger language plpgsql as $$
begin
    if (new.ranking_id, new.since, new.output, new.input, new.workspace_id)
            is distinct from (old.ranking_id, old.since, old.output, old.input, old.workspace_id)
        or (old.until is not null and new.until is distinct from old.until)
        or (new.applicant_id is not null and new.applicant_id is distinct from old.applicant_id)
        or not ((new.criteria, new.skills, new.reading, new.pipeline, new.score, new.tie_break)
                is not distinct from
                (old.criteria, old.skills, old.reading, old.pipeline, old.score, old.tie_break)
            or (new.applicant_id is null
                and num_nonnulls(new.criteria, new.skills, new.reading, new.pipeline, new.score,
                    new.tie_break) = 0))
    then
        raise exception 'a published score is never changed'
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create function leave_no_score_of_the_deleted() returns trigger language plpgsql as $$
begin
    update ranking_score set until = coalesce(until, ranking.version + 1), applicant_id = null,
        criteria = null, skills = null, reading = null, pipeline = null, score = null,
        tie_break = null
    from ranking
    where ranking.id = ranking_score.ranking_id and ranking_score.applicant_id = old.id;
    return old;
end $$;
create trigger applicant_leaves_no_score before delete on applicant for each row
    execute function leave_no_score_of_the_deleted();
create trigger ranking_criteria_kept before update on ranking_criteria for each row
    execute function refuse_to_change_a_snapshot();
create trigger scorer_input_kept before update on scorer_input for each row
    execute function refuse_to_change_a_snapshot();
create trigger ranking_score_kept before update on ranking_score for each row
    execute function refuse_to_change_a_score();
"""


def upgrade() -> None:
    for name in _TRACE:
        op.add_column("ranking_entry", sa.Column(name, sa.LargeBinary(), nullable=True))
    op.add_column("ranking_entry", sa.Column("pipeline", sa.String(), nullable=True))
    _create_criteria()
    _create_inputs()
    _create_scores()
    op.execute(_KEPT)


def _create_criteria() -> None:
    op.create_table(
        "ranking_criteria",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column(
            "kept_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_ranking_criteria_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "digest", name=op.f("pk_ranking_criteria")),
    )


def _create_inputs() -> None:
    op.create_table(
        "scorer_input",
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_scorer_input_applicant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("applicant_id", "digest", name=op.f("pk_scorer_input")),
    )


def _create_scores() -> None:
    op.create_table(
        "ranking_score",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("output", sa.LargeBinary(), nullable=False),
        sa.Column("input", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=True),
        sa.Column("criteria", sa.LargeBinary(), nullable=True),
        sa.Column("skills", sa.LargeBinary(), nullable=True),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.Column("pipeline", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("tie_break", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ranking_id"],
            ["ranking.id"],
            name=op.f("fk_ranking_score_ranking_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["applicant.id"],
            name=op.f("fk_ranking_score_applicant_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("ranking_id", "since", "output", name=op.f("pk_ranking_score")),
    )
    op.create_index(op.f("ix_ranking_score_applicant_id"), "ranking_score", ["applicant_id"])
    op.create_index(
        "uq_ranking_score_present",
        "ranking_score",
        ["ranking_id", "applicant_id"],
        unique=True,
        postgresql_where=sa.text("until is null"),
    )


def downgrade() -> None:
    op.execute("drop trigger applicant_leaves_no_score on applicant")
    for table in ("ranking_score", "scorer_input", "ranking_criteria"):
        op.drop_table(table)
    op.execute("drop function leave_no_score_of_the_deleted()")
    op.execute("drop function refuse_to_change_a_score()")
    op.execute("drop function refuse_to_change_a_snapshot()")
    for name in (*_TRACE, "pipeline"):
        op.drop_column("ranking_entry", name)
