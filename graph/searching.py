"""Search lists by words; where nothing is found, by what the words probably mean."""

from collections.abc import Callable
from typing import Any, Protocol

from db.listing import Listing
from graph.context import Context
from graph.errors import bad_input
from graph.reading import count_of

MAX_SEARCH_LENGTH = 200


class Lists(Protocol):
    def __call__(self, *, search: str | None) -> Listing:
        """Give the list of what `search` finds, or of everything."""


async def searched(
    context: Context,
    lists: Lists,
    search: str | None,
    *,
    by_meaning: Callable[[Any], Listing] | None = None,
) -> Listing:
    """Give the list for a search as typed; where that finds nothing, for one with its spelling
    mended; where that finds nothing either, the list `by_meaning` of the search's vector.
    """
    words = "".join(filter(str.isprintable, search or "")).strip()
    if not words:
        return lists(search=None)
    if len(words) > MAX_SEARCH_LENGTH:
        raise bad_input(f"`search` is longer than {MAX_SEARCH_LENGTH} characters.")
    listing = lists(search=words)
    if await _finds(context, listing):
        return listing
    mended = await context.knowledge.mended(words)
    if mended:
        listing = lists(search=mended)
        if await _finds(context, listing):
            return listing
    if by_meaning is None:
        return listing
    return by_meaning(await context.knowledge.vector_of(words))


async def _finds(context: Context, listing: Listing) -> bool:
    return await count_of(context, listing.count()) > 0
