"""Relay's Node."""

from typing import Any

import strawberry

from graph.ids import global_id


@strawberry.interface(description="Anything with a global id.")
class Node:
    """Base of types that stand for a row."""

    row: strawberry.Private[Any]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return global_id(type(self).__name__, self.row.id)
