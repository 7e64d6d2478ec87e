"""`node` and `nodes`: whatever the caller may see, by its global id."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import strawberry

from graph.applicants import Applicant, SkillProfile, find_applicant
from graph.context import Context, Info
from graph.errors import bad_input
from graph.exporting import visible_export
from graph.ids import GlobalId
from graph.jobs import Job, find_job
from graph.node import Node
from graph.pages import MAX_FIRST
from graph.posts import find_post
from graph.ranking import Ranking
from graph.roles import Category, Requirement, Role
from graph.skills import Skill
from graph.workspaces import Workspace

Find = Callable[[Context, GlobalId, str], Awaitable[Node | None]]


def _public(loader: str, node: Callable[..., Node]) -> Find:
    async def find(context: Context, wanted: GlobalId, _text: str) -> Node | None:
        row: Any = await getattr(context.loaders, loader).load(wanted.key)
        return node(row=row) if row is not None else None

    return find


async def _requirement(context: Context, wanted: GlobalId, _text: str) -> Node | None:
    row = await context.loaders.role_requirement.load(wanted.key)
    if row is not None:
        return Requirement(row=row)
    own = await context.loaders.post_requirement.load(wanted.key)
    caller = context.caller
    if own is None or caller is None or caller.role is None:
        return None
    return Requirement(row=own) if own.workspace_id == caller.workspace_id else None


async def _workspace(context: Context, wanted: GlobalId, _text: str) -> Node | None:
    caller = context.caller
    if caller is None or caller.role is None or caller.workspace_id != wanted.key:
        return None
    row = await context.loaders.workspace.load(wanted.key)
    return Workspace(row=row) if row else None


async def _post(context: Context, _wanted: GlobalId, text: str) -> Node | None:
    return await find_post(context, text)


async def _job(context: Context, _wanted: GlobalId, text: str) -> Node | None:
    row = await find_job(context, text)
    return Job(row=row) if row else None


async def _applicant(context: Context, _wanted: GlobalId, text: str) -> Node | None:
    row = await find_applicant(context, text)
    return Applicant(row=row) if row else None


async def _profile(context: Context, wanted: GlobalId, _text: str) -> Node | None:
    row = await context.loaders.profile.load(wanted.key)
    if row is None or not context.may_see_applicant(row.applicant_id, row.workspace_id):
        return None
    return SkillProfile(row=row)


async def _ranking(context: Context, wanted: GlobalId, _text: str) -> Node | None:
    row = await context.loaders.ranking.load(wanted.key)
    if row is None or not context.recruits_in(row.workspace_id):
        return None
    return Ranking(row=row)


async def _export(context: Context, wanted: GlobalId, _text: str) -> Node | None:
    return visible_export(context, await context.loaders.export.load(wanted.key))


FINDERS: Mapping[str, Find] = {
    "Category": _public("category", Category),
    "Role": _public("role", Role),
    "Skill": _public("skill", Skill),
    "Requirement": _requirement,
    "Workspace": _workspace,
    "Post": _post,
    "Job": _job,
    "Applicant": _applicant,
    "SkillProfile": _profile,
    "Ranking": _ranking,
    "Export": _export,
}
"""How to find a node of each type; an id of another type, or of somebody else, finds nothing."""


async def find_node(context: Context, text: str) -> Node | None:
    wanted = GlobalId.parse(text)
    find = FINDERS.get(wanted.kind) if wanted else None
    return await find(context, wanted, text) if find and wanted else None


@strawberry.type
class NodeQuery:
    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        return await find_node(info.context, id)

    @strawberry.field
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        """In the order of `ids`; null for what the caller may not see or is not there."""
        if len(ids) > MAX_FIRST:
            raise bad_input(f"`ids` has {len(ids)} entries; at most {MAX_FIRST} fit.")
        return [await find_node(info.context, text) for text in ids]
