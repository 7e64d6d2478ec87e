"""What surrounds every request: an id, a line in the log, safe headers, a size limit."""

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.view import error_response
from graph.tokens import WORKSPACE_PREFIX

log = structlog.get_logger(__name__)

_MEMBER = re.compile(rf"\s*bearer\s+{WORKSPACE_PREFIX}", re.IGNORECASE)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": _POLICY,
}
_QUIET = ("/healthz", "/readyz")


class RequestLog:
    """Binds a request id to the log, tells it to the client, and logs how each request ended.

    Of the request only method and path are logged: never its body or its query string.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started, status = time.perf_counter(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self._app(scope, receive, send_on)
            finally:
                if scope["path"] not in _QUIET:
                    log.info(
                        "request",
                        method=scope["method"],
                        path=scope["path"],
                        status=status,
                        ms=round((time.perf_counter() - started) * 1000, 1),
                    )


class _TooLargeError(Exception):
    pass


class BodyLimit:
    """Refuses bodies above a size, also those that do not say how long they are."""

    def __init__(
        self, app: ASGIApp, *, limits: dict[str, int], member_limits: dict[str, int]
    ) -> None:
        """`limits` holds bytes by path; other paths take no body at all.

        `member_limits` are for requests with a token of a workspace, on paths that look at the
        token before they read the body.
        """
        self._app = app
        self._limits = limits
        self._member_limits = limits | member_limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        member = _MEMBER.match(headers.get("authorization", "")) is not None
        limits = self._member_limits if member else self._limits
        limit = limits.get(scope["path"], 0)
        announced = headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        received, started = 0, False

        async def receive_on() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLargeError
            return message

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive_on, send_on)
        except _TooLargeError:
            if not started:
                await self._refuse(limit, scope, receive, send)

    @staticmethod
    async def _refuse(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        message = f"The body is larger than {limit} bytes. A long CV goes to POST /uploads."
        response = error_response(413, "TOO_LARGE", message, connection="close")
        await response(scope, receive, send)
