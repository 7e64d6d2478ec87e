"""Entry points of the queue's processes: a worker over some queues, and a relay.

Each process runs Dramatiq's `Worker` itself. Dramatiq's own command line has a master whose death
leaves workers behind and a worker whose death ends the others; our supervisor restarts each
process by itself.
"""

import signal
import threading
from collections.abc import Callable, Iterable

import structlog
from dramatiq.worker import Worker

from db.progress import ProgressWriter, sync_client
from db.sessions import sync_engine, sync_sessions
from workers.broker import make_broker
from workers.execution import Executor
from workers.relay import Relay
from workers.settings import WorkerSettings

_WORKER_TIMEOUT_MS = 50
_SIGNAL_SECONDS = 0.5
"""A signal may reach another thread; Python hears of it when the main thread next wakes up."""

log = structlog.get_logger(__name__)


def run_worker(settings: WorkerSettings, queues: Iterable[str], *, threads: int) -> None:
    """Work on `queues` until SIGTERM or SIGINT; then finish what can be finished in the grace.

    What is left by then is taken over by others when its lease ends.
    """
    from workers.actors import handlers, warm  # noqa: PLC0415 - brings spaCy, which the relay does without

    queues, stopping = set(queues), stop_at_signals()
    engine = sync_engine(settings.database, application_name="penroll-worker")
    sessions = sync_sessions(engine)
    progress = ProgressWriter(sync_client(settings.database.redis_url))
    handling = handlers(sessions, progress, writing=settings.writing)
    executor = Executor(sessions, progress, handling, settings.lease)
    broker = make_broker(settings.database.redis_url, executor.run)
    worker = Worker(
        broker, queues=queues, worker_threads=threads, worker_timeout=_WORKER_TIMEOUT_MS
    )
    worker.start()
    threading.Thread(target=warm, args=(handling, queues), name="warm", daemon=True).start()
    log.info("worker started", queues=sorted(queues), threads=threads)
    while not stopping.wait(_SIGNAL_SECONDS):
        pass
    log.info("worker drains")
    worker.stop(timeout=int(settings.grace.total_seconds() * 1000))
    broker.close()
    engine.dispose()


def run_relay(settings: WorkerSettings) -> None:
    """Relay until SIGTERM or SIGINT."""
    stopping = stop_at_signals()
    log.info("relay started")
    Relay(settings).run(stopping)


def stop_at_signals() -> threading.Event:
    """Give an event that SIGTERM and SIGINT set."""
    stopping = threading.Event()
    handle: Callable[..., None] = lambda *_: stopping.set()  # noqa: E731
    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
    return stopping
