"""The ASGI application: routes, what surrounds them, and what is open while it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.exports import exports
from api.health import healthz, readyz
from api.ide import ide_files
from api.middleware import BodyLimit, RequestLog
from api.services import Services
from api.settings import Settings
from api.uploads import kept_files, uploads
from api.view import GraphQLView
from graph.schema import schema

MAX_BODY = 100_000
MAX_IMPORT_BODY = 10_000_000
"""For members of a workspace: 1,000 CVs of 10 KB in one importApplicants."""


def create_app(settings: Settings) -> Starlette:
    """Build the application; it connects to the engines of `settings` once it is used."""
    services = Services.of(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with services.running():
            yield

    return Starlette(
        routes=_routes(services),
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLog),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type", "x-request-id"],
                expose_headers=["x-request-id", "retry-after", "content-disposition"],
            ),
            Middleware(
                BodyLimit,
                limits={"/graphql": MAX_BODY, "/uploads": settings.upload_bytes},
                member_limits={"/graphql": MAX_IMPORT_BODY},
            ),
        ],
    )


def _routes(services: Services) -> list[BaseRoute]:
    view = GraphQLView(schema, services)
    routes: list[BaseRoute] = [
        Route("/graphql", view, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", view),
        Route("/uploads", uploads(services), methods=["POST"]),
        Route("/uploads/{upload_id:uuid}", kept_files(services), methods=["GET"]),
        Route("/exports/{export_id:uuid}", exports(services), methods=["GET"]),
        Route("/healthz", healthz),
        Route("/readyz", readyz(services)),
        Route("/", _to_graphql),
    ]
    return [*routes, ide_files()] if services.settings.shows_ide else routes


def _to_graphql(_request: Request) -> Response:
    return RedirectResponse("/graphql")
