"""exportApplicantSkills: a file for those who may have it, and nothing of anybody in it."""

import csv
import io
import re
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from db.rows import AuditEntryRow
from db.sessions import sync_engine, sync_sessions
from tests.client import GENERATE, PUBLISH, Api, Json, Posted
from tests.world import all_of

EXPORT = """
mutation ($filter: ApplicantSkillFilter, $format: ExportFormat! = CSV, $key: String) {
  exportApplicantSkills(filter: $filter, format: $format, idempotencyKey: $key) {
    job { id kind } userErrors { field message code }
  }
}
"""
RESULT = """
query ($id: ID!) {
  job(id: $id) {
    state progress { done total }
    result { ... on Export { id format rows applicants withheld size url } }
  }
}
"""
SUPPLY = """
query ($filter: ApplicantSkillFilter) {
  skillSupply(filter: $filter, first: 100) {
    applicantsInScope withheld nodes { applicants skill { slug } }
  }
}
"""
ERASE = "mutation ($id: ID!) { eraseApplicant(applicantId: $id) { erased } }"
ANALYST = "mutation { createAccessToken(role: ANALYST) { token tokenId } }"
COLUMNS = (
    "applicant,post,title,role,skill,name,kind,years,last_used,level,confidence,evidence,pipeline"
)


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    """A post with six applicants who know Xero, and two of them QuickBooks."""
    posted = await api.published()
    for number in range(6):
        more = "\nTwo years of QuickBooks." if number < 2 else ""
        await api.applied(posted, f"Bookkeeper.\n{number + 3} years of Xero.{more}")
    await api.work()
    return posted


@pytest.fixture(scope="module")
async def analyst(api: Api, posted: Posted) -> str:
    return await new_analyst(api, posted)


async def new_analyst(api: Api, posted: Posted) -> str:
    made = await api.data(ANALYST, token=posted.token)
    return str(made["createAccessToken"]["token"])


async def ask(api: Api, token: str, **given: Any) -> Json:
    payload: Json = (await api.data(EXPORT, given, token=token))["exportApplicantSkills"]
    return payload


async def made(api: Api, token: str, **given: Any) -> Json:
    """Have an export made and give its job, as whoever asked sees it."""
    payload = await ask(api, token, **given)
    assert payload["userErrors"] == []
    await api.work()
    job: Json = (await api.data(RESULT, {"id": payload["job"]["id"]}, token=token))["job"]
    return job


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


