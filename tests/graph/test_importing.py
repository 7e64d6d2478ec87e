"""importApplicants: many at once, each on their own feet."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.client import Api, Json, Posted
from tests.nlp.documents import pdf_of

IMPORT = """
mutation ($post: ID!, $all: [ImportedApplicant!]!, $key: String) {
  importApplicants(postId: $post, applicants: $all, idempotencyKey: $key) {
    applicants { id name status } job { id kind state } userErrors { field code }
  }
}
"""
BOARD = """
query ($id: ID!) {
  post(id: $id) { ranking { version entries(first: 100) { nodes { applicant { id } } } } }
}
"""
STATE = "query ($id: ID!) { node(id: $id) { ... on Applicant { status unreadableReason } } }"
EVENTS = """
query ($id: ID!) { job(id: $id) { state progress { done total stage } error } }
"""


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    return await api.published()


async def bring(api: Api, posted: Posted, all_: Sequence[Json], **given: Any) -> Json:
    variables = {"post": posted.id, "all": all_} | given
    data = await api.data(IMPORT, variables, token=posted.token)
    payload: Json = data["importApplicants"]
    return payload


async def test_each_entry_stands_for_itself(api: Api) -> None:
    posted = await api.published()
    everyone = [
        {"name": "Ana", "cvText": "Six years of bookkeeping."},
        {"name": " ", "cvText": "Bookkeeping."},
        {"name": "Ben", "email": "nobody", "cvText": "Bookkeeping."},
        {"name": "Cem", "uploadId": await api.uploaded(pdf_of("Payroll."), token=posted.token)},
        {"name": "Dee"},
        {"name": "Eva", "uploadId": await api.uploaded(b"%PDF-1.7 broken")},
        {"name": "Fay", "uploadId": "00000000-0000-0000-0000-000000000001"},
        {"name": "Gil", "email": "gil@example.org", "cvText": "\0"},
    ]
    payload = await bring(api, posted, everyone)
    assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [
        (["applicants", "1", "name"], "INVALID"),
        (["applicants", "2", "email"], "INVALID"),
        (["applicants", "4", "cvText"], "INVALID"),
        (["applicants", "6", "uploadId"], "NOT_FOUND"),
        (["applicants", "7", "cvText"], "UNREADABLE_FILE"),
    ]
    taken = payload["applicants"]
    assert [one["status"] for one in taken] == ["RECEIVED"] * 3
    assert (payload["job"]["kind"], payload["job"]["state"]) == ("SKILL_EXTRACTION", "QUEUED")
    await api.work()
    nodes = [
        (await api.data(STATE, {"id": one["id"]}, token=posted.token))["node"] for one in taken
    ]
    assert [(node["status"], node["unreadableReason"]) for node in nodes] == [
        ("READY", None),
        ("READY", None),
        ("UNREADABLE", "DAMAGED"),
    ]
    job = (await api.data(EVENTS, {"id": payload["job"]["id"]}, token=posted.token))["job"]
    assert job["state"] == "SUCCEEDED"
    assert (job["progress"]["done"], job["progress"]["total"]) == (3, 3)
    ranking = (await api.data(BOARD, {"id": posted.id}, token=posted.token))["post"]["ranking"]
    placed = {node["applicant"]["id"] for node in ranking["entries"]["nodes"]}
    assert placed == {taken[0]["id"], taken[1]["id"]}


async def test_a_file_named_twice_is_used_once(api: Api, posted: Posted) -> None:
    upload = await api.uploaded(b"Bookkeeping.")
    both = [{"name": "Ana", "uploadId": upload}, {"name": "Ben", "uploadId": upload}]
    payload = await bring(api, posted, both)
    assert len(payload["applicants"]) == 1
    assert payload["userErrors"] == [
        {"field": ["applicants", "1", "uploadId"], "code": "NOT_FOUND"}
    ]


async def test_nothing_good_makes_no_job(api: Api, posted: Posted) -> None:
    payload = await bring(api, posted, [{"name": "", "cvText": "x"}])
    assert payload["job"] is None
    assert payload["applicants"] == []


async def test_too_many_or_none_are_refused(api: Api, posted: Posted) -> None:
    for number in (0, 1_001):
        payload = await bring(api, posted, [{"name": "Ana", "cvText": "x"}] * number)
        assert payload["userErrors"] == [{"field": ["applicants"], "code": "INVALID"}]


async def test_a_thousand_whole_cvs_fit_into_one_call(api: Api) -> None:
    posted = await api.published()
    everyone = [{"name": f"Ana {n}", "cvText": f"{n} bookkeeping. " * 400} for n in range(1_000)]
    payload = await bring(api, posted, everyone)
    assert payload["userErrors"] == []
    cancel = "mutation ($id: ID!) { cancelJob(jobId: $id) { job { state } } }"
    done = await api.data(cancel, {"id": payload["job"]["id"]}, token=posted.token)
    assert done["cancelJob"]["job"]["state"] == "CANCELLED"
    assert len({one["id"] for one in payload["applicants"]}) == 1_000


async def test_a_large_body_needs_a_token_that_opens_something(api: Api, posted: Posted) -> None:
    everyone = [{"name": "Ana", "cvText": "Bookkeeping. " * 12_000}]
    variables = {"post": posted.id, "all": everyone}
    assert (await api.send(IMPORT, variables)).status_code == 413
    assert (await api.send(IMPORT, variables, token="pnr_unknown")).status_code == 401
    assert (await api.send(IMPORT, variables, token=posted.token)).status_code == 200


async def test_a_repeated_key_imports_once(api: Api) -> None:
    posted = await api.published()
    everyone = [{"name": "Ana", "cvText": "Bookkeeping."}, {"name": "Ben", "cvText": "Payroll."}]
    first = await bring(api, posted, everyone, key="once")
    again = await bring(api, posted, everyone, key="once")
    assert {a["id"] for a in again["applicants"]} == {a["id"] for a in first["applicants"]}
    assert again["job"]["id"] == first["job"]["id"]
    other = await bring(api, posted, everyone[:1], key="once")
    assert other["userErrors"] == [{"field": ["idempotencyKey"], "code": "CONFLICT"}]


async def test_a_closed_post_takes_nobody(api: Api) -> None:
    posted = await api.published()
    close = "mutation ($id: ID!) { closePost(postId: $id) { userErrors { code } } }"
    await api.data(close, {"id": posted.id}, token=posted.token)
    payload = await bring(api, posted, [{"name": "Ana", "cvText": "Bookkeeping."}])
    assert payload["userErrors"] == [{"field": ["postId"], "code": "CLOSED"}]
    assert payload["applicants"] == []


RESUME = """
mutation ($id: ID!) {
  resumeReading(jobId: $id) { job { id state progress { done total } } userErrors { field code } }
}
"""
CANCEL = "mutation ($id: ID!) { cancelJob(jobId: $id) { job { state } } }"


async def test_a_cancelled_import_is_taken_up_again(api: Api) -> None:
    posted = await api.published()
    everyone = [{"name": "Ana", "cvText": "Bookkeeping."}, {"name": "Ben", "cvText": "Payroll."}]
    payload = await bring(api, posted, everyone)
    cancelled = {"id": payload["job"]["id"]}
    await api.data(CANCEL, cancelled, token=posted.token)
    resumed = (await api.data(RESUME, cancelled, token=posted.token))["resumeReading"]
    again = (await api.data(RESUME, cancelled, token=posted.token))["resumeReading"]
    assert resumed["userErrors"] == []
    assert resumed["job"]["id"] != payload["job"]["id"]
    assert again["job"]["id"] == resumed["job"]["id"]
    await api.work()
    for one in payload["applicants"]:
        node = (await api.data(STATE, {"id": one["id"]}, token=posted.token))["node"]
        assert node["status"] == "READY"
    given = {"id": resumed["job"]["id"]}
    job = (await api.data(EVENTS, given, token=posted.token))["job"]
    assert (job["state"], job["progress"]["done"]) == ("SUCCEEDED", 2)
    done = (await api.data(RESUME, given, token=posted.token))["resumeReading"]
    assert done == {"job": None, "userErrors": [{"field": ["jobId"], "code": "CONFLICT"}]}


async def test_only_a_job_that_reads_cvs_is_taken_up_again(api: Api, posted: Posted) -> None:
    given = {"id": posted.job}
    done = (await api.data(RESUME, given, token=posted.token))["resumeReading"]
    assert done == {"job": None, "userErrors": [{"field": ["jobId"], "code": "NOT_FOUND"}]}
