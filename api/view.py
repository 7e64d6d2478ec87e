"""GraphQL over HTTP, server-sent events and WebSocket, on one path."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import strawberry
from cross_web import HTTPException
from graphql import GraphQLError, OperationType, get_operation_ast, parse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.streaming import SSETransport
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from api.auth import BadTokenError, authorization_in, caller_of
from api.ide import ide_page
from api.limits import address_of
from api.negotiation import EVENT_STREAM, GRAPHQL_RESPONSE, JSON, preferred
from api.services import Services
from graph.context import Context

_MAX_SUBSCRIPTIONS = 20
_INIT_SECONDS = 5


class TooManyRequestsError(Exception):
    """The caller asked more often than the settings allow."""


def error_response(status: int, code: str, message: str, **headers: str) -> JSONResponse:
    """Answer in GraphQL's own form, so that clients show the reason."""
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(body, status_code=status, headers=headers)


class _EventStream(SSETransport):
    """Ends lines with LF alone: urql splits a stream at two of them and finds none in CRLF."""

    def encode_event(self, event: str, data: str | None = None) -> str:
        return super().encode_event(event, data).replace("\r\n", "\n")

    def encode_comment(self, comment: str) -> str:
        return super().encode_comment(comment).replace("\r\n", "\n")


class GraphQLView(GraphQL[Context, None]):
    """One for the whole application; `services` are what the lifespan opened."""

    def __init__(self, schema: strawberry.Schema, services: Services) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if services.settings.shows_ide else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=_INIT_SECONDS),
            max_subscriptions_per_connection=_MAX_SUBSCRIPTIONS,
            allowed_origins=services.settings.allowed_origins,
        )
        self.stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: _EventStream}
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self.run(request)
        except BadTokenError as error:
            headers = {"www-authenticate": "Bearer"}
            return error_response(401, "UNAUTHENTICATED", str(error), **headers)
        except TooManyRequestsError:
            message = "Too many requests: try again in a minute."
            return error_response(429, "RATE_LIMITED", message, **{"retry-after": "60"})
        except HTTPException as error:
            return error_response(error.status_code, "BAD_REQUEST", error.reason)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        del response
        address = address_of(request, self._services.settings.trusted_proxies)
        if not await self._services.limits.allows_request(address):
            raise TooManyRequestsError
        authorization = request.headers.get("authorization")
        try:
            caller = await caller_of(authorization, self._services.reading)
        except BadTokenError:
            if isinstance(request, Request):
                raise
            # A socket says who calls in connection_init; a header beside it is no fault.
            caller = None
        return self._services.context(address, caller)

    async def on_ws_connect(self, context: Context) -> dict[str, object] | None:
        authorization = authorization_in(context.connection_params)
        if authorization is None:
            return None
        try:
            context.caller = await caller_of(authorization, self._services.reading)
        except BadTokenError as error:
            raise ConnectionRejectionError from error
        return None

    async def parse_http_body(self, request: Any) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the request; an answer becomes a stream only where one is meant."""
        data = await super().parse_http_body(request)
        accept = request.headers.get("accept", "")
        if isinstance(data, list) or data.protocol == "http":
            return data
        if preferred(accept, EVENT_STREAM, JSON) == EVENT_STREAM or _subscribes(data):
            return data
        return replace(data, protocol="http")

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Leave `data` out where nothing was executed, as the GraphQL specification asks."""
        answer = await super().process_result(request, result)
        if _is_request_error(result):
            del answer["data"]
        return answer

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        answer = await super().get_sub_response(request)
        answer.media_type = preferred(request.headers.get("accept", ""), JSON, GRAPHQL_RESPONSE)
        return answer

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """Answer in the media type that the caller prefers.

        In the newer one a request that could not be executed has status 400
        (GraphQL over HTTP, section 6.4.2); in plain JSON it has 200, which old clients read.
        """
        response = super().create_response(response_data, sub_response)
        if sub_response.media_type == GRAPHQL_RESPONSE:
            response.headers["content-type"] = f"{GRAPHQL_RESPONSE}; charset=utf-8"
            if "data" not in response_data:
                response.status_code = 400
        return response

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        wants_page = "text/html" in request.headers.get("accept", "")
        return wants_page and super().should_render_graphql_ide(request)

    async def render_graphql_ide(self, request: Request) -> Response:
        del request
        return ide_page()


def _is_request_error(result: ExecutionResult) -> bool:
    """Tell a request that was never executed: an error of execution names a path."""
    errors = result.errors or ()
    return bool(errors) and result.data is None and all(error.path is None for error in errors)


def _subscribes(data: GraphQLRequestData) -> bool:
    document = data.query or ""
    if "subscription" not in document:
        return False
    try:
        operation = get_operation_ast(parse(document), data.operation_name)
    except GraphQLError:
        return False
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION
