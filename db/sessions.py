"""Engines and sessions, asynchronous for the API and synchronous for workers.

Nothing below an entry point commits: a request or a job is one transaction, ended at its edge.
Errors of statements show no parameters: those may be a name or a CV.
"""

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session, sessionmaker

from db.settings import DatabaseSettings

AsyncSessions = async_sessionmaker[AsyncSession]
Sessions = sessionmaker[Session]


def async_engine(settings: DatabaseSettings, *, application_name: str) -> AsyncEngine:
    return create_async_engine(
        driver_url(settings.database_url),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=_connect_args(settings, application_name),
    )


def sync_engine(settings: DatabaseSettings, *, application_name: str) -> Engine:
    return create_engine(
        driver_url(settings.database_url),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=_connect_args(settings, application_name),
    )


def async_sessions(engine: AsyncEngine) -> AsyncSessions:
    return async_sessionmaker(engine, expire_on_commit=False)


def sync_sessions(engine: Engine) -> Sessions:
    return sessionmaker(engine, expire_on_commit=False)


def driver_url(url: str) -> URL:
    """Give the URL with psycopg as its driver, which serves both kinds of engine."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise ValueError("PENROLL_DATABASE_URL must be a postgresql:// URL")
    return parsed.set(drivername="postgresql+psycopg")


def _connect_args(settings: DatabaseSettings, application_name: str) -> dict[str, str | int]:
    options = (
        f"-c statement_timeout={settings.statement_timeout_ms} "
        f"-c lock_timeout={settings.lock_timeout_ms} "
        f"-c idle_in_transaction_session_timeout={settings.idle_in_transaction_timeout_ms}"
    )
    return {"application_name": application_name, "options": options, "connect_timeout": 5}
