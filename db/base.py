"""The declarative base and the column types that rows share."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import ColumnElement, DateTime, MetaData, Uuid, any_, func, literal, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column

EMBEDDING_DIMENSIONS = 384

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, server_default=text("uuidv7()"))]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Now = Annotated[
    datetime, mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
JsonList = Annotated[list[Any], mapped_column(JSONB)]


class Row(DeclarativeBase):
    """Base of all rows. Unloaded relations raise; nothing is fetched by accident."""

    metadata = MetaData(naming_convention=_NAMING)


def is_among(
    column: InstrumentedAttribute[uuid.UUID], ids: Iterable[uuid.UUID]
) -> ColumnElement[bool]:
    """Say that a column is one of many ids: one parameter, so that the statement is the same, and
    prepared once, for any number of them.
    """
    return column == any_(literal(list(set(ids)), ARRAY(Uuid)))


def stable_id(kind: str, slug: str) -> uuid.UUID:
    """Give the id of a seeded row: the same on every machine and after every reload."""
    return uuid.uuid5(_SEED_NAMESPACE, f"{kind}/{slug}")


_SEED_NAMESPACE = uuid.UUID("b1f6a1f0-7f0e-5d1c-9a55-6a2b0f5c3e11")
