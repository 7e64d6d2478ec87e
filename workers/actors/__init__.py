"""The actors, one module a noun: load rows, call the trade, save, report."""

from collections.abc import Mapping

from db.progress import ProgressWriter
from db.sessions import Sessions
from workers.actors.exports import SkillExporter
from workers.actors.posts import PostWriter
from workers.actors.ranking import Ranker
from workers.actors.skills import SkillReader
from workers.execution import Handler
from workers.settings import COMPOSED, WritingSettings


def handlers(
    sessions: Sessions, progress: ProgressWriter, *, writing: WritingSettings = COMPOSED
) -> Mapping[str, Handler]:
    """Give the handler of every kind of job; what is costly to build waits for first use."""
    return {
        "POST_GENERATION": PostWriter(sessions, writing),
        "SKILL_EXTRACTION": SkillReader(sessions, progress),
        "RANKING": Ranker(sessions, progress),
        "EXPORT": SkillExporter(sessions),
    }


def warm(handling: Mapping[str, Handler]) -> None:
    """Have the writer of posts read its sources ahead of its first job."""
    writer = handling["POST_GENERATION"]
    if isinstance(writer, PostWriter):
        writer.warm()
