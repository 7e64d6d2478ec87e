"""Commands that run until they are told to stop: everything at once, or one process of it."""

import os
import socket
from typing import Annotated

import typer

from api.commands.context import located, read_settings, told_plainly
from api.logging import configure_logging
from api.terminal import Terminal
from api.up import up as run_up
from workers.broker import QUEUES

commands = typer.Typer()

_Mark = Annotated[
    str, typer.Option("--run", hidden=True, help="The data folder of the run that this is part of.")
]


@commands.command()
def up() -> None:
    """Start everything in this folder: servers, tables, seeds, API, relay and workers."""
    settings = read_settings()
    with told_plainly():
        run_up(settings, os.environ, Terminal())


@commands.command()
def api(
    listening: Annotated[int | None, typer.Option("--socket", hidden=True)] = None,
    run: _Mark = "",
) -> None:
    """Serve the API."""
    from api.serving import serve  # noqa: PLC0415 - only this process wants the API in memory

    del run
    settings = read_settings()
    configure_logging(settings)
    with located(settings, Terminal.of_errors()) as at:
        serve(at, socket.socket(fileno=listening) if listening is not None else None)


@commands.command()
def worker(
    queues: Annotated[list[str] | None, typer.Argument(help="default, generation")] = None,
    threads: Annotated[int | None, typer.Option(min=1, max=32)] = None,
    run: _Mark = "",
) -> None:
    """Work on the jobs of some queues."""
    from workers.process import run_worker  # noqa: PLC0415 - brings spaCy, which others do without

    del run
    settings = read_settings()
    wanted = queues or list(QUEUES)
    if unknown := sorted(set(wanted) - set(QUEUES)):
        raise typer.BadParameter(f"no such queue: {', '.join(unknown)}", param_hint="queues")
    configure_logging(settings)
    with located(settings, Terminal.of_errors()) as at:
        worker_settings = at.worker(os.environ)
        run_worker(worker_settings, wanted, threads=threads or worker_settings.threads)


@commands.command()
def relay(run: _Mark = "") -> None:
    """Send jobs to the workers, and take back those of workers that died."""
    from workers.process import run_relay  # noqa: PLC0415

    del run
    settings = read_settings()
    configure_logging(settings)
    with located(settings, Terminal.of_errors()) as at:
        run_relay(at.worker(os.environ))
