"""Statements about volunteered answers: stored by the applicant, read by the bias audit."""

import uuid
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert

from db.rows import RankingEntryRow, RankingRow, VolunteeredAnswerRow


def answers_of(applicant_id: uuid.UUID) -> Select[VolunteeredAnswerRow]:
    return select(VolunteeredAnswerRow).where(VolunteeredAnswerRow.applicant_id == applicant_id)


def store_answers(
    applicant_id: uuid.UUID,
    workspace_id: uuid.UUID,
    *,
    sex: str | None,
    race_ethnicity: str | None,
) -> Any:
    """Store the answers in place of any earlier ones."""
    given = {"sex": sex, "race_ethnicity": race_ethnicity, "answered_at": func.clock_timestamp()}
    return (
        insert(VolunteeredAnswerRow)
        .values(applicant_id=applicant_id, workspace_id=workspace_id, **given)
        .on_conflict_do_update(index_elements=["applicant_id"], set_=given)
    )


def scores_and_answers(post_id: uuid.UUID) -> Select[float, str | None, str | None]:
    """Select (score, sex, race_ethnicity) of every applicant in the present ranking of a post."""
    entry, answer = RankingEntryRow, VolunteeredAnswerRow
    return (
        select(entry.score, answer.sex, answer.race_ethnicity)
        .join(RankingRow, RankingRow.id == entry.ranking_id)
        .outerjoin(answer, answer.applicant_id == entry.applicant_id)
        .where(RankingRow.post_id == post_id, RankingRow.generation == entry.generation)
    )
