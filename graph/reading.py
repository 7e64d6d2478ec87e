"""Read single statements, each on a connection of its own for no longer than it takes."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select

from graph.context import Context

T = TypeVar("T")


async def all_of(context: Context, statement: Select[T]) -> Sequence[T]:
    async with context.reading() as session:
        return (await session.scalars(statement)).all()


async def one_or_none(context: Context, statement: Select[T]) -> T | None:
    async with context.reading() as session:
        return (await session.scalars(statement)).one_or_none()


async def count_of(context: Context, statement: Select[int]) -> int:
    async with context.reading() as session:
        return (await session.scalars(statement)).one()
