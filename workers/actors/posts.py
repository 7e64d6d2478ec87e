"""Write posts: brief from the row, page and packs from the seeds, sections one by one."""

import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.posts import upsert_section
from db.rows import PostRequirementRow, PostRow, RoleRow
from db.sessions import Sessions
from nlp.ports import FindSkill, SpotSkills
from nlp.posts.brief import Brief, brief_from_json
from nlp.posts.compose import Composer
from nlp.posts.grounding import skill_finder, skill_spotter
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.sections import Provenance, SectionKind, WrittenSection
from nlp.posts.units import Plan
from nlp.posts.verify import Checks
from nlp.posts.write import write
from nlp.roles.page import RequirementText, RolePage
from nlp.rules.packs import Packs, UnsupportedJurisdictionError
from nlp.rules.wording import WordingRules
from nlp.skills.gazetteer import Gazetteer
from seeds.library import Library, read_library
from seeds.packs import read_packs
from seeds.rows import skill_id
from seeds.wording_rules import wording_rules
from workers.handle import Done, JobHandle, PermanentError


class Sources:
    """What posts are written from; read at first use, once a process."""

    @cached_property
    def library(self) -> Library:
        return read_library()

    @cached_property
    def packs(self) -> Packs:
        return read_packs()

    @cached_property
    def wording(self) -> WordingRules:
        return wording_rules("en")

    @cached_property
    def find_skill(self) -> FindSkill:
        return skill_finder(self.library.skills)

    @cached_property
    def spot_skills(self) -> SpotSkills:
        return skill_spotter(Gazetteer(self.library.skills))


class PostWriter:
    """Handles POST_GENERATION; the subject is a post.

    With `section` in the arguments that one alone is written anew, by the seed of the arguments,
    even over a person's edit: somebody asked for it.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._sources = Sources()
        self._lock = threading.Lock()

    def __call__(self, handle: JobHandle) -> Done:
        started, clock = datetime.now(UTC), time.monotonic()
        post, page = self._load(handle)
        section = handle.job.args.get("section")
        brief = _brief(post, handle.job.args.get("seed"))
        only = None if section is None else [SectionKind(section)]
        planned, sections = self._write(handle, brief, page, only)
        record = {
            "model": Composer(planned.seed).name,
            "seed": brief.seed,
            "started_at": started.isoformat(),
            "elapsed_ms": round((time.monotonic() - clock) * 1000),
            "candidates": sum(section.candidates for section in sections),
            "accepted": sum(section.accepted for section in sections),
        }
        finish = _Finish(post.id, planned, record, whole=section is None)
        return Done(result_type="Post", result_id=post.id, write=finish)

    def _load(self, handle: JobHandle) -> tuple[PostRow, RolePage | None]:
        with handle.transaction() as session:
            post = session.get(PostRow, handle.job.subject_id)
            if post is None or post.workspace_id != handle.job.workspace_id:
                raise PermanentError("NOT_FOUND", "The post is gone.")
            role = session.get(RoleRow, post.role_id) if post.role_id else None
        with self._lock:
            pages = self._sources.library.roles_by_slug
        return post, pages.get(role.slug) if role else None

    def _write(
        self,
        handle: JobHandle,
        brief: Brief,
        page: RolePage | None,
        only: Sequence[SectionKind] | None,
    ) -> tuple[Plan, list[WrittenSection]]:
        """Store each section with its event as soon as it is finished."""
        with self._lock:
            planned = self._plan(brief, page)
            checks = Checks(planned, self._sources.spot_skills, self._sources.wording)
        kinds = only or planned.kinds
        written: list[WrittenSection] = []
        for section in write(planned, Composer(planned.seed), checks, only=only):
            position = list(SectionKind).index(section.kind)
            with handle.transaction() as session:
                over = only is not None
                session.execute(_stored(handle, section, position, over_edits=over))
                handle.add_event(session, "SECTION", _event(section))
            handle.ring()
            written.append(section)
            stage = f"wrote {section.kind.replace('_', ' ').lower()}"
            handle.tick(done=len(written), total=len(kinds), stage=stage)
        return planned, written

    def _plan(self, brief: Brief, page: RolePage | None) -> Plan:
        try:
            packs = packs_of(brief, self._sources.packs)
        except UnsupportedJurisdictionError as error:
            raise PermanentError("UNSUPPORTED", str(error)) from error
        return plan(brief, page, packs, find_skill=self._sources.find_skill)


def _brief(post: PostRow, seed: int | None) -> Brief:
    brief = brief_from_json(post.brief)
    return brief if seed is None else replace(brief, seed=seed)


def _stored(handle: JobHandle, section: WrittenSection, position: int, *, over_edits: bool) -> Any:
    return upsert_section(
        post_id=handle.job.subject_id,
        workspace_id=handle.job.workspace_id,
        kind=section.kind.value,
        position=position,
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


@dataclass(frozen=True, slots=True)
class _Finish:
    """Store what belongs to the post as a whole, in the transaction that ends the job."""

    post_id: uuid.UUID
    plan: Plan
    record: dict[str, Any]
    whole: bool

    def __call__(self, session: Session) -> None:
        post = session.get_one(PostRow, self.post_id)
        post.generation = self.record
        if not self.whole:
            return
        post.title = self.plan.title
        post.salary_line = self.plan.salary
        if post.status == "GENERATING":
            post.status = "DRAFT"
        session.execute(
            delete(PostRequirementRow).where(PostRequirementRow.post_id == self.post_id)
        )
        rows = [
            _requirement(post, position, requirement)
            for position, requirement in enumerate(self.plan.requirements)
        ]
        if rows:
            session.execute(insert(PostRequirementRow), rows)


def _requirement(post: PostRow, position: int, requirement: RequirementText) -> dict[str, Any]:
    return {
        "post_id": post.id,
        "workspace_id": post.workspace_id,
        "position": position,
        "kind": requirement.kind.value,
        "text": requirement.text,
        "min_years": requirement.min_years,
        "skill_ids": [skill_id(slug) for slug in requirement.skills],
    }
