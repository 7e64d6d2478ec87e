"""POST /uploads: receive a file and give an id for use as an `uploadId`; GET gives it back."""

import uuid
from collections.abc import AsyncIterator
from functools import partial

from sqlalchemy import delete, update
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from api.admission import Admitted, Handler, admitting
from api.files import attachment
from api.services import Services
from api.view import error_response
from db.files import CHUNK_BYTES, chunk_of, forget_unused, sender_of
from db.rows import UploadChunkRow, UploadRow
from graph.context import AccessRole, Caller

_SUFFIXES = {
    b"%PDF": "pdf",
    b"PK\x03\x04": "docx",
    b"{\\rtf": "rtf",
    b"\xd0\xcf\x11\xe0": "doc",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
}


def uploads(services: Services) -> Handler:
    """Give the handler. The body is the file itself: `fetch("/uploads", {method, body: file})`."""

    async def answer(admitted: Admitted) -> Response:
        refusal = await _refusal(services, admitted.caller, admitted.address)
        if refusal is not None:
            return refusal
        try:
            upload_id = await _receive(services, admitted.caller, admitted.request.stream())
        except ClientDisconnect:
            return Response(status_code=400)
        if upload_id is None:
            return error_response(422, "UNREADABLE_FILE", "The file is empty.")
        return JSONResponse({"id": str(upload_id)}, status_code=201)

    return admitting(services, answer)


async def _refusal(services: Services, caller: Caller | None, address: str) -> Response | None:
    if caller is not None and caller.role is AccessRole.ANALYST:
        return error_response(403, "FORBIDDEN", "An analyst's token takes no files.")
    if caller is None and not await services.limits.take("upload", address):
        message = "Too many files came from here: try again in an hour."
        return error_response(429, "RATE_LIMITED", message, **{"retry-after": "3600"})
    return None


async def _receive(
    services: Services, caller: Caller | None, stream: AsyncIterator[bytes]
) -> uuid.UUID | None:
    """Store the file as it comes, never more of it in memory than a chunk; None if it is blank."""
    upload_id, size, blank = await _begin(services, caller), 0, True
    complete = False
    try:
        async for position, content in _chunks(stream):
            size, blank = size + len(content), blank and not content.strip()
            async with services.sessions.begin() as session:
                row = UploadChunkRow(upload_id=upload_id, position=position, content=content)
                session.add(row)
        complete = not blank
    finally:
        # Whoever went away in the middle leaves nothing behind.
        await _end(services, upload_id, size=size, complete=complete)
    return upload_id if complete else None


async def _begin(services: Services, caller: Caller | None) -> uuid.UUID:
    """Open a file under an id that cannot be guessed; forget those that nobody used."""
    upload_id = uuid.uuid4()
    row = UploadRow(id=upload_id)
    if caller is not None:
        row.workspace_id, row.owner_id = caller.workspace_id, caller.owner_id
    async with services.sessions.begin() as session:
        await session.execute(forget_unused())
        session.add(row)
    return upload_id


async def _end(services: Services, upload_id: uuid.UUID, *, size: int, complete: bool) -> None:
    own = UploadRow.id == upload_id
    async with services.sessions.begin() as session:
        if complete:
            await session.execute(update(UploadRow).where(own).values(size=size, complete=True))
        else:
            await session.execute(delete(UploadRow).where(own))


async def _chunks(stream: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    """Gather what the network gives into chunks of one size; the last one may be smaller."""
    buffer, position = bytearray(), 0
    async for part in stream:
        buffer += part
        while len(buffer) >= CHUNK_BYTES:
            yield position, bytes(buffer[:CHUNK_BYTES])
            del buffer[:CHUNK_BYTES]
            position += 1
    if buffer:
        yield position, bytes(buffer)


def kept_files(services: Services) -> Handler:
    """Give the handler that hands the file of an unread CV to a recruiter, or to its sender."""

    async def answer(admitted: Admitted) -> Response:
        if admitted.caller is None:
            return error_response(401, "UNAUTHENTICATED", "This needs a token.")
        return await _kept(services, admitted.caller, admitted.request.path_params["upload_id"])

    return admitting(services, answer)


async def _kept(services: Services, caller: Caller, upload_id: uuid.UUID) -> Response:
    async with services.reading() as session:
        statement = sender_of(upload_id, caller.workspace_id)
        found = (await session.execute(statement)).one_or_none()
        start = await session.scalar(chunk_of(upload_id, 0))
    applicant, size = found or (None, 0)
    if applicant is None or start is None or not caller.may_see(applicant.id, caller.workspace_id):
        return error_response(404, "NOT_FOUND", "There is no such file.")
    name = f"{applicant.handle}.{_suffix(start)}".replace(" ", "-")
    return attachment(services.reading, partial(chunk_of, upload_id), name=name, size=size)


def _suffix(start: bytes) -> str:
    """Give the usual suffix of a kind of file, so that it opens with what people have."""
    kinds = (suffix for magic, suffix in _SUFFIXES.items() if start.startswith(magic))
    return next(kinds, "txt")
