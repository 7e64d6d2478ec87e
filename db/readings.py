"""Statements about what ranking compares of a CV."""

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, select

from db.base import is_among
from db.rows import ProfileReadingRow


def readings_of(profile_ids: Iterable[uuid.UUID], model: str) -> Select[uuid.UUID, bytes]:
    """Select (profile, content) of the profiles that have a reading in this form."""
    return select(ProfileReadingRow.profile_id, ProfileReadingRow.content).where(
        is_among(ProfileReadingRow.profile_id, profile_ids), ProfileReadingRow.model == model
    )
