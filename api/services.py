"""What one API process holds open: engines, the progress reader, knowledge and limits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import redis.asyncio
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.limits import CallerQuota, Limits
from api.settings import Settings
from db.progress import ProgressHub, async_client
from db.sessions import AsyncSessions, async_engine, async_sessions
from graph.context import Caller, Context
from graph.knowledge import Knowledge
from seeds.files import SeedError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Services:
    """`sessions` are for transactions; `reading` commits each statement by itself."""

    settings: Settings
    engine: AsyncEngine
    sessions: AsyncSessions
    reading: AsyncSessions
    progress: "redis.asyncio.Redis"
    hub: ProgressHub
    knowledge: Knowledge
    limits: Limits

    @classmethod
    def of(cls, settings: Settings) -> "Services":
        """Prepare everything; nothing is connected before it is used."""
        where = settings.database
        engine = async_engine(where, application_name="penroll-api")
        reading = async_sessions(engine.execution_options(isolation_level="AUTOCOMMIT"))
        progress = async_client(where.redis_url)
        return cls(
            settings=settings,
            engine=engine,
            sessions=async_sessions(engine),
            reading=reading,
            progress=progress,
            hub=ProgressHub(progress),
            knowledge=Knowledge(reading),
            limits=Limits(settings.limits, where.redis_url),
        )

    def context(self, address: str, caller: Caller | None) -> Context:
        """Give the context of one operation or socket."""
        who = str(caller.workspace_id) if caller and caller.role else address
        return Context(
            sessions=self.sessions,
            reading=self.reading,
            hub=self.hub,
            knowledge=self.knowledge,
            quota=CallerQuota(self.limits, who),
            address=address,
            caller=caller,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read progress while inside; close everything at the end."""
        reader = asyncio.create_task(self.hub.run(), name="progress")
        warming = asyncio.create_task(self._warm(), name="warming")
        try:
            yield
        finally:
            for task in (reader, warming):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await self.progress.aclose()
            await self.engine.dispose()

    async def _warm(self) -> None:
        """Load knowledge early; where that fails, the first operation that needs it tries again."""
        try:
            await self.knowledge.warm()
        except (SQLAlchemyError, SeedError) as error:
            log.warning("knowledge not loaded yet", reason=type(error).__name__)
