"""Search lists by words; where nothing is found, by what the words probably mean."""

from typing import Protocol

from db.listing import Listing
from graph.context import Context
from graph.errors import bad_input
from graph.reading import count_of

MAX_SEARCH_LENGTH = 200


class Lists(Protocol):
    def __call__(self, *, search: str | None) -> Listing:
        """Give the list of what `search` finds, or of everything."""


async def searched(context: Context, lists: Lists, search: str | None) -> Listing:
    """Give the list for a search as typed or, where that finds nothing, mended in its spelling."""
    words = "".join(filter(str.isprintable, search or "")).strip()
    if not words:
        return lists(search=None)
    if len(words) > MAX_SEARCH_LENGTH:
        raise bad_input(f"`search` is longer than {MAX_SEARCH_LENGTH} characters.")
    listing = lists(search=words)
    if await count_of(context, listing.count()):
        return listing
    mended = await context.knowledge.mended(words)
    return lists(search=mended) if mended else listing
