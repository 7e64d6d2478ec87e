"""The media type of an answer is the one that the caller prefers."""

import json

import pytest

from api.negotiation import EVENT_STREAM, GRAPHQL_RESPONSE, JSON, preferred
from tests.client import Api

URQL = f"{GRAPHQL_RESPONSE}, application/graphql+json, {JSON}, {EVENT_STREAM}, multipart/mixed"
APOLLO = f"{GRAPHQL_RESPONSE},{JSON};q=0.9"
UNKNOWN_JOB = 'subscription { jobEvents(jobId: "x") { cursor } }'


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (APOLLO, GRAPHQL_RESPONSE),
        (URQL, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.5, {JSON}", JSON),
        (f"{JSON};q=0, */*", GRAPHQL_RESPONSE),
        (f"{JSON};q=nonsense, {GRAPHQL_RESPONSE};q=0.1", GRAPHQL_RESPONSE),
        ("application/*;q=0.2", JSON),
        ("text/html", None),
        (", ,", JSON),
    ],
)
def test_the_accept_header_decides_by_quality_then_by_its_order(
    accept: str, expected: str | None
) -> None:
    assert preferred(accept, JSON, GRAPHQL_RESPONSE) == expected


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [(JSON, 200, JSON), (APOLLO, 400, GRAPHQL_RESPONSE), (URQL, 400, GRAPHQL_RESPONSE)],
)
@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nope }"},
        {"query": "query ($n: Int!) { skills(first: $n) { totalCount } }", "variables": {"n": "x"}},
    ],
)
async def test_a_request_that_cannot_be_executed_answers_without_data(
    api: Api, accept: str, status: int, media_type: str, body: dict[str, object]
) -> None:
    answer = await api.http.post("/graphql", json=body, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (
        status,
        media_type,
    )
    assert list(answer.json()) == ["errors"]


async def test_an_error_while_executing_keeps_its_data_and_status(api: Api) -> None:
    body = {"query": '{ roles(after: "nonsense") { totalCount } viewer { id } }'}
    answer = await api.http.post("/graphql", json=body, headers={"accept": APOLLO})
    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["path"] == ["roles"]


async def test_a_query_is_no_stream_where_the_caller_would_rather_have_json(api: Api) -> None:
    for accept, media_type in ((URQL, GRAPHQL_RESPONSE), (EVENT_STREAM, EVENT_STREAM)):
        answer = await api.http.post(
            "/graphql", json={"query": "{ __typename }"}, headers={"accept": accept}
        )
        assert answer.headers["content-type"].split(";")[0] == media_type


async def test_a_subscription_is_a_stream_wherever_the_caller_takes_one(api: Api) -> None:
    answer = await api.http.post(
        "/graphql", json={"query": UNKNOWN_JOB}, headers={"accept": f"{JSON}, {EVENT_STREAM}"}
    )
    assert answer.headers["content-type"].split(";")[0] == EVENT_STREAM
    assert "\r" not in answer.text, "urql splits a stream at two line feeds"
    told = [line[6:] for line in answer.text.splitlines() if line.startswith("data: {")]
    assert json.loads(told[0])["errors"]
