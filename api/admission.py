"""Admit a request beside GraphQL: count it, and say who calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.auth import BadTokenError, caller_of
from api.limits import address_of
from api.services import Services
from api.view import error_response
from graph.context import Caller

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request within the limits, with whoever holds its token; None without one."""

    request: Request
    address: str
    caller: Caller | None


def admitting(services: Services, answer: Callable[[Admitted], Awaitable[Response]]) -> Handler:
    """Give a handler that answers 429 and 401 by itself, and asks `answer` for the rest."""

    async def handle(request: Request) -> Response:
        address = address_of(request, services.settings.trusted_proxies)
        if not await services.limits.allows_request(address):
            return error_response(429, "RATE_LIMITED", "Too many requests: try again in a minute.")
        try:
            caller = await caller_of(request.headers.get("authorization"), services.reading)
        except BadTokenError as error:
            return error_response(401, "UNAUTHENTICATED", str(error))
        return await answer(Admitted(request, address, caller))

    return handle
