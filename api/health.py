"""Whether this process lives, and whether it can serve."""

import asyncio
from collections.abc import Awaitable, Callable

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.services import Services

_PATIENCE_SECONDS = 2.0


def healthz(_request: Request) -> Response:
    """Answer as long as the process can answer at all."""
    return JSONResponse({"status": "ok"})


def readyz(services: Services) -> Callable[[Request], Awaitable[Response]]:
    """Give a handler that answers 200 when both engines do, else 503 with what is away."""

    async def handle(_request: Request) -> Response:
        checks = {"postgresql": _postgresql(services), "redis": _redis(services)}
        answers = await asyncio.gather(*checks.values())
        states = dict(zip(checks, answers, strict=True))
        ready = all(state == "ok" for state in states.values())
        return JSONResponse(states, status_code=200 if ready else 503)

    return handle


async def _postgresql(services: Services) -> str:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS), services.reading() as session:
            await session.execute(text("select 1 from alembic_version"))
    except (SQLAlchemyError, TimeoutError) as error:
        return type(error).__name__
    return "ok"


async def _redis(services: Services) -> str:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await services.progress.execute_command("PING")  # type: ignore[no-untyped-call]
    except (redis.RedisError, TimeoutError) as error:
        return type(error).__name__
    return "ok"
