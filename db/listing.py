"""Lists that are read page by page, after a key instead of at an offset.

A page stays right while rows are inserted before it, and the tenth thousand costs what the first
does.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Numeric,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.base import Row

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one table in an order: `order` columns, the last of them unique.

    `statement` selects the rows; with `parent` it is many lists, one for each value of that column.
    `rank`, a numeric expression, goes before the order, the highest first.
    """

    statement: Select[Any]
    order: tuple[InstrumentedAttribute[Any], ...]
    descending: bool = False
    parent: InstrumentedAttribute[Any] | None = None
    rank: ColumnElement[Decimal] | None = None

    def page(self, *, first: int, after: Key | None) -> Select[Any, Decimal]:
        """Select up to `first` + 1 (row, rank) after `after`; the one too many says that there is
        more.
        """
        rank = self._rank()
        statement = self.statement.add_columns(rank.label("list_rank"))
        if after is not None:
            better, *key = after
            here = self._beyond(tuple(key))
            statement = statement.where(or_(rank < better, and_(rank == better, here)))
        return statement.order_by(rank.desc(), *self._ordering()).limit(first + 1)

    def pages(
        self, parents: Iterable[uuid.UUID], *, first: int, after: Key | None
    ) -> Select[Any, uuid.UUID]:
        """Select (row, parent) of the page of each of `parents`, in order."""
        parent = self._parent()
        number = func.row_number().over(partition_by=parent, order_by=self._ordering())
        statement = self.statement.where(parent.in_(set(parents)))
        if after is not None:
            statement = statement.where(self._beyond(after))
        entity = self.order[0].class_
        numbered = statement.add_columns(
            parent.label("list_parent"), number.label("list_number")
        ).subquery()
        row = aliased(entity, numbered)
        return (
            select(row, numbered.c.list_parent)
            .where(numbered.c.list_number <= first + 1)
            .order_by(numbered.c.list_parent, numbered.c.list_number)
        )

    def counts(self, parents: Iterable[uuid.UUID]) -> Select[uuid.UUID, int]:
        """Select (parent, number of rows) for those of `parents` that have any."""
        parent = self._parent()
        wanted = self.statement.where(parent.in_(set(parents)))
        return wanted.with_only_columns(parent, func.count()).group_by(parent)

    def count(self) -> Select[int]:
        return self.statement.with_only_columns(func.count(), maintain_column_froms=True)

    def key_of(self, row: Row) -> Key:
        """Give the place of a row in the list of its parent."""
        return tuple(getattr(row, column.key) for column in self.order)

    def key_from(self, values: Sequence[Any]) -> Key:
        """Read a key out of its JSON values; raise ValueError for one of another list."""
        if len(values) != len(self.order):
            raise ValueError("a key of another list")
        return tuple(
            _READERS.get(column.type.python_type, str)(value)
            for column, value in zip(self.order, values, strict=True)
        )

    def ranked_key_of(self, row: Row, rank: Decimal) -> Key:
        """Give the place of a row in the list as a whole."""
        return (rank, *self.key_of(row))

    def ranked_key_from(self, values: Sequence[Any]) -> Key:
        """Read what `ranked_key_of` gave; raise ValueError for anything else."""
        rank, *key = values
        try:
            return (Decimal(rank), *self.key_from(key))
        except ArithmeticError as error:
            raise ValueError("a key of another list") from error

    def _beyond(self, after: Key) -> ColumnElement[bool]:
        here = tuple_(*self.order)
        return here < after if self.descending else here > after

    def _rank(self) -> ColumnElement[Decimal]:
        return literal(Decimal(0), Numeric) if self.rank is None else self.rank

    def _ordering(self) -> list[ColumnElement[Any]]:
        return [column.desc() if self.descending else column.asc() for column in self.order]

    def _parent(self) -> ColumnElement[Any]:
        parent: Any = self.parent
        if parent is None:
            raise ValueError("this list has no parent")
        column: ColumnElement[Any] = parent
        return column


_READERS: Mapping[type, Any] = {uuid.UUID: uuid.UUID, datetime: datetime.fromisoformat}
