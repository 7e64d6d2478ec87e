"""What a ranking would be with fewer requirements, out of the assessments that are stored."""

import uuid
from typing import Any

from sqlalchemy import TextClause, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from db.rows import PostRequirementRow

_TOP = 10

SIMULATE: TextClause = text(
    """
    with assessed as (
        select entry.applicant_id, entry.score, entry.tie_break,
               cast(assessment ->> 'requirement_id' as uuid) as requirement_id,
               cast(assessment ->> 'points' as numeric) as points,
               assessment ->> 'verdict' <> 'UNKNOWN' as spoken_of
        from ranking
        join ranking_entry entry
          on entry.ranking_id = ranking.id and entry.generation = ranking.generation
        cross join jsonb_array_elements(entry.assessments) as assessment
        where ranking.post_id = :post_id
    ), applicant_rows as (
        select applicant_id, score, tie_break,
               coalesce(sum(points) filter (where requirement_id <> all(:without)), 0) as left_over,
               coalesce(bool_and(spoken_of)
                   filter (where requirement_id = any(:required)), true) as qualified_before,
               coalesce(bool_and(spoken_of) filter (where requirement_id = any(:required)
                   and requirement_id <> all(:without)), true) as qualified_after
        from assessed group by applicant_id, score, tie_break
    ), placed as (
        select *, row_number() over (order by score desc, tie_break desc) as place_before,
               row_number() over (order by left_over desc, tie_break desc) as place_after
        from applicant_rows
    )
    select count(*) filter (where qualified_before) as qualified_before,
           count(*) filter (where qualified_after) as qualified_after,
           count(*) filter (where place_before <= :top) as top_before,
           count(*) filter (where place_before <= :top and place_after <= :top) as top_stays
    from placed
    """
).bindparams(
    bindparam("post_id", type_=Uuid),
    bindparam("without", type_=ARRAY(Uuid)),
    bindparam("required", type_=ARRAY(Uuid)),
    bindparam("top", _TOP),
)
"""Count who qualifies, and who of the machine's top ten stays in it, before and after.

An applicant qualifies when the CV speaks, in full or in part, of every required requirement.
"""


def requirement_kinds(post_id: uuid.UUID) -> Any:
    return select(PostRequirementRow.id, PostRequirementRow.kind).where(
        PostRequirementRow.post_id == post_id
    )
