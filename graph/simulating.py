"""simulateRequirements: what the pool and its top would be with fewer requirements."""

import uuid
from typing import Any

import strawberry

from db.simulation import SIMULATE, requirement_kinds
from graph.context import Context, Info
from graph.errors import bad_input, graphql_error
from graph.ids import key_of
from graph.posts import find_post


@strawberry.type(
    description="What the pool would be with other requirements. An applicant qualifies when the "
    "CV speaks, in full or in part, of every required requirement."
)
class RequirementSimulation:
    qualified_before: int
    qualified_after: int
    top_ten_overlap: float = strawberry.field(
        description="Share of the present top ten that stays; 1 where nobody is ranked."
    )


@strawberry.type
class SimulateQuery:
    @strawberry.field
    async def simulate_requirements(
        self, info: Info, post_id: strawberry.ID, without: list[strawberry.ID]
    ) -> RequirementSimulation:
        """For recruiters. By the machine's order, overrides left aside."""
        context = info.context
        context.recruiter()
        post = await find_post(context, post_id)
        if post is None:
            raise graphql_error("NOT_FOUND", "There is no such post.")
        row = await _simulated(context, post.row.id, without)
        stays = row.top_stays / row.top_before if row.top_before else 1.0
        return RequirementSimulation(
            qualified_before=row.qualified_before,
            qualified_after=row.qualified_after,
            top_ten_overlap=stays,
        )


async def _simulated(context: Context, post_id: uuid.UUID, without: list[strawberry.ID]) -> Any:
    async with context.reading() as session:
        rows = await session.execute(requirement_kinds(post_id))
        kinds = {row.id: row.kind for row in rows}
        given = {
            "post_id": post_id,
            "without": [_own(text, kinds) for text in without],
            "required": [key for key, kind in kinds.items() if kind == "REQUIRED"],
        }
        return (await session.execute(SIMULATE, given)).one()


def _own(text: str, kinds: dict[uuid.UUID, str]) -> uuid.UUID:
    key = key_of("Requirement", text)
    if key is None or key not in kinds:
        raise bad_input(f"`without`: {text[:60]} is no requirement of this post.")
    return key
