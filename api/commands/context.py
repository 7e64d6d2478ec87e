"""What commands share: settings from the environment, the engines, and errors for people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from api.servers.engines import reached_engines
from api.servers.lock import AlreadyRunningError
from api.servers.postgres import PostgresError
from api.servers.valkey import ValkeyError
from api.settings import Settings, SettingsError
from api.terminal import Terminal
from api.up import UpError
from db.sessions import sync_engine

WRONG_SETTINGS = 2
ALREADY_RUNNING = 3

_FAILURES = (PostgresError, ValkeyError, UpError, OSError)


def read_settings() -> Settings:
    """Read the settings; end the process with status 2 and the reasons when they are wrong."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        Terminal.of_errors().fail(str(error))
        raise typer.Exit(WRONG_SETTINGS) from error


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn expected failures into a line and an exit status: 3 for a second run, else 1."""
    try:
        yield
    except AlreadyRunningError as error:
        Terminal.of_errors().fail(str(error))
        raise typer.Exit(ALREADY_RUNNING) from error
    except _FAILURES as error:
        Terminal.of_errors().fail(str(error))
        raise typer.Exit(1) from error


@contextmanager
def located(settings: Settings, terminal: Terminal) -> Iterator[Settings]:
    """Give the settings with both URLs: those that were set, or the embedded servers'.

    Embedded servers that do not run are started for the while, so that `penroll migrate` and its
    like work beside `penroll up` and without it.
    """
    if not settings.embedded:
        yield settings
        return
    with told_plainly(), reached_engines(settings.data_dir, lambda _: None) as address:
        terminal.say(f"using the embedded servers of {settings.data_dir}")
        yield settings.at(database_url=address.database_url, redis_url=address.redis_url)


@contextmanager
def closing_engine(settings: Settings, name: str) -> Iterator[Engine]:
    """Give an engine on the database of `settings`; a database that is away is told plainly."""
    engine = sync_engine(settings.database, application_name=name)
    try:
        yield engine
    except OperationalError as error:
        # Its text can repeat the URL with its password.
        Terminal.of_errors().fail("PostgreSQL does not answer: `penroll doctor` says more")
        raise typer.Exit(1) from error
    finally:
        engine.dispose()
