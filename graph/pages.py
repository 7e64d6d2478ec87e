"""Connections: Relay's edges and cursors over key-set pages."""

import binascii
import json
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar

import strawberry

from db.base import Row
from db.listing import Key, Listing
from graph.context import Context
from graph.errors import bad_input
from graph.loaders import ListLoader, PageOf
from graph.reading import count_of

T = TypeVar("T")
R = TypeVar("R", bound=Row)
Item = TypeVar("Item")

DEFAULT_FIRST = 20
MAX_FIRST = 100


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    edges: list[Edge[T]]
    page_info: PageInfo
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    @strawberry.field
    async def total_count(self) -> int:
        """How many there are on all pages together."""
        return await self.count()


def checked_first(first: int | None) -> int:
    """Give the page size; raise an error that names the limits."""
    if first is None:
        return DEFAULT_FIRST
    if not 0 <= first <= MAX_FIRST:
        raise bad_input(f"`first` must be between 0 and {MAX_FIRST}, not {first}.")
    return first


def cursor_of(key: Key) -> str:
    values = [_plain(value) for value in key]
    return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode()


def values_of(cursor: str) -> list[Any]:
    """Read the values in a cursor; raise an error for what is none."""
    try:
        values = json.loads(urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error):
        values = None
    if not isinstance(values, list):
        raise _no_cursor()
    return values


def read_key(cursor: str | None, read: Callable[[list[Any]], Key]) -> Key | None:
    """Read a cursor by the list that gave it; raise an error for any other text."""
    if cursor is None:
        return None
    try:
        return read(values_of(cursor))
    except (ValueError, TypeError) as error:
        raise _no_cursor() from error


def connection_of(
    rows: Sequence[Item],
    *,
    first: int,
    after: str | None,
    cursor: Callable[[Item], str],
    node: Callable[[Item], T],
    count: Callable[[], Awaitable[int]],
    of: type[Connection[T]] = Connection,
) -> Connection[T]:
    """Build a connection from up to `first` + 1 rows."""
    shown = rows[:first]
    edges = [Edge(cursor=cursor(row), node=node(row)) for row in shown]
    return of(
        edges=edges, page_info=page_info(edges, more=len(rows) > first, after=after), count=count
    )


async def listed(
    context: Context,
    listing: Listing,
    node: Callable[..., T],
    *,
    first: int | None,
    after: str | None,
) -> Connection[T]:
    """Read a page of `listing`; `node` makes a type of each `row`."""
    size = checked_first(first)
    key = read_key(after, listing.ranked_key_from)
    async with context.reading() as session:
        rows = (await session.execute(listing.page(first=size, after=key))).all()
    return connection_of(
        rows,
        first=size,
        after=after,
        cursor=lambda found: cursor_of(listing.ranked_key_of(*found)),
        node=lambda found: node(row=found[0]),
        count=partial(count_of, context, listing.count()),
    )


async def listed_of(
    lists: ListLoader[R],
    parent: uuid.UUID,
    node: Callable[..., T],
    *,
    first: int | None,
    after: str | None,
) -> Connection[T]:
    """Read a page of the list of one parent, together with those of others."""
    size = checked_first(first)
    rows = await lists.pages.load(PageOf(parent, size, read_key(after, lists.listing.key_from)))
    return connection_of(
        rows,
        first=size,
        after=after,
        cursor=lambda row: cursor_of(lists.listing.key_of(row)),
        node=lambda row: node(row=row),
        count=partial(lists.counts.load, parent),
    )


def page_info(edges: Sequence[Edge[Any]], *, more: bool, after: str | None) -> PageInfo:
    return PageInfo(
        has_next_page=more,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _no_cursor() -> Exception:
    return bad_input("`after` is no cursor of this list: give back an `endCursor` of it.")
