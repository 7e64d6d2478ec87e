"""Statements of the retention sweep: whose turn it is, and whose time is over."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.dialects.postgresql import insert

from db.rows import ApplicantRow, PostRow, SweepRow

_SWEEP = "retention"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is, as the packs know places."""

    country: str
    region: str | None
    city: str | None


def take_turn(*, every: timedelta) -> Any:
    """Begin a sweep and give its name; no row when one began less than `every` ago."""
    statement = insert(SweepRow).values(name=_SWEEP, begun_at=func.clock_timestamp())
    return statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"begun_at": func.clock_timestamp()},
        where=SweepRow.begun_at <= func.clock_timestamp() - every,
    ).returning(SweepRow.name)


def places() -> Select[str, str | None, str | None]:
    """Select the places whose posts have applicants."""
    return (
        select(PostRow.country, PostRow.region, PostRow.city)
        .join(ApplicantRow, ApplicantRow.post_id == PostRow.id)
        .distinct()
    )


def overdue(place: Place, *, months: int, days: int, limit: int) -> Select[uuid.UUID, uuid.UUID]:
    """Select (applicant, workspace) of a place whose application has been kept long enough.

    The time runs from the decision on those rejected or hired, else from the closing of the post.
    """
    kept = func.make_interval(0, months, 0, days)
    return (
        select(ApplicantRow.id, ApplicantRow.workspace_id)
        .join(PostRow, PostRow.id == ApplicantRow.post_id)
        .where(*_at(place), _begins() + kept <= func.clock_timestamp())
        .order_by(ApplicantRow.id)
        .limit(limit)
    )


def _at(place: Place) -> Sequence[ColumnElement[bool]]:
    return (
        PostRow.country == place.country,
        PostRow.region.is_not_distinct_from(place.region),
        PostRow.city.is_not_distinct_from(place.city),
    )


def _begins() -> ColumnElement[Any]:
    decided = ApplicantRow.status.in_(("REJECTED", "HIRED"))
    return case((decided, ApplicantRow.decided_at), else_=PostRow.closed_at)
