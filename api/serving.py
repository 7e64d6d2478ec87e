"""Serve the ASGI application until a signal, and let requests end before the process does."""

import signal
import socket
from types import FrameType

import uvicorn

from api.app import create_app
from api.settings import Settings

DRAIN_SECONDS = 10
"""How long open requests and subscriptions may go on after the signal to stop."""

_SOCKET_FRAME_BYTES = 65_536


def serve(settings: Settings, listening: socket.socket | None) -> None:
    """Serve on a socket that is open already, or on the address of the settings."""
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port if settings.port is not None else 8000,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws_max_size=_SOCKET_FRAME_BYTES,
        ws_ping_interval=20,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    # uvicorn raises its signal again when it has drained: the end was asked for, so it is no error.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ignore)
    server = uvicorn.Server(config)
    server.run(sockets=[listening] if listening is not None else None)
    if not server.started:
        raise SystemExit(1)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    return
