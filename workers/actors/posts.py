"""Write posts: a composed draft at once, then a model's words for it unit by unit."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.posts import shingles_elsewhere, upsert_section, upsert_shingles
from db.rows import PostRequirementRow, PostRow, RoleRow
from db.sessions import Sessions
from nlp.ports import Stop, Writer, WriterChoice, WritingTask
from nlp.posts.around import AroundWriter
from nlp.posts.brief import Brief, brief_from_json
from nlp.posts.choice import seed_of
from nlp.posts.compose import COMPOSER
from nlp.posts.draft import Draft, compose
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.sections import Provenance, SectionKind, WrittenSection
from nlp.posts.units import Plan
from nlp.posts.verify import Checks
from nlp.posts.write import Step, rewrite, tasks_of
from nlp.roles.page import RequirementText, RolePage
from nlp.rules.packs import UnsupportedJurisdictionError
from nlp.runtime.writers import load_writer
from seeds.rows import skill_id
from workers.handle import Done, JobHandle, PermanentError
from workers.settings import WritingSettings
from workers.sources import Sources

log = structlog.get_logger(__name__)

LoadWriter = Callable[[WriterChoice], Writer | None]


class PostWriter:
    """Handles POST_GENERATION; the subject is a post.

    The composed draft is stored in one transaction, complete and publishable; each unit that a
    model words better afterwards is stored with its section. With `section` in the arguments that
    one alone is written anew, by the seed of the arguments, even over a person's edit: somebody
    asked for it.
    """

    def __init__(
        self,
        sessions: Sessions,
        settings: WritingSettings,
        *,
        load: LoadWriter = load_writer,
        sources: Sources | None = None,
    ) -> None:
        self._sessions = sessions
        self._sources = sources or Sources()
        self._limit = settings.limit.total_seconds()
        self._writer = _LoadedOnce(settings.choice, load)
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Read what a draft is composed from, so that the first one comes as fast as the others."""
        with self._lock:
            sources = self._sources
            _ = sources.library, sources.packs, sources.tailoring, sources.find_skill
            sources.similar("ready", ["ready"])

    def __call__(self, handle: JobHandle) -> Done:
        post, page = self._load(handle)
        with self._lock:
            desk = self._desk(handle, post, page)
        desk.store_draft()
        writer = self._writer.get()
        if writer is not None and not desk.closed:
            checks = self._checks(desk)
            until = time.monotonic() + self._limit
            desk.store_steps(writer, checks, stop=lambda: desk.stopped or time.monotonic() > until)
        handle.raise_if_stopped()
        return Done(result_type="Post", result_id=post.id, write=desk.store_record)

    def _load(self, handle: JobHandle) -> tuple[PostRow, RolePage | None]:
        with handle.transaction() as session:
            post = session.get(PostRow, handle.job.subject_id)
            if post is None or post.workspace_id != handle.job.workspace_id:
                raise PermanentError("NOT_FOUND", "The post is gone.")
            role = session.get(RoleRow, post.role_id) if post.role_id else None
        with self._lock:
            pages = self._sources.library.roles_by_slug
        return post, pages.get(role.slug) if role else None

    def _desk(self, handle: JobHandle, post: PostRow, page: RolePage | None) -> "_Desk":
        section = handle.job.args.get("section")
        brief = _brief(post, handle.job.args.get("seed"))
        planned = self._plan(brief, page)
        return _Desk(
            handle=handle,
            seed=brief.seed,
            draft=compose(planned, self._sources.similar),
            only=None if section is None else (SectionKind(section),),
        )

    def _checks(self, desk: "_Desk") -> Checks:
        """Give the checks; the skill spotter behind them takes seconds at first use."""
        with self._lock:
            sources = self._sources
            return Checks(
                plan=desk.draft.plan,
                spot_skills=sources.spot_skills,
                wording=sources.wording,
                similar=sources.similar,
                seen_elsewhere=desk.seen_elsewhere,
            )

    def _plan(self, brief: Brief, page: RolePage | None) -> Plan:
        try:
            packs = packs_of(brief, self._sources.packs)
        except UnsupportedJurisdictionError as error:
            raise PermanentError("UNSUPPORTED", str(error)) from error
        find, tailoring = self._sources.find_skill, self._sources.tailoring
        return plan(brief, page, packs, find_skill=find, tailoring=tailoring)


def _brief(post: PostRow, seed: int | None) -> Brief:
    brief = brief_from_json(post.brief)
    return brief if seed is None else replace(brief, seed=seed)


@dataclass
class _LoadedOnce:
    """The configured writer, loaded at first use; one that cannot be loaded is asked for once."""

    choice: WriterChoice
    load: LoadWriter
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _loaded: bool = False
    _writer: Writer | None = None

    def get(self) -> Writer | None:
        with self._lock:
            if not self._loaded:
                self._writer, self._loaded = self._try(), True
            return self._writer

    def _try(self) -> Writer | None:
        try:
            writer = self.load(self.choice)
        except Exception as error:  # noqa: BLE001 - posts are composed without it, whatever ails it
            log.error("no writer: posts stay composed", reason=str(error))  # noqa: TRY400
            return None
        return None if writer is None else _Guarded(writer)


class _Guarded(AroundWriter):
    """A writer whose failure ends its offers: the composed text of the other units stands."""

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        try:
            yield from super().offer(tasks, stop=stop)
        except Exception as error:  # noqa: BLE001 - a model may fail in any way
            # Its text may repeat the caller's notes; its type does not.
            log.warning("the writer failed", reason=type(error).__name__)


