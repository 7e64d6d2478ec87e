"""POST /uploads: receive a file and give an id for use as an `uploadId`."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import delete, func
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from api.auth import BadTokenError, caller_of
from api.limits import address_of
from api.services import Services
from api.view import error_response
from db.rows import UploadRow

MAX_UPLOAD = 10_000_000
_KEPT = timedelta(days=1)
_OTHER_KINDS = {b"%PDF": "PDF", b"PK\x03\x04": "Word or ZIP", b"\xd0\xcf\x11\xe0": "Word"}


def uploads(services: Services) -> Callable[[Request], Awaitable[Response]]:
    """Give the handler. The body is the file itself: `fetch("/uploads", {method, body: file})`."""

    async def handle(request: Request) -> Response:
        address = address_of(request, services.settings.trusted_proxies)
        if not await services.limits.allows_request(address):
            return error_response(429, "RATE_LIMITED", "Too many requests: try again in a minute.")
        try:
            caller = await caller_of(request.headers.get("authorization"), services.reading)
            content = await request.body()
        except BadTokenError as error:
            return error_response(401, "UNAUTHENTICATED", str(error))
        except ClientDisconnect:
            return Response(status_code=400)
        refusal = _refusal(content)
        if refusal is not None:
            return refusal
        workspace_id = caller.workspace_id if caller else None
        upload_id = await _store(services, request, content, workspace_id)
        return JSONResponse({"id": str(upload_id)}, status_code=201)

    return handle


def _refusal(content: bytes) -> Response | None:
    if not content.strip():
        return error_response(422, "UNREADABLE_FILE", "The file is empty.")
    for start, kind in _OTHER_KINDS.items():
        if content.startswith(start):
            message = f"{kind} files are not read yet: send the text of the CV, as UTF-8."
            return error_response(415, "UNSUPPORTED_FILE", message)
    return None


async def _store(
    services: Services, request: Request, content: bytes, workspace_id: uuid.UUID | None
) -> uuid.UUID:
    """Keep the file under an id that cannot be guessed; forget those that nobody used."""
    upload_id = uuid.uuid4()
    async with services.sessions.begin() as session:
        old = UploadRow.received_at < func.clock_timestamp() - _KEPT
        await session.execute(delete(UploadRow).where(old))
        session.add(
            UploadRow(
                id=upload_id,
                workspace_id=workspace_id,
                media_type=request.headers.get("content-type", "application/octet-stream")[:100],
                size=len(content),
                content=content,
            )
        )
    return upload_id
