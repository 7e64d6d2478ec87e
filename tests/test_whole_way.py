"""The whole way once: role page, generated post, applications, live ranking, skill supply.

Runs `penroll up` on an empty data folder and talks to it as a stranger would: no account, HTTP,
server-sent events and WebSocket, real engines, real workers.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import httpx
import pytest

from tests.engines import data_folder
from tests.whole_way import (
    GENERATE,
    JOB_EVENTS,
    PUBLISH,
    SUBMIT,
    Client,
    Json,
    penroll_up,
)

pytestmark = pytest.mark.slow

ROLE_PAGE = """
query ($slug: String!) {
  role(slug: $slug) {
    id slug title library seniority updated hook whyHire alternativeTitles
    category { slug name }
    salaryBands { region currency min max period gross asOf source stale formatted }
    responsibilities
    required: requirements(kind: REQUIRED) { text minYears skills { slug name } }
    niceToHave: requirements(kind: NICE_TO_HAVE) { text }
    faq { question answer }
    markdown: template(format: MARKDOWN) html: template(format: HTML) plain: template(format: PLAIN)
    skills(first: 50) { totalCount nodes { slug name kind } }
    related(first: 3) { similarity role { slug title } sharedSkills { slug } }
    externalIds { scheme value }
  }
}
"""
POST = """
query ($id: ID!) {
  post(id: $id) {
    status title salary body(format: MARKDOWN) html: body(format: HTML) jsonLd
    requirements { id kind text }
    sections { kind provenance }
    compliance { jurisdiction passes }
    inclusivity { readingGrade findings { phrase } }
    generation { model seed candidates accepted }
  }
}
"""
LIVE = """
subscription ($postId: ID!, $after: String) {
  liveRanking(postId: $postId, first: 20, after: $after) {
    cursor version progress { done total }
    moved { applicant { handle } from to score }
    top {
      position score
      applicant { handle cvText }
      assessments {
        verdict points maxPoints requirement { text } evidence { quote start end }
      }
    }
  }
}
"""
SUPPLY = """
{
  skillSupply(first: 100) {
    applicantsInScope totalCount nodes { applicants share skill { slug } }
  }
}
"""
CVS = {
    "strong": "Machine learning engineer.\n2019 - 2025: six years of Python and PyTorch in "
    "production.\nBuilt SQL features, trained models with scikit-learn, served them in Docker.\n"
    "MLOps with MLflow, A/B testing, Git.",
    "good": "Data scientist with 4 years of Python and machine learning.\nSQL daily, TensorFlow.",
    "some": "Backend developer. Python and SQL for two years. Git and Docker.",
    "little": "Analyst. Spreadsheets and some SQL.",
    "other": "Pastry cook for nine years. No experience with Python.",
}


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    with penroll_up(data) as found:
        yield found


@pytest.fixture(scope="module")
def stranger(url: str) -> Iterator[Client]:
    with httpx.Client(timeout=30) as http:
        yield Client(url, http)


@pytest.fixture(scope="module")
def generated(stranger: Client) -> Json:
    given = {
        "title": "ML engineer",
        "country": "GB",
        "city": "Leeds",
        "company": {"name": "Acme Robotics", "about": "We build robots that sort recycling."},
        "workMode": "HYBRID",
        "seed": 7,
    }
    payload: Json = stranger.execute(GENERATE, input=given)["generatePost"]
    assert payload["userErrors"] == []
    return payload


@pytest.fixture(scope="module")
def recruiter(stranger: Client, generated: Json) -> Client:
    return replace(stranger, token=generated["accessToken"])


@pytest.fixture(scope="module")
def events(recruiter: Client, generated: Json) -> list[Json]:
    with recruiter.events(JOB_EVENTS, jobId=generated["job"]["id"]) as stream:
        return [data["jobEvents"] for data in stream]


def test_a_role_page_has_all_that_the_seed_page_shows(stranger: Client) -> None:
    role = stranger.execute(ROLE_PAGE, slug="machine-learning-engineer")["role"]
    assert role["title"] == "Machine Learning Engineer"
    assert len(role["responsibilities"]) == 6
    assert len(role["required"]) >= 5
    assert [band["formatted"] for band in role["salaryBands"]] == [
        "$140,000 – $200,000",
        "£100,000 – £150,000",
        "€120,000 – €170,000",
    ]
    assert len(role["faq"]) >= 4
    assert role["skills"]["totalCount"] >= 8
    assert role["related"]
    assert "[Company name]" in role["markdown"]
    assert "<html" in role["html"] or "<section" in role["html"] or "<h1" in role["html"]
    assert "<" not in role["plain"]


def test_a_post_is_written_section_by_section(
    recruiter: Client, generated: Json, events: list[Json]
) -> None:
    states = [e["state"] for e in events if e["__typename"] == "JobStateChanged"]
    assert states[-1] == "SUCCEEDED"
    written = [e["section"]["kind"] for e in events if e["__typename"] == "PostSectionWritten"]
    assert {"HOOK", "WHY", "RESPONSIBILITIES", "REQUIRED", "HOW_TO_APPLY"} <= set(written)
    post = recruiter.execute(POST, id=generated["post"]["id"])["post"]
    assert post["status"] == "DRAFT"
    assert "Acme Robotics" in post["body"]
    assert "Leeds" in post["body"]
    assert post["requirements"]
    assert len({e["cursor"] for e in events}) == len(events)


@pytest.mark.parametrize("transport", ["sse", "socket"])
def test_events_resume_at_any_cursor_without_gap_or_repeat(
    recruiter: Client, generated: Json, events: list[Json], transport: str
) -> None:
    subscribe = recruiter.events if transport == "sse" else recruiter.socket_events
    durable = [e for e in events if e["__typename"] != "JobProgressed"]
    for place, event in enumerate(durable[:-1]):
        with subscribe(JOB_EVENTS, jobId=generated["job"]["id"], after=event["cursor"]) as stream:
            rest = [data["jobEvents"] for data in stream]
        kept = [e["cursor"] for e in rest if e["__typename"] != "JobProgressed"]
        assert kept == [e["cursor"] for e in durable[place + 1 :]]


def test_applicants_are_ranked_live_with_verbatim_evidence(
    stranger: Client, recruiter: Client, generated: Json, events: list[Json]
) -> None:
    assert events
    post_id = generated["post"]["id"]
    assert recruiter.execute(PUBLISH, id=post_id)["publishPost"] == {
        "post": {"status": "PUBLISHED"},
        "userErrors": [],
    }
    with recruiter.socket_events(LIVE, postId=post_id) as stream:
        first = next(stream)["liveRanking"]
        assert first["top"] == []
        for name, cv in CVS.items():
            given = {"postId": post_id, "name": f"Canary {name}", "email": "a@example.com"}
            payload = stranger.execute(SUBMIT, input=given | {"cvText": cv})["submitApplication"]
            assert payload["userErrors"] == []
        updates = _until_ranked(stream, applicants=len(CVS))
    last = updates[-1]
    _check_board(last)
    with recruiter.events(LIVE, postId=post_id, after=updates[0]["cursor"]) as resumed:
        rest = [data["liveRanking"]["version"] for data in islice(resumed, len(updates) - 1)]
    assert rest == [update["version"] for update in updates[1:]]


def _until_ranked(stream: Iterator[Json], *, applicants: int) -> list[Json]:
    updates = []
    for data in stream:
        updates.append(data["liveRanking"])
        if len(updates[-1]["top"]) == applicants:
            return updates
    raise AssertionError("the stream ended early")


def _check_board(board: Json) -> None:
    scores = [entry["score"] for entry in board["top"]]
    assert scores == sorted(scores, reverse=True)
    assert board["top"][0]["applicant"]["cvText"] == CVS["strong"]
    assert board["top"][-1]["applicant"]["cvText"] == CVS["other"]
    for entry in board["top"]:
        assert entry["score"] == pytest.approx(sum(a["points"] for a in entry["assessments"]))
        text = entry["applicant"]["cvText"]
        for assessment in entry["assessments"]:
            assert bool(assessment["evidence"]) is (assessment["verdict"] != "UNKNOWN")
            for evidence in assessment["evidence"]:
                assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_skill_supply_answers_for_the_workspace(recruiter: Client) -> None:
    supply = recruiter.execute(SUPPLY)["skillSupply"]
    counts = {node["skill"]["slug"]: node["applicants"] for node in supply["nodes"]}
    assert supply["applicantsInScope"] == len(CVS)
    assert counts["python"] == 3


def test_another_workspace_sees_nothing_of_it(stranger: Client, generated: Json) -> None:
    other = stranger.execute(GENERATE, input={"title": "Accountant", "country": "DE"})
    foreign = replace(stranger, token=other["generatePost"]["accessToken"])
    assert foreign.execute(POST, id=generated["post"]["id"])["post"] is None


def test_no_name_address_cv_or_token_is_in_logs_or_in_redis(
    data: Path, recruiter: Client, generated: Json
) -> None:
    assert recruiter.execute(POST, id=generated["post"]["id"])["post"]
    words = ("Canary", "a@example.com", "pastry cook", "pnr_", "pna_")
    files = [*(data / "logs").glob("*"), *(data / "valkey" / "appendonlydir").glob("*")]
    assert len(files) > 4
    for file in files:
        held = file.read_bytes().lower()
        assert [word for word in words if word.lower().encode() in held] == [], file.name