async def test_a_recruiter_gets_every_skill_as_csv(api: Api, posted: Posted) -> None:
    job = await made(api, posted.token)
    export = job["result"]
    assert (job["state"], job["progress"]) == ("SUCCEEDED", {"done": 6, "total": 6})
    answer = await api.fetched(export["url"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    name = r'attachment; filename="applicant-skills-\d{4}-\d\d-\d\d\.csv"'
    assert re.fullmatch(name, answer.headers["content-disposition"])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.splitlines()[0] == COLUMNS
    lines = lines_of(answer.content)
    assert (len(lines), len(answer.content)) == (export["rows"], export["size"])
    assert (export["applicants"], export["withheld"]) == (6, 0)
    xero = [line for line in lines if line["skill"] == "xero"]
    assert sorted(float(line["years"]) for line in xero) == [3, 4, 5, 6, 7, 8]
    assert {(line["name"], line["title"], line["role"]) for line in xero} == {
        ("Xero", "Bookkeeper", "bookkeeper")
    }
    assert sum(line["skill"] == "quickbooks" for line in lines) == 2


async def test_parquet_says_the_same_with_types(api: Api, posted: Posted) -> None:
    texts = lines_of((await api.fetched((await made(api, posted.token))["result"]["url"])).content)
    export = (await made(api, posted.token, format="PARQUET"))["result"]
    answer = await api.fetched(export["url"])
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    rows = pq.read_table(io.BytesIO(answer.content)).to_pylist()
    assert len(rows) == export["rows"] == len(texts)
    same = ("skill", "name", "kind", "title", "pipeline")
    assert sorted([row[own] for own in same] for row in rows) == sorted(
        [line[own] for own in same] for line in texts
    )


async def test_nobody_s_name_address_or_words_are_in_it(api: Api, posted: Posted) -> None:
    content = (await api.fetched((await made(api, posted.token))["result"]["url"])).text
    applicants = "query ($id: ID!) { post(id: $id) { applicants { nodes { id handle } } } }"
    post = (await api.data(applicants, {"id": posted.id}, token=posted.token))["post"]
    ids = [own[key] for own in post["applicants"]["nodes"] for key in ("id", "handle")]
    for word in ("Ana", "Canary", "ana@example.org", "years of", *ids):
        assert word not in content


async def test_an_analyst_gets_no_skill_that_fewer_than_five_have(
    api: Api, posted: Posted, analyst: str
) -> None:
    export = (await made(api, analyst))["result"]
    lines = lines_of((await api.fetched(export["url"])).content)
    supply = (await api.data(SUPPLY, token=analyst))["skillSupply"]
    shown = {node["skill"]["slug"] for node in supply["nodes"]}
    assert {line["skill"] for line in lines} == shown
    assert "xero" in shown
    assert "quickbooks" not in shown
    assert export["withheld"] == supply["withheld"] >= 1


async def test_an_analyst_sees_their_own_kind_of_export_alone(
    api: Api, posted: Posted, analyst: str
) -> None:
    job = (await ask(api, posted.token))["job"]
    await api.work()
    result = (await api.data(RESULT, {"id": job["id"]}, token=posted.token))["job"]["result"]
    node = "query ($id: ID!) { node(id: $id) { id } }"
    for key in (job["id"], result["id"]):
        assert await api.data(node, {"id": key}, token=analyst) == {"node": None}
    theirs = await made(api, analyst)
    key = {"id": theirs["result"]["id"]}
    for token in (analyst, posted.token):
        assert await api.data(node, key, token=token) == {"node": key}


async def test_two_questions_of_an_analyst_tell_nothing_of_a_few(api: Api) -> None:
    posted = await api.published()
    few = await another_post(api, posted)
    for _ in range(5):
        await api.applied(posted, "Xero.")
    for _ in range(2):
        await api.applied(few, "Xero and QuickBooks.")
    await api.work()
    analyst = await new_analyst(api, posted)
    for posts, size in (([posted.id], 5), ([few.id], 0), ([posted.id, few.id], 5)):
        scope = {"filter": {"posts": posts}}
        supply = (await api.data(SUPPLY, scope, token=analyst))["skillSupply"]
        assert supply["applicantsInScope"] == size
    whole = (await made(api, analyst))["result"]
    assert whole["applicants"] == 5
    refused = await ask(api, analyst, filter={"posts": [few.id]})
    assert [(e["field"], e["code"]) for e in refused["userErrors"]] == [(["filter"], "INVALID")]
    assert refused["job"] is None


async def another_post(api: Api, posted: Posted) -> Posted:
    """Publish a second post in the workspace of the first."""
    given = {"title": "Payroll clerk", "country": "GB", "city": "Leeds", "seed": 7}
    made_ = (await api.data(GENERATE, {"input": given}, token=posted.token))["generatePost"]
    await api.work()
    await api.data(PUBLISH, {"id": made_["post"]["id"]}, token=posted.token)
    return Posted(made_["post"]["id"], made_["job"]["id"], posted.token)


async def test_the_filter_holds(api: Api, posted: Posted) -> None:
    before = await ask(api, posted.token, filter={"submittedTo": "2020-01-01"})
    assert [e["field"] for e in before["userErrors"]] == [["filter"]]
    by_role = await made(api, posted.token, filter={"roles": ["bookkeeper"], "posts": [posted.id]})
    assert by_role["result"]["applicants"] == 6


def changed(url: str, **query: str) -> str:
    """Give a signed address with some of its parts replaced."""
    parts = urlsplit(url)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | query)}"


async def test_only_the_signed_address_opens_the_file(api: Api, posted: Posted) -> None:
    url = (await made(api, posted.token))["result"]["url"]
    other = (await made(api, posted.token, format="PARQUET"))["result"]["url"]
    until = dict(parse_qsl(urlsplit(url).query))["until"]
    for bad in (
        urlsplit(url).path,
        changed(url, until=str(int(until) + 1)),
        changed(url, signature="é"),
        changed(url, **{"for": "00000000-0000-0000-0000-000000000001"}),
        changed(url, until="never"),
        f"{urlsplit(other).path}?{urlsplit(url).query}",
    ):
        answer = await api.fetched(bad)
        assert (answer.status_code, "ask for the export's `url` again" in answer.text) == (
            404,
            True,
        )


