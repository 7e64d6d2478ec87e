"""The served schema is the one that is checked in, and keeps what the contract promises."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema
from graphql.utilities import BreakingChangeType, find_breaking_changes

from graph.schema import schema

ROOT = Path(__file__).parents[2]
CONTRACT = Path(__file__).with_name("contract.graphql")


@pytest.fixture(scope="module")
def served() -> GraphQLSchema:
    return build_schema(schema.as_str())


def test_the_checked_in_schema_is_the_served_one() -> None:
    written = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert written == schema.as_str() + "\n", "run `penroll schema > schema.graphql`"


def test_nothing_of_the_contract_is_missing_or_changed(served: GraphQLSchema) -> None:
    contract = build_schema(CONTRACT.read_text(encoding="utf-8"))
    changes = find_breaking_changes(contract, served)
    assert [change.description for change in changes] == []


def test_a_dropped_field_would_be_noticed(served: GraphQLSchema) -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    wider = build_schema(text.replace("hook: String", "hook: String\n  motto: String"))
    kinds = {change.type for change in find_breaking_changes(wider, served)}
    assert kinds == {BreakingChangeType.FIELD_REMOVED}


def test_every_type_and_field_that_needs_words_is_described(served: GraphQLSchema) -> None:
    fields = served.type_map["Query"].fields  # type: ignore[attr-defined]
    assert fields["matchTitle"].description.startswith("Library roles for any title")
