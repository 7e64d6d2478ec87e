"""Statements about what ranking compares of a CV."""

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, select

from db.rows import ProfileReadingRow


def readings_of(profile_ids: Iterable[uuid.UUID], model: str) -> Select[uuid.UUID, bytes]:
    """Select (profile, content) of the profiles that have a reading in this form."""
    return select(ProfileReadingRow.profile_id, ProfileReadingRow.content).where(
        ProfileReadingRow.profile_id.in_(set(profile_ids)), ProfileReadingRow.model == model
    )
