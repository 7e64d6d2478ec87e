"""Stream stored files out: as attachments, a chunk at a time."""

from collections.abc import AsyncIterator, Callable

from sqlalchemy import Select
from starlette.responses import StreamingResponse

from db.sessions import AsyncSessions

_NEVER_SHOWN = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


def attachment(
    sessions: AsyncSessions,
    chunk: Callable[[int], Select[bytes]],
    *,
    name: str,
    size: int,
    media_type: str = "application/octet-stream",
) -> StreamingResponse:
    """Answer with a file of `size` bytes that no browser shows in place.

    `chunk` gives the statement for the content at a position; `name` has ASCII letters alone.
    """
    headers = _NEVER_SHOWN | {
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(size),
    }
    return StreamingResponse(_chunks(sessions, chunk), media_type=media_type, headers=headers)


async def _chunks(
    sessions: AsyncSessions, chunk: Callable[[int], Select[bytes]]
) -> AsyncIterator[bytes]:
    position = 0
    while True:
        # A session of its own each time: nobody's slow line holds a connection.
        async with sessions() as session:
            content = await session.scalar(chunk(position))
        if content is None:
            return
        yield content
        position += 1
