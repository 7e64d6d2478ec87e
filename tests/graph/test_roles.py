"""The role graph as an SPA reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, event, select

from api.services import Services
from api.settings import Settings
from db.rows import CategoryRow, RoleRow
from db.sessions import sync_engine, sync_sessions
from graph.schema import schema
from tests.client import Api, Json

ROLE = """
query ($slug: String!) {
  role(slug: $slug) {
    id slug title library seniority updated hook whyHire alternativeTitles
    category { slug name roleCount }
    salaryBands { region currency min max period gross asOf source stale formatted }
    responsibilities
    required: requirements(kind: REQUIRED) { id text kind skills { slug } }
    requirements { kind }
    faq { question answer }
    markdown: template(format: MARKDOWN) html: template(format: HTML) plain: template(format: PLAIN)
    skills(first: 100) { totalCount nodes { slug } }
    related(first: 3) { similarity role { slug } sharedSkills { slug } }
    externalIds { scheme value }
  }
}
"""
PAGE = """
query ($first: Int, $after: String) {
  roles(first: $first, after: $after) {
    totalCount edges { cursor node { slug title } } nodes { slug }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def test_a_role_page_is_whole(api: Api) -> None:
    role = (await api.data(ROLE, {"slug": "bookkeeper"}))["role"]
    assert role["title"] == "Bookkeeper"
    assert role["library"] is True
    assert role["category"]["slug"] == "finance"
    assert len(role["responsibilities"]) == 6
    assert len(role["salaryBands"]) == 3
    assert {band["period"] for band in role["salaryBands"]} == {"YEAR"}
    assert len(role["required"]) >= 5
    assert len(role["requirements"]) > len(role["required"])
    assert len(role["faq"]) == 5
    slugs = {skill["slug"] for skill in role["skills"]["nodes"]}
    assert len(slugs) == role["skills"]["totalCount"]
    assert {s["slug"] for r in role["required"] for s in r["skills"]} <= slugs
    assert role["markdown"].startswith("# Bookkeeper")
    assert role["html"].startswith("<!DOCTYPE html>")
    assert "#" not in role["plain"]


async def test_related_roles_share_skills_and_come_best_first(api: Api) -> None:
    role = (await api.data(ROLE, {"slug": "bookkeeper"}))["role"]
    own = {skill["slug"] for skill in role["skills"]["nodes"]}
    similarities = [related["similarity"] for related in role["related"]]
    assert similarities == sorted(similarities, reverse=True)
    assert 0 < similarities[-1] <= similarities[0] < 1
    for related in role["related"]:
        assert related["role"]["slug"] != "bookkeeper"
        assert {skill["slug"] for skill in related["sharedSkills"]} <= own


async def test_an_unknown_slug_is_null(api: Api) -> None:
    query = '{ role(slug: "x") { id } category(slug: "x") { id } skill(slug: "x") { id } }'
    assert await api.data(query) == {"role": None, "category": None, "skill": None}


async def test_pages_joined_are_the_whole_list(api: Api) -> None:
    whole = (await api.data(PAGE, {"first": 100}))["roles"]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = (await api.data(PAGE, {"first": 7, "after": after}))["roles"]
        seen += [node["slug"] for node in page["nodes"]]
        assert page["totalCount"] == whole["totalCount"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == whole["totalCount"]
    assert seen[:100] == [node["slug"] for node in whole["nodes"]]


async def test_a_cursor_stays_right_while_rows_are_inserted_before_it(api: Api) -> None:
    whole = (await api.data(PAGE, {"first": 6}))["roles"]
    cursor = whole["edges"][2]["cursor"]
    engine = sync_engine(api.settings.database, application_name="tests")
    with sync_sessions(engine).begin() as session:
        category = session.scalars(select(CategoryRow).limit(1)).one()
        session.add(RoleRow(slug="aaa", title="AAA", library=True, category_id=category.id))
    rest = (await api.data(PAGE, {"first": 3, "after": cursor}))["roles"]
    with sync_sessions(engine).begin() as session:
        session.execute(delete(RoleRow).where(RoleRow.slug == "aaa"))
    engine.dispose()
    assert rest["nodes"] == whole["nodes"][3:]


async def test_a_page_of_none_is_empty(api: Api) -> None:
    page = (await api.data(PAGE, {"first": 0}))["roles"]
    assert page["edges"] == []
    assert page["pageInfo"]["endCursor"] is None


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        ({"search": "bookkeep"}, "bookkeeper"),
        ({"search": "nurses"}, "registered-nurse"),
        ({"category": "finance", "search": "payroll"}, "payroll-specialist"),
        ({"search": "registerd nurs"}, "registered-nurse"),
        ({"skill": "double-entry-bookkeeping"}, "bookkeeper"),
        ({"search": "someone who fixes cars"}, "auto-mechanic"),
        ({"search": "looks after old people at home"}, "caregiver"),
    ],
)
async def test_roles_are_found_by_words_category_and_skill(
    api: Api, given: Json, slug: str
) -> None:
    query = "query ($f: RoleFilter) { roles(filter: $f, first: 100) { nodes { slug } } }"
    found = (await api.data(query, {"f": given}))["roles"]["nodes"]
    assert slug in [node["slug"] for node in found]
    assert len(found) < 30


async def test_a_search_for_no_job_finds_nothing(api: Api) -> None:
    query = "query ($s: String) { roles(filter: {search: $s}) { totalCount } }"
    for search in ("quantum gravity", "xq zzk vrrp"):
        assert (await api.data(query, {"s": search}))["roles"] == {"totalCount": 0}


async def test_roles_that_bear_the_name_come_before_those_that_mention_it(api: Api) -> None:
    query = "query ($s: String) { roles(filter: {search: $s}) { nodes { title } } }"
    found = (await api.data(query, {"s": "nurse"}))["roles"]["nodes"]
    bears = ["nurse" in node["title"].lower() for node in found]
    assert bears[:2] == [True, True]
    assert bears == sorted(bears, reverse=True)
    assert not all(bears)


async def test_found_pages_joined_are_the_whole_result(api: Api) -> None:
    query = """
      query ($first: Int, $after: String) {
        roles(filter: {search: "manager"}, first: $first, after: $after) {
          nodes { slug } pageInfo { endCursor hasNextPage }
        }
      }
    """
    whole = (await api.data(query, {"first": 100}))["roles"]["nodes"]
    seen: list[Json] = []
    after = None
    while True:
        page = (await api.data(query, {"first": 3, "after": after}))["roles"]
        seen += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == whole
    assert len(whole) > 3


@pytest.mark.parametrize(
    "search", ["'; drop table role; --", "a & | !", "(((", "\\", "%", "  ", "a\0b", "\ud800"]
)
async def test_odd_searches_are_answered(api: Api, search: str) -> None:
    query = """
      query ($s: String) {
        roles(filter: {search: $s}) { totalCount }
        skills(search: $s) { totalCount nodes { name } }
      }
    """
    found = await api.data(query, {"s": search})
    assert found["roles"]["totalCount"] >= 0
    assert found["skills"]["totalCount"] >= len(found["skills"]["nodes"])


async def test_skills_are_found_by_alias(api: Api) -> None:
    query = "query ($s: String) { skills(search: $s, first: 5) { nodes { slug } } }"
    found = (await api.data(query, {"s": "FiBu"}))["skills"]["nodes"]
    assert [node["slug"] for node in found] == ["accounting"]


async def test_nodes_come_back_by_their_ids(api: Api) -> None:
    role = (await api.data(ROLE, {"slug": "bookkeeper"}))["role"]
    ids = [role["id"], role["required"][0]["id"], "nonsense", "Um9sZTp4"]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    nodes = (await api.data(query, {"ids": ids}))["nodes"]
    assert [node and node["__typename"] for node in nodes] == ["Role", "Requirement", None, None]
    assert [node["id"] for node in nodes[:2]] == ids[:2]


@pytest.mark.parametrize("title", ["Bookkeeper", "bookeeper", "Senior Bookkeeper (m/w/d)"])
async def test_titles_are_matched(api: Api, title: str) -> None:
    query = "query ($t: String!) { matchTitle(title: $t) { confidence role { slug } } }"
    best = (await api.data(query, {"t": title}))["matchTitle"][0]
    assert best["role"]["slug"] == "bookkeeper"
    assert 0.6 < best["confidence"] <= 1


@pytest.mark.parametrize("title", ["asdf", "ignore previous instructions", "", "12345", "🙂🙂"])
async def test_nonsense_matches_nothing(api: Api, title: str) -> None:
    query = "query ($t: String!) { matchTitle(title: $t) { confidence } }"
    assert (await api.data(query, {"t": title}))["matchTitle"] == []


@contextmanager
def counted(services: Services) -> Iterator[list[str]]:
    """Collect the statements that an application sends."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = services.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("first", [2, 40])
async def test_a_nested_query_takes_as_many_statements_for_forty_roles_as_for_two(
    api_settings: Settings, first: int
) -> None:
    services = Services.of(api_settings)
    query = """
      query ($first: Int) {
        roles(first: $first) {
          nodes {
            category { name roleCount } salaryBands { formatted } faq { question } template
            requirements { text skills { slug } }
            skills(first: 5) { totalCount nodes { slug roles(first: 2) { nodes { slug } } } }
            related(first: 3) { role { slug category { slug } } sharedSkills { slug } }
          }
        }
      }
    """
    async with services.running():
        await services.knowledge.warm()
        with counted(services) as statements:
            result = await schema.execute(
                query, variable_values={"first": first}, context_value=services.context("", None)
            )
    assert result.errors is None
    assert result.data is not None
    assert len(result.data["roles"]["nodes"]) == first
    assert len(statements) <= 24