@dataclass
class _Desk:
    """One post at work: the draft as it stands, stored step by step, and what is told of it."""

    handle: JobHandle
    seed: int
    draft: Draft
    only: tuple[SectionKind, ...] | None
    model: str = COMPOSER
    closed: bool = False
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.monotonic)

    @property
    def stopped(self) -> bool:
        return self.closed or self.handle.cancelled.is_set() or self.handle.lost.is_set()

    @property
    def kinds(self) -> tuple[SectionKind, ...]:
        return self.only or self.draft.plan.kinds

    @property
    def origin(self) -> int:
        """A number for the employer, by which its own earlier posts are no others."""
        return seed_of(self.handle.job.workspace_id, self.draft.plan.seed_company)

    def seen_elsewhere(self, wanted: frozenset[int]) -> frozenset[int]:
        if not wanted:
            return wanted
        with self.handle.sessions() as session:
            return frozenset(session.scalars(shingles_elsewhere(wanted, origin=self.origin)))

    def store_draft(self) -> None:
        """Store every section with its event, and the post as a draft to be published."""
        sections = [self.draft.section(kind) for kind in self.kinds]
        with self.handle.transaction() as session:
            post = self._open_post(session)
            if post is None:
                return
            for section in sections:
                self._store(session, section)
            self._store_shingles(session)
            if post.status == "GENERATING":
                _complete(session, post, self.draft.plan)
            post.generation = self._record(post)
        self.handle.ring()
        self._tick("wrote the draft", done=0)

    def store_steps(self, writer: Writer, checks: Checks, *, stop: Stop) -> None:
        """Have the draft worded anew, and store each section that changed."""
        self.model = writer.name
        steps = rewrite(self.draft, writer, checks, stop=stop, only=self.only)
        for done, step in enumerate(steps, start=1):
            self.draft = step.draft
            self._store_step(step)
            self._tick("words it anew", done=done)

    def _store_step(self, step: Step) -> None:
        if step.changed is None:
            return
        with self.handle.transaction() as session:
            post = self._open_post(session)
            if post is not None:
                self._store(session, step.draft.section(step.changed))
                self._store_shingles(session)
                post.generation = self._record(post)
        self.handle.ring()

    def store_record(self, session: Session) -> None:
        post = self._open_post(session)
        if post is not None:
            post.generation = self._record(post)

    def _open_post(self, session: Session) -> PostRow | None:
        """Lock the post; None once somebody published what they saw, which then stays."""
        post = session.get_one(PostRow, self.handle.job.subject_id, with_for_update=True)
        fixed = ("CLOSED",) if self.only else ("PUBLISHED", "CLOSED")
        self.closed = post.status in fixed
        return None if self.closed else post

    def _store(self, session: Session, section: WrittenSection) -> None:
        if session.scalar(_stored(self.handle, section, over_edits=self.only is not None)):
            self.handle.add_event(session, "SECTION", _event(section))

    def _store_shingles(self, session: Session) -> None:
        job = self.handle.job
        statement = upsert_shingles(
            post_id=job.subject_id,
            workspace_id=job.workspace_id,
            origin=self.origin,
            shingles=self.draft.shingles,
            whole=self.only is None,
        )
        session.execute(statement)

    def _tick(self, stage: str, *, done: int) -> None:
        whole = len(self.kinds)
        total = whole + len(tasks_of(self.draft, self.only))
        self.handle.tick(done=min(whole + done, total), total=total, stage=stage)

    def _record(self, post: PostRow) -> dict[str, Any]:
        """Tell how the text as it stands came about, section by section."""
        earlier = (post.generation or {}).get("sections", {}) if self.only else {}
        sections = earlier | {kind.value: self._counts(kind) for kind in self.kinds}
        return {
            "model": self.model,
            "seed": self.seed,
            "started_at": self.started.isoformat(),
            "elapsed_ms": round((time.monotonic() - self.clock) * 1000),
            "sections": sections,
        }

    def _counts(self, kind: SectionKind) -> dict[str, int]:
        texts = [text for text in self.draft.texts.values() if text.unit.section is kind]
        return {
            "units": sum(text.unit.rewritable for text in texts),
            "candidates": sum(text.candidates for text in texts),
            "accepted": sum(text.by_model for text in texts),
        }


def _stored(handle: JobHandle, section: WrittenSection, *, over_edits: bool) -> Any:
    return upsert_section(
        post_id=handle.job.subject_id,
        workspace_id=handle.job.workspace_id,
        kind=section.kind.value,
        position=list(SectionKind).index(section.kind),
        heading=section.heading,
        body=section.body,
        items=list(section.items),
        provenance=section.provenance.value,
        keep=None if over_edits else Provenance.EDITED.value,
    )


def _event(section: WrittenSection) -> dict[str, Any]:
    return {
        "kind": section.kind.value,
        "heading": section.heading,
        "body": section.body,
        "items": list(section.items),
        "provenance": section.provenance.value,
    }


def _complete(session: Session, post: PostRow, planned: Plan) -> None:
    """Store what belongs to the post as a whole: from now on it is a draft."""
    post.title, post.salary_line, post.status = planned.title, planned.salary, "DRAFT"
    session.execute(delete(PostRequirementRow).where(PostRequirementRow.post_id == post.id))
    rows = [
        _requirement(post.id, post.workspace_id, position, requirement)
        for position, requirement in enumerate(planned.requirements)
    ]
    if rows:
        session.execute(insert(PostRequirementRow), rows)


def _requirement(
    post_id: uuid.UUID, workspace_id: uuid.UUID, position: int, requirement: RequirementText
) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "workspace_id": workspace_id,
        "position": position,
        "kind": requirement.kind.value,
        "text": requirement.text,
        "min_years": requirement.min_years,
        "skill_ids": [skill_id(slug) for slug in requirement.skills],
    }