async def test_an_address_ends_with_its_time(
    api: Api, posted: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.links.LINK_SECONDS", 0)
    url = (await made(api, posted.token))["result"]["url"]
    assert (await api.fetched(url)).status_code == 404


async def test_an_address_ends_with_the_token_that_asked_for_it(api: Api, posted: Posted) -> None:
    token = (await api.data(ANALYST, token=posted.token))["createAccessToken"]
    url = (await made(api, token["token"]))["result"]["url"]
    assert (await api.fetched(url)).status_code == 200
    revoke = "mutation ($id: ID!) { revokeAccessToken(tokenId: $id) { revoked } }"
    await api.data(revoke, {"id": token["tokenId"]}, token=posted.token)
    assert (await api.fetched(url)).status_code == 404


async def test_an_erased_applicant_takes_the_file_along(api: Api) -> None:
    posted = await api.published()
    one = await api.applied(posted, "Xero.")
    await api.applied(posted, "Xero.")
    await api.work()
    job = (await ask(api, posted.token))["job"]
    await api.work()
    query = RESULT, {"id": job["id"]}
    url = (await api.data(*query, token=posted.token))["job"]["result"]["url"]
    await api.data(ERASE, {"id": one["applicant"]["id"]}, token=posted.token)
    assert (await api.fetched(url)).status_code == 404
    assert (await api.data(*query, token=posted.token))["job"]["result"] is None
    assert (await made(api, posted.token))["result"]["applicants"] == 1


async def test_a_repeated_key_makes_one_export(api: Api, posted: Posted) -> None:
    first = await ask(api, posted.token, key="monthly")
    await api.work()
    assert await ask(api, posted.token, key="monthly") == first
    other = await ask(api, posted.token, key="monthly", format="PARQUET")
    assert [(e["field"], e["code"]) for e in other["userErrors"]] == [
        (["idempotencyKey"], "CONFLICT")
    ]


async def test_asking_for_the_same_while_it_is_made_gives_the_same_job(
    api: Api, posted: Posted, analyst: str
) -> None:
    first, again = await ask(api, posted.token), await ask(api, posted.token)
    assert first["job"]["id"] == again["job"]["id"]
    assert (await ask(api, analyst))["job"]["id"] != first["job"]["id"]
    await api.work()


async def test_a_workspace_has_a_few_exports_made_at_a_time(api: Api) -> None:
    posted = await api.published()
    await api.applied(posted, "Xero.")
    await api.work()
    days = [{"submittedFrom": f"2020-01-0{day}"} for day in range(1, 7)]
    answers = [await ask(api, posted.token, filter=day) for day in days]
    codes = [[e["code"] for e in answer["userErrors"]] for answer in answers]
    assert codes == [[]] * 5 + [["RATE_LIMITED"]]
    await api.work()
    assert (await ask(api, posted.token, filter=days[5]))["userErrors"] == []


async def test_only_members_export(api: Api, posted: Posted) -> None:
    applicant = (await api.applied(posted, "Xero."))["applicantToken"]
    assert await api.code(EXPORT) == "UNAUTHENTICATED"
    assert await api.code(EXPORT, token=applicant) == "FORBIDDEN"


CANCEL = """
mutation ($id: ID!) { cancelJob(jobId: $id) { job { state } userErrors { code } } }
"""


async def test_an_analyst_stops_the_export_that_they_asked_for_and_no_other(
    api: Api, posted: Posted, analyst: str
) -> None:
    own = (await ask(api, analyst))["job"]
    other = await new_analyst(api, posted)
    for job_id, token in (
        (own["id"], other),
        ((await ask(api, posted.token))["job"]["id"], analyst),
        (posted.job, analyst),
        ("nonsense", analyst),
    ):
        assert await api.code(CANCEL, {"id": job_id}, token=token) == "FORBIDDEN"
    stopped = (await api.data(CANCEL, {"id": own["id"]}, token=analyst))["cancelJob"]
    assert stopped == {"job": {"state": "CANCELLED"}, "userErrors": []}
    await api.work()


async def test_each_download_is_logged_with_the_token_that_got_its_address(
    api: Api, posted: Posted, analyst: str
) -> None:
    export = (await made(api, analyst))["result"]
    await api.fetched(changed(export["url"], signature="bad"))
    for _ in range(2):
        await api.fetched(export["url"])
    query = dict(parse_qsl(urlsplit(export["url"]).query))
    key = uuid.UUID(urlsplit(export["url"]).path.rpartition("/")[2])
    engine = sync_engine(api.settings.database, application_name="tests")
    of_export = select(AuditEntryRow).where(AuditEntryRow.subject_id == key)
    entries = all_of(sync_sessions(engine), of_export.order_by(AuditEntryRow.number))
    engine.dispose()
    assert [entry.action for entry in entries] == ["EXPORT", "DOWNLOAD", "DOWNLOAD"]
    told = {(entry.actor, entry.facts["rows"], entry.facts["size"]) for entry in entries[1:]}
    assert told == {(f"analyst {query['for']}", export["rows"], export["size"])}


async def test_no_log_holds_an_address(
    api: Api, posted: Posted, capsys: pytest.CaptureFixture[str]
) -> None:
    url = (await made(api, posted.token))["result"]["url"]
    await api.fetched(url)
    told = capsys.readouterr()
    assert urlsplit(url).path in told.out + told.err
    assert dict(parse_qsl(urlsplit(url).query))["signature"] not in told.out + told.err
