"""`penroll reextract`: read stored CVs again after an upgrade of the extraction pipeline."""

import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

import typer

from api.commands.context import closing_engine, located, read_settings
from api.servers.engines import noted_address
from api.terminal import Terminal
from db.rows import PostRow
from db.sessions import Sessions, sync_sessions
from graph.ids import key_of
from workers.reextraction import OutdatedPost, outdated_posts, request_reextraction, states

commands = typer.Typer()

_LOOK_SECONDS = 0.5
_IDLE_LOOKS = 40
_INTERRUPTED = 130

_Post = Annotated[
    str | None, typer.Option(metavar="ID", help="One post, by its id in the API; all if not set.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count; change nothing.")]
_Detach = Annotated[bool, typer.Option("--detach", help="Put it into the queue and end.")]


@commands.command()
def reextract(post: _Post = None, dry_run: _DryRun = False, detach: _Detach = False) -> None:
    """Read CVs again that an older pipeline read, or could not read; safe to stop and to repeat.

    The workers do it, after all other work; applicants keep their places meanwhile.
    """
    from nlp.skills.extraction import PIPELINE  # noqa: PLC0415 - brings spaCy, which others do without

    terminal, settings = Terminal(), read_settings()
    works = not settings.embedded or noted_address(settings.data_dir) is not None
    with (
        located(settings, terminal) as at,
        closing_engine(at, "penroll-reextract") as engine,
    ):
        asked = _Reextraction(terminal, sync_sessions(engine), PIPELINE, _key(post))
        posts = asked.told()
        if posts and not dry_run:
            asked.begin(posts, follows=works and not detach)


def _key(post: str | None) -> uuid.UUID | None:
    """Read the id of a post as the API gives it, or as the database has it."""
    if post is None:
        return None
    key = key_of("Post", post)
    with suppress(ValueError):
        key = key or uuid.UUID(post)
    if key is None:
        raise typer.BadParameter("no id of a post as the API gives it", param_hint="--post")
    return key


@dataclass(frozen=True, slots=True)
class _Reextraction:
    terminal: Terminal
    sessions: Sessions
    pipeline: str
    post_id: uuid.UUID | None

    def told(self) -> list[OutdatedPost]:
        """Say how much there is to do, and give it."""
        posts = self._posts()
        for post in posts:
            self.terminal.say(f"post {post.post_id}: {post.applicants} CVs")
        total = sum(post.applicants for post in posts)
        if total:
            self.terminal.say(f"{total} CVs were read by another pipeline than {self.pipeline}")
        else:
            self.terminal.done(f"every CV was read by {self.pipeline}")
        return posts

    def begin(self, posts: Sequence[OutdatedPost], *, follows: bool) -> None:
        """Put the jobs into the queue, and show how far they are until they have ended."""
        with self.sessions.begin() as session:
            job_ids = request_reextraction(session, posts)
        if not follows:
            self.terminal.say("it waits in the queue for the workers of `penroll up`")
            return
        try:
            self._follow(job_ids, total=sum(post.applicants for post in posts))
        except KeyboardInterrupt:
            self.terminal.say("the workers go on with it; call this again to look")
            raise typer.Exit(_INTERRUPTED) from None
        self._end()

    def _follow(self, job_ids: Sequence[uuid.UUID], *, total: int) -> None:
        looks = 0
        with self.terminal.bar() as bar:
            while live := self._states(job_ids):
                bar("CVs", max(total - self._left(), 0), total)
                looks = looks + 1 if live.count("QUEUED") == len(live) else 0
                if looks == _IDLE_LOOKS:
                    self.terminal.warn("no worker takes it: does `penroll up` run?")
                time.sleep(_LOOK_SECONDS)

    def _end(self) -> None:
        left = self._left()
        if left:
            self.terminal.fail(
                f"{left} CVs are still to be read: some are read by jobs of their own, or a "
                "worker is not upgraded; call this again"
            )
            raise typer.Exit(1)
        self.terminal.done(f"every CV was read by {self.pipeline}")

    def _posts(self) -> list[OutdatedPost]:
        with self.sessions() as session:
            if self.post_id is not None and session.get(PostRow, self.post_id) is None:
                raise typer.BadParameter("there is no such post", param_hint="--post")
            return outdated_posts(session, self.pipeline, self.post_id)

    def _left(self) -> int:
        with self.sessions() as session:
            posts = outdated_posts(session, self.pipeline, self.post_id)
        return sum(post.applicants for post in posts)

    def _states(self, job_ids: Sequence[uuid.UUID]) -> list[str]:
        with self.sessions() as session:
            return states(session, job_ids)
