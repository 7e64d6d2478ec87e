"""The door: who may come in, how much they may carry, and what they are told."""

import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from api.settings import LimitSettings, Settings
from db.sessions import sync_engine
from tests.client import Api, running_api

TYPENAME = "{ __typename }"


async def test_health_says_ok_and_readiness_names_both_engines(api: Api) -> None:
    assert (await api.http.get("/healthz")).json() == {"status": "ok"}
    assert (await api.http.get("/readyz")).json() == {"postgresql": "ok", "redis": "ok"}


async def test_readiness_fails_while_an_engine_is_away(api_settings: Settings) -> None:
    away = api_settings.at(
        database_url="postgresql:///none?host=/nowhere", redis_url="unix:///nowhere/redis.sock"
    )
    async with running_api(away) as api:
        answer = await api.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"postgresql": "OperationalError", "redis": "ConnectionError"}


@pytest.mark.parametrize("header", ["Bearer pnr_unknown", "Bearer x", "Basic abc", "Bearer"])
async def test_a_token_that_opens_nothing_is_refused_and_not_repeated(
    api: Api, header: str
) -> None:
    answer = await api.http.post(
        "/graphql", json={"query": TYPENAME}, headers={"authorization": header}
    )
    assert answer.status_code == 401
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "unknown" not in error["message"]


async def test_a_large_body_is_refused_before_it_is_read(api: Api) -> None:
    body = b'{"query": "' + b" " * 100_001 + b'"}'
    answer = await api.http.post("/graphql", content=body)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_LARGE"


async def test_a_large_body_of_unknown_length_is_refused_as_well(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 1000

    headers = {"content-type": "application/json"}
    answer = await api.http.post("/graphql", content=endless(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{ " + 'role(slug: "x") { related { role { ' * 5 + "id" + " } } }" * 5 + " }", "depth"),
        ("{ " + "__typename " * 2001 + "}", "token"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(31)) + " }", "aliases"),
        ("{ roles(first: 101) { totalCount } }", "between 0 and 100"),
        ("{ roles(first: -1) { totalCount } }", "between 0 and 100"),
        ('{ roles(after: "nonsense") { totalCount } }', "no cursor"),
        ("{ nodes(ids: [" + '"x",' * 101 + "]) { id } }", "at most 100"),
    ],
)
async def test_documents_that_ask_too_much_are_refused_in_words(
    api: Api, query: str, reason: str
) -> None:
    answer = await api.answer(query)
    assert reason in answer["errors"][0]["message"]
    assert not answer.get("data")


async def test_a_mutation_is_refused_over_get(api: Api) -> None:
    query = 'mutation { cancelJob(jobId: "x") { userErrors { code } } }'
    answer = await api.http.get("/graphql", params={"query": query})
    assert answer.status_code == 400


async def test_a_form_cannot_post(api: Api) -> None:
    answer = await api.http.post("/graphql", data={"query": TYPENAME})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_each_answer_carries_a_request_id_and_safe_headers(api: Api) -> None:
    own = await api.http.post(
        "/graphql", json={"query": TYPENAME}, headers={"x-request-id": "my-request-17"}
    )
    assert own.headers["x-request-id"] == "my-request-17"
    assert own.headers["x-content-type-options"] == "nosniff"
    odd = await api.http.get("/healthz", headers={"x-request-id": "a b\tc"})
    assert len(odd.headers["x-request-id"]) == 32


async def test_the_ide_comes_with_everything_that_it_loads(api: Api) -> None:
    page = await api.http.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    links = [part.split('"')[0] for part in page.text.replace("href=", "src=").split('src="')[1:]]
    assert len(links) == 6
    for link in links:
        assert link.startswith("/ide/")
        assert (await api.http.get(link)).status_code == 200


async def test_production_shows_no_ide(api_settings: Settings) -> None:
    async with running_api(replace(api_settings, environment="production")) as api:
        assert (await api.http.get("/graphql", headers={"accept": "text/html"})).is_error
        assert (await api.http.get("/ide/ide.js")).status_code == 404


async def test_only_named_origins_may_read_answers(api_settings: Settings) -> None:
    async with running_api(replace(api_settings, allowed_origins=("https://a.example",))) as api:
        for origin, allowed in (("https://a.example", True), ("https://b.example", False)):
            answer = await api.http.post(
                "/graphql", json={"query": TYPENAME}, headers={"origin": origin}
            )
            assert ("access-control-allow-origin" in answer.headers) is allowed


async def test_requests_are_limited_by_address(api_settings: Settings) -> None:
    limits = LimitSettings(requests_per_minute=3, posts_per_hour=0, applications_per_hour=0)
    async with running_api(replace(api_settings, limits=limits)) as api:
        statuses = [(await api.send(TYPENAME)).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


async def test_a_fault_is_masked_and_its_id_is_in_the_log(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    engine = sync_engine(api.settings.database, application_name="tests")
    with engine.begin() as connection:
        connection.execute(text("alter table source rename to canary_table"))
    try:
        with caplog.at_level(logging.ERROR):
            answer = await api.answer("{ attributions { name } }")
    finally:
        with engine.begin() as connection:
            connection.execute(text("alter table canary_table rename to source"))
        engine.dispose()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "source" not in error["message"]


def test_the_api_starts_without_models_in_memory() -> None:
    code = (
        "import sys, api.serving; "
        "print([m for m in ('torch', 'transformers', 'spacy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
