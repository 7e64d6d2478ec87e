"""The actors, one module a noun: load rows, call the trade, save, report."""

from collections.abc import Collection, Mapping

from db.progress import ProgressWriter
from db.sessions import Sessions
from nlp.runtime.embedding import Embedder
from workers.actors.exports import SkillExporter
from workers.actors.posts import PostWriter
from workers.actors.ranking import Ranker
from workers.actors.skills import SkillReader
from workers.broker import queue_of
from workers.execution import Handler
from workers.settings import COMPOSED, WritingSettings
from workers.sources import Sources


def handlers(
    sessions: Sessions, progress: ProgressWriter, *, writing: WritingSettings = COMPOSED
) -> Mapping[str, Handler]:
    """Give the handler of every kind of job; what is costly to build waits for first use, and what
    several of them use is loaded once.
    """
    embedder = Embedder()
    return {
        "POST_GENERATION": PostWriter(sessions, writing, sources=Sources(embedder)),
        "SKILL_EXTRACTION": SkillReader(sessions, progress, embedder),
        "RANKING": Ranker(sessions, progress, embedder),
        "EXPORT": SkillExporter(sessions),
    }


def warm(handling: Mapping[str, Handler], queues: Collection[str]) -> None:
    """Have the handlers of these queues load what their first job would wait for, seconds of it.

    A job that comes meanwhile is not kept waiting by it, but for what it needs itself.
    """
    for kind, handler in handling.items():
        if isinstance(handler, PostWriter | SkillReader) and queue_of(kind) in queues:
            handler.warm()
