"""Loaders: whatever many fields of one operation ask for comes in one statement.

Nothing is kept between batches: over a subscription that lasts for hours a cache would lie.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select
from strawberry.dataloader import DataLoader

from db.applicants import corrections_of, found_skills, profiles_of
from db.base import Row
from db.exports import ready_exports
from db.jobs import queue_positions
from db.listing import Key, Listing
from db.posts import requirements_of_posts, sections_of
from db.roles import (
    RELATED,
    bands_of_roles,
    requirements_of_roles,
    role_counts,
    roles_of_categories,
    roles_of_skills,
    skills_of_roles,
)
from db.rows import (
    ApplicantRow,
    CategoryRow,
    ExportRow,
    ExtractedSkillRow,
    JobRow,
    PostRequirementRow,
    PostRow,
    PostSectionRow,
    RankingRow,
    RoleRequirementRow,
    RoleRow,
    SalaryBandRow,
    SkillCorrectionRow,
    SkillProfileRow,
    SkillRow,
    WorkspaceRow,
)
from db.sessions import AsyncSessions

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of the list of one parent."""

    parent: uuid.UUID
    first: int
    after: Key | None


@dataclass(frozen=True, slots=True)
class RelatedTo:
    role_id: uuid.UUID
    first: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A related role: similarity is the cosine of the two sets of skills, 0 to 1."""

    role_id: uuid.UUID
    skill_ids: list[uuid.UUID]
    similarity: float


class ListLoader(Generic[R]):
    """Loads pages and sizes of the lists of many parents."""

    def __init__(self, sessions: AsyncSessions, listing: Listing) -> None:
        self.listing = listing
        self._sessions = sessions
        self.pages: DataLoader[PageOf, list[R]] = _loader(self._pages)
        self.counts: DataLoader[uuid.UUID, int] = _loader(self._counts)

    async def _pages(self, keys: list[PageOf]) -> list[list[R]]:
        groups: dict[tuple[int, Key | None], set[uuid.UUID]] = defaultdict(set)
        for key in keys:
            groups[key.first, key.after].add(key.parent)
        found: dict[PageOf, list[R]] = defaultdict(list)
        async with self._sessions() as session:
            for (first, after), parents in groups.items():
                statement = self.listing.pages(parents, first=first, after=after)
                for row, parent in await session.execute(statement):
                    found[PageOf(parent, first, after)].append(row)
        return [found[key] for key in keys]

    async def _counts(self, keys: list[uuid.UUID]) -> list[int]:
        async with self._sessions() as session:
            rows = await session.execute(self.listing.counts(keys))
            sizes = dict(rows.all())
        return [sizes.get(key, 0) for key in keys]


class Loaders:
    """The loaders of one operation."""

    def __init__(self, sessions: AsyncSessions) -> None:
        self._sessions = sessions
        self.category = self._by_id(CategoryRow)
        self.role = self._by_id(RoleRow)
        self.skill = self._by_id(SkillRow)
        self.role_requirement = self._by_id(RoleRequirementRow)
        self.workspace = self._by_id(WorkspaceRow)
        self.post = self._by_id(PostRow)
        self.post_requirement = self._by_id(PostRequirementRow)
        self.job = self._by_id(JobRow)
        self.applicant = self._by_id(ApplicantRow)
        self.profile = self._by_id(SkillProfileRow)
        self.ranking = self._by_id(RankingRow)
        self.export: DataLoader[uuid.UUID, ExportRow | None] = _loader(self._exports)
        self.requirements_of_role: DataLoader[uuid.UUID, list[RoleRequirementRow]] = self._grouped(
            requirements_of_roles, RoleRequirementRow.role_id.key
        )
        self.bands_of_role: DataLoader[uuid.UUID, list[SalaryBandRow]] = self._grouped(
            bands_of_roles, SalaryBandRow.role_id.key
        )
        self.sections_of_post: DataLoader[uuid.UUID, list[PostSectionRow]] = self._grouped(
            sections_of, PostSectionRow.post_id.key
        )
        self.requirements_of_post: DataLoader[uuid.UUID, list[PostRequirementRow]] = self._grouped(
            requirements_of_posts, PostRequirementRow.post_id.key
        )
        self.profiles_of_applicant: DataLoader[uuid.UUID, list[SkillProfileRow]] = self._grouped(
            profiles_of, SkillProfileRow.applicant_id.key
        )
        self.corrections_of_applicant: DataLoader[uuid.UUID, list[SkillCorrectionRow]] = (
            self._grouped(corrections_of, SkillCorrectionRow.applicant_id.key)
        )
        self.skills_of_profile: DataLoader[uuid.UUID, list[ExtractedSkillRow]] = self._grouped(
            found_skills, ExtractedSkillRow.profile_id.key
        )
        self.role_count: DataLoader[uuid.UUID, int] = _loader(self._role_counts)
        self.related: DataLoader[RelatedTo, list[Relation]] = _loader(self._related)
        self.queue_position: DataLoader[uuid.UUID, int | None] = _loader(self._queue_positions)
        self.roles_of_category = ListLoader[RoleRow](sessions, roles_of_categories())
        self.roles_of_skill = ListLoader[RoleRow](sessions, roles_of_skills())
        self.skills_of_role = ListLoader[SkillRow](sessions, skills_of_roles())

    async def skills(self, ids: Iterable[uuid.UUID]) -> list[SkillRow]:
        """Give the skills of `ids`, in that order; those that are gone are left out."""
        return [row for row in await self.skill.load_many(list(ids)) if row is not None]

    def _by_id(self, table: type[R]) -> DataLoader[uuid.UUID, R | None]:
        async def load(ids: list[uuid.UUID]) -> list[R | None]:
            key: Any = table.__table__.c.id
            async with self._sessions() as session:
                rows = (await session.scalars(select(table).where(key.in_(set(ids))))).all()
            found = {getattr(row, "id"): row for row in rows}  # noqa: B009 - not every Row has one
            return [found.get(id_) for id_ in ids]

        return _loader(load)

    def _grouped(
        self, statement: Callable[[Iterable[uuid.UUID]], Select[Any]], parent: str
    ) -> DataLoader[uuid.UUID, list[Any]]:
        async def load(ids: list[uuid.UUID]) -> list[list[Any]]:
            groups: dict[uuid.UUID, list[Any]] = defaultdict(list)
            async with self._sessions() as session:
                for row in await session.scalars(statement(ids)):
                    groups[getattr(row, parent)].append(row)
            return [groups[id_] for id_ in ids]

        return _loader(load)

    async def _exports(self, ids: list[uuid.UUID]) -> list[ExportRow | None]:
        async with self._sessions() as session:
            found = {row.id: row for row in await session.scalars(ready_exports(ids))}
        return [found.get(id_) for id_ in ids]

    async def _role_counts(self, ids: list[uuid.UUID]) -> list[int]:
        async with self._sessions() as session:
            counts = dict((await session.execute(role_counts())).all())
        return [counts.get(id_, 0) for id_ in ids]

    async def _queue_positions(self, ids: list[uuid.UUID]) -> list[int | None]:
        async with self._sessions() as session:
            places = dict((await session.execute(queue_positions(ids))).all())
        return [places.get(id_) for id_ in ids]

    async def _related(self, keys: list[RelatedTo]) -> list[list[Relation]]:
        groups: dict[uuid.UUID, list[Relation]] = defaultdict(list)
        wanted = {"ids": list({key.role_id for key in keys}), "first": max(k.first for k in keys)}
        async with self._sessions() as session:
            for row in await session.execute(RELATED, wanted):
                relation = Relation(row.other_id, row.skill_ids, row.similarity)
                groups[row.role_id].append(relation)
        return [groups[key.role_id][: key.first] for key in keys]


def _loader(load: Callable[[list[Any]], Any]) -> DataLoader[Any, Any]:
    return DataLoader(load, cache=False)
