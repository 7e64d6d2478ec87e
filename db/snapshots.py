"""Keep what each version of a ranking was made of, and look a version up again.

Whoever writes here holds the ranking's row.
"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from db.audit_chain import Facts
from db.ranking import entry_count
from db.rows import (
    AuditEntryRow,
    PostRow,
    RankingCriteriaRow,
    RankingEntryRow,
    RankingRow,
    RankingScoreRow,
    ScorerInputRow,
)

_COPIED = (
    "ranking_id",
    "workspace_id",
    "applicant_id",
    "criteria",
    "skills",
    "reading",
    "pipeline",
    "input",
    "output",
    "score",
    "tie_break",
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a version holds: how many scores, and the digests over all inputs and all outputs."""

    applicants: int
    inputs: str
    output: str


def keep_criteria(
    session: Session, post_id: uuid.UUID, *, digest: bytes, content: str, vectors: bytes
) -> None:
    """Store criteria of a post unless they are known."""
    given = (literal(digest, LargeBinary), literal(content), literal(vectors, LargeBinary))
    rows = select(PostRow.id, PostRow.workspace_id, *given).where(PostRow.id == post_id)
    columns = ["post_id", "workspace_id", "digest", "content", "vectors"]
    session.execute(upsert(RankingCriteriaRow).from_select(columns, rows).on_conflict_do_nothing())


def newest_criteria(post_id: uuid.UUID) -> Select[RankingCriteriaRow]:
    kept = RankingCriteriaRow
    return select(kept).where(kept.post_id == post_id).order_by(kept.kept_at.desc()).limit(1)


def keep_inputs(session: Session, inputs: Collection[dict[str, Any]]) -> None:
    """Store (applicant_id, digest, workspace_id, content) of what is not stored yet."""
    if inputs:
        session.execute(upsert(ScorerInputRow).on_conflict_do_nothing(), list(inputs))


def is_changed(session: Session, ranking: RankingRow, applicants: Collection[uuid.UUID]) -> bool:
    """Say whether any of the applicants has another score by now than the snapshot holds."""
    return bool(session.scalar(select(exists(_fresh(ranking, applicants)))))


def snapshot(
    session: Session, ranking: RankingRow, applicants: Collection[uuid.UUID] | None = None
) -> None:
    """Have the ranking's present version hold its entries: those of some applicants, or all.

    A score that is the same as in the version before is not stored again.
    """
    kept, entry = RankingScoreRow, RankingEntryRow
    # A list is hashed; of a join, fresh tables have the planner make one loop in another.
    still = select(entry.applicant_id, entry.output).where(
        *_entries(ranking, applicants), entry.output.is_not(None)
    )
    session.execute(
        update(kept)
        .where(*_present(ranking, applicants), tuple_(kept.applicant_id, kept.output).not_in(still))
        .values(until=ranking.version)
        .execution_options(synchronize_session=False)
    )
    fresh = _fresh(ranking, applicants).add_columns(literal(ranking.version))
    session.execute(insert(kept).from_select([*_COPIED, "since"], fresh))


def _fresh(ranking: RankingRow, applicants: Collection[uuid.UUID] | None) -> Select[Any]:
    """Select the entries that the snapshot does not hold."""
    kept, entry = RankingScoreRow, RankingEntryRow
    held = select(kept.applicant_id, kept.output).where(
        *_present(ranking, applicants), kept.applicant_id.is_not(None)
    )
    return select(*(getattr(entry, name) for name in _COPIED)).where(
        *_entries(ranking, applicants),
        entry.output.is_not(None),
        tuple_(entry.applicant_id, entry.output).not_in(held),
    )


def _entries(
    ranking: RankingRow, applicants: Collection[uuid.UUID] | None
) -> Iterator[ColumnElement[bool]]:
    entry = RankingEntryRow
    yield entry.ranking_id == ranking.id
    yield entry.generation == ranking.generation
    if applicants is not None:
        yield entry.applicant_id.in_(applicants)


def _present(
    ranking: RankingRow, applicants: Collection[uuid.UUID] | None
) -> Iterator[ColumnElement[bool]]:
    yield RankingScoreRow.ranking_id == ranking.id
    yield RankingScoreRow.until.is_(None)
    if applicants is not None:
        yield RankingScoreRow.applicant_id.in_(applicants)


def end_scores(session: Session, applicant_id: uuid.UUID) -> None:
    """Leave an applicant out of their ranking's snapshot from its next version on."""
    kept = RankingScoreRow
    following = select(RankingRow.version + 1).where(RankingRow.id == kept.ranking_id)
    own = (kept.applicant_id == applicant_id, kept.until.is_(None))
    session.execute(
        update(kept)
        .where(*own)
        .values(until=following.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def in_version(version: int | None) -> ColumnElement[bool]:
    """Tell the scores of a version; None for the present one."""
    kept = RankingScoreRow
    if version is None:
        return kept.until.is_(None)
    return and_(kept.since <= version, or_(kept.until.is_(None), kept.until > version))


def scores_of(ranking_id: uuid.UUID, version: int) -> Select[RankingScoreRow]:
    """Select the scores of a version, best first; erased ones last."""
    kept = RankingScoreRow
    best_first = (kept.score.desc().nulls_last(), kept.tie_break.desc(), kept.output)
    return (
        select(kept).where(kept.ranking_id == ranking_id, in_version(version)).order_by(*best_first)
    )


def contents(session: Session, ranking_id: uuid.UUID, version: int | None = None) -> Contents:
    """Compute the digests of a version: SHA-256 over the digests of its scores, in their order."""
    kept = RankingScoreRow
    statement = select(func.count(), _digest(kept.input), _digest(kept.output)).where(
        kept.ranking_id == ranking_id, in_version(version)
    )
    return Contents(*session.execute(statement).one())


def _digest(column: Any) -> ColumnElement[str]:
    nothing = literal(b"", LargeBinary)
    every = func.coalesce(func.string_agg(column, aggregate_order_by(nothing, column)), nothing)
    return func.encode(func.sha256(every), "hex")


def standing(session: Session, ranking: RankingRow) -> Facts:
    """Give what the audit log says of a ranking's present version."""
    held = contents(session, ranking.id)
    return {
        "ranking": str(ranking.id),
        "version": ranking.version,
        "applicants": session.scalar(entry_count(ranking.id, ranking.generation)) or 0,
        "inputs": held.inputs,
        "output": held.output,
    }


def made_with(session: Session, ranking_id: uuid.UUID) -> Facts:
    """Name the criteria and the pipelines of the present scores, several with spaces between."""
    kept = RankingScoreRow
    statement = select(func.encode(kept.criteria, "hex"), kept.pipeline).distinct()
    rows = session.execute(statement.where(kept.ranking_id == ranking_id, in_version(None))).all()
    criteria, pipelines = ({row[at] for row in rows if row[at]} for at in (0, 1))
    return {"criteria": " ".join(sorted(criteria)), "pipeline": ", ".join(sorted(pipelines))}


def logged(ranking: RankingRow, *, up_to: int) -> Select[AuditEntryRow]:
    """Select the log's entries with digests of versions of the ranking, newest first."""
    facts = AuditEntryRow.facts
    version = facts["version"].as_integer()
    return (
        select(AuditEntryRow)
        .where(
            AuditEntryRow.workspace_id == ranking.workspace_id,
            facts["ranking"].as_string() == str(ranking.id),
            facts.has_key("inputs"),
            version <= up_to,
        )
        .order_by(version.desc(), AuditEntryRow.number.desc())
    )
