"""What the documents tell people to type exists and is right."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate
from typer.main import get_command

from api.cli import app
from api.settings import VARIABLES
from graph.schema import schema

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_GRAPHQL = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
_CURL = re.compile(r"-d '(\{.*\})'$", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


@pytest.fixture(scope="module")
def served() -> GraphQLSchema:
    return build_schema(schema.as_str())


def operations(text: str) -> Iterator[str]:
    yield from _GRAPHQL.findall(text)
    for body in _CURL.findall(text):
        yield json.loads(re.sub(r"'\$\w+'", "x", body))["query"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_operation_fits_the_schema(document: Path, served: GraphQLSchema) -> None:
    for operation in operations(document.read_text(encoding="utf-8")):
        assert validate(served, parse(operation)) == []


def test_the_readme_has_a_query_a_mutation_and_a_subscription() -> None:
    found = " ".join(operations((ROOT / "README.md").read_text(encoding="utf-8")))
    for word in ("role(", "generatePost(", "jobEvents(", "liveRanking("):
        assert word in found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in _LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / link).exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_and_command_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    known = {variable.name for variable in VARIABLES}
    compose = {"PENROLL_PUBLISH"}
    assert set(re.findall(r"PENROLL_[A-Z_]+[A-Z]", text)) <= known | compose
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"`penroll ([a-z]+)", text)) <= commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
