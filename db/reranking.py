"""Statements of a full re-rank: its chunks, and the step from one generation to the next."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    TextClause,
    Update,
    any_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from db.rows import (
    ApplicantRow,
    RankingChunkRow,
    RankingEntryRow,
    RankingRow,
    SkillProfileRow,
)


def rankable_ids(post_id: uuid.UUID) -> Select[uuid.UUID]:
    """Select the applicants of a post that have a profile and have not withdrawn."""
    return (
        select(ApplicantRow.id)
        .join(SkillProfileRow, SkillProfileRow.applicant_id == ApplicantRow.id)
        .where(ApplicantRow.post_id == post_id, ApplicantRow.status != "WITHDRAWN")
        .order_by(ApplicantRow.id)
    )


def unplaced(post_id: uuid.UUID, *, limit: int) -> Select[uuid.UUID]:
    """Select rankable applicants whose present profile has not been assessed."""
    entry = RankingEntryRow
    placed = (
        select(entry.applicant_id)
        .join(RankingRow, RankingRow.id == entry.ranking_id)
        .where(
            entry.generation == RankingRow.generation,
            entry.applicant_id == ApplicantRow.id,
            entry.profile_id == SkillProfileRow.id,
        )
    )
    return rankable_ids(post_id).where(~exists(placed)).limit(limit)


def add_chunks(
    ranking: RankingRow, job_id: uuid.UUID, chunks: Sequence[Sequence[uuid.UUID]]
) -> Insert:
    return insert(RankingChunkRow).values(
        [
            {
                "ranking_id": ranking.id,
                "number": number,
                "generation": ranking.generation + 1,
                "workspace_id": ranking.workspace_id,
                "job_id": job_id,
                "applicant_ids": list(applicant_ids),
            }
            for number, applicant_ids in enumerate(chunks)
        ]
    )


def next_chunk(job_id: uuid.UUID) -> Select[RankingChunkRow]:
    """Lock a chunk that nobody works on; a worker that dies lets go of it."""
    return (
        select(RankingChunkRow)
        .where(RankingChunkRow.job_id == job_id, ~RankingChunkRow.done)
        .order_by(RankingChunkRow.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def has_stale(ranking: RankingRow, criteria: bytes) -> Select[bool]:
    """Say whether anybody was held against other criteria in the generation being made."""
    return select(exists(select(literal(1)).where(*_stale(ranking, criteria))))


def redo_stale(ranking: RankingRow, criteria: bytes) -> Iterable[Update | Delete]:
    """Give the statements that have whoever was held against other criteria assessed anew."""
    chunk, entry = RankingChunkRow, RankingEntryRow
    held = select(literal(1)).where(
        *_stale(ranking, criteria), entry.applicant_id == any_(chunk.applicant_ids)
    )
    yield (
        update(chunk)
        .where(chunk.ranking_id == ranking.id, chunk.done, exists(held))
        .values(done=False)
        .execution_options(synchronize_session=False)
    )
    yield (
        delete(entry).where(*_stale(ranking, criteria)).execution_options(synchronize_session=False)
    )


def _stale(ranking: RankingRow, criteria: bytes) -> tuple[ColumnElement[bool], ...]:
    entry = RankingEntryRow
    return (
        entry.ranking_id == ranking.id,
        entry.generation == ranking.generation + 1,
        entry.criteria.is_distinct_from(criteria),
    )


def progress_of(job_id: uuid.UUID) -> Select[int, int, int]:
    """Select (chunks left, applicants assessed, applicants in all)."""
    chunk = RankingChunkRow
    size = func.cardinality(chunk.applicant_ids)
    return select(
        func.count().filter(~chunk.done),
        func.coalesce(func.sum(size).filter(chunk.done), 0),
        func.coalesce(func.sum(size), 0),
    ).where(chunk.job_id == job_id)


def discard_unpublished(ranking_id: uuid.UUID, generation: int) -> Iterable[Delete]:
    """Give the statements that leave nothing of re-ranks that were never published.

    The chunks go first: that waits for workers in the middle of one.
    """
    entry = RankingEntryRow
    yield delete(RankingChunkRow).where(RankingChunkRow.ranking_id == ranking_id)
    yield delete(entry).where(entry.ranking_id == ranking_id, entry.generation > generation)


def discard_older(ranking_id: uuid.UUID, generation: int) -> Iterable[Delete]:
    """Give the statements that forget the chunks and all generations but this and the last one.

    The last one stays for whoever looked up its number just before the new one was published.
    """
    entry = RankingEntryRow
    yield delete(RankingChunkRow).where(RankingChunkRow.ranking_id == ranking_id)
    yield delete(entry).where(entry.ranking_id == ranking_id, entry.generation < generation - 1)


_TRACE = "criteria, skills, reading, pipeline, input, output"
_ASSESSED = f"profile_id, score, tie_break, assessments, assessed_at, {_TRACE}"


def _each(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _ASSESSED.split(", "))


BRING_ALONG: TextClause = text(
    f"""
    insert into ranking_entry as fresh (ranking_id, generation, applicant_id, workspace_id,
        override_position, override_reason, overridden_at, {_ASSESSED})
    select old.ranking_id, :generation, old.applicant_id, old.workspace_id,
        old.override_position, old.override_reason, old.overridden_at, {_each("old")}
    from ranking_entry old
    join applicant on applicant.id = old.applicant_id and applicant.status <> 'WITHDRAWN'
    where old.ranking_id = :ranking and old.generation = :generation - 1
    on conflict (ranking_id, generation, applicant_id) do update set
        override_position = excluded.override_position,
        override_reason = excluded.override_reason,
        overridden_at = excluded.overridden_at,
        ({_ASSESSED}) = (
            select {_each("chosen")}
            from (values
                ({_each("excluded")}, 1),
                ({_each("fresh")}, 2)
            ) as chosen ({_ASSESSED}, number)
            left join skill_profile on skill_profile.id = chosen.profile_id
            order by (skill_profile.id is not null) desc, chosen.number desc
            limit 1
        )
    """  # noqa: S608 - names of columns alone
)
"""Bring along into a new generation people's overrides and whoever was placed meanwhile.

Where both generations have an entry, the one of the applicant's present profile is kept.
"""

FORGET_WITHDRAWN: TextClause = text(
    """
    delete from ranking_entry using applicant
    where ranking_entry.ranking_id = :ranking and ranking_entry.generation = :generation
      and applicant.id = ranking_entry.applicant_id and applicant.status = 'WITHDRAWN'
    """
)


def received_of(post_id: uuid.UUID) -> Select[Any]:
    return select(func.count(ApplicantRow.id)).where(ApplicantRow.post_id == post_id)
