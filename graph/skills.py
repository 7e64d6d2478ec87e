"""Skills of the taxonomy."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from db.roles import skill_listing
from db.rows import SkillRow
from db.skills import skill_by_slug
from graph.context import Context, Info
from graph.node import Node
from graph.pages import Connection, listed, listed_of
from graph.reading import one_or_none
from graph.searching import searched
from nlp.skills.taxonomy import SkillKind

if TYPE_CHECKING:
    from graph.roles import Role

strawberry.enum(SkillKind)


@strawberry.type
class ExternalId:
    scheme: str
    value: str


def external_ids(stored: list[dict[str, Any]]) -> list[ExternalId]:
    return [ExternalId(scheme=entry["scheme"], value=entry["value"]) for entry in stored]


@strawberry.type(description="Something that people know, can do or use.")
class Skill(Node):
    row: strawberry.Private[SkillRow]

    @strawberry.field
    def slug(self) -> str:
        return self.row.slug

    @strawberry.field
    def name(self) -> str:
        return self.row.name

    @strawberry.field
    def aliases(self) -> list[str]:
        return self.row.aliases

    @strawberry.field
    def kind(self) -> SkillKind:
        return SkillKind(self.row.kind)

    @strawberry.field
    def external_ids(self) -> list[ExternalId]:
        return external_ids(self.row.external_ids)

    @strawberry.field
    async def roles(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated["Role", strawberry.lazy("graph.roles")]]:
        """Roles that ask for the skill, by title."""
        from graph.roles import Role  # noqa: PLC0415 - roles and skills refer to each other

        lists = info.context.loaders.roles_of_skill
        return await listed_of(lists, self.row.id, Role, first=first, after=after)


async def skills_of(context: Context, ids: list[Any]) -> list[Skill]:
    return [Skill(row=row) for row in await context.loaders.skills(ids)]


@strawberry.type
class SkillQuery:
    @strawberry.field
    async def skills(
        self,
        info: Info,
        search: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Skill]:
        """Skills by name; with `search` the best first, by name or alias, slips of spelling
        forgiven.
        """
        listing = await searched(info.context, skill_listing, search)
        return await listed(info.context, listing, Skill, first=first, after=after)

    @strawberry.field
    async def skill(self, info: Info, slug: str) -> Skill | None:
        row = await one_or_none(info.context, skill_by_slug(slug))
        return Skill(row=row) if row else None
