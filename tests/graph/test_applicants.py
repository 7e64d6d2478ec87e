"""Applications: what is refused, who sees what, and what people may decide."""

import uuid
from typing import Any

import pytest

from tests.client import SUBMIT, Api, Json, Posted

CV = "Bookkeeper.\nSix years of bookkeeping with Xero. No experience with payroll."
APPLICANT = """
query ($id: ID!) {
  applicant(id: $id) {
    handle name email status cvText
    skillProfile { model skills { name confidence years skill { slug } mentions {
      text start end negated } } }
  }
}
"""
BOARD = """
query ($id: ID!, $first: Int, $after: String) {
  post(id: $id) {
    ranking {
      version model
      entries(first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage }
        nodes {
          position score applicant { id handle } override { machinePosition reason }
          assessments { verdict points maxPoints evidence { quote start end } requirement { text } }
        }
      }
    }
  }
}
"""
DECIDE = """
mutation ($id: ID!, $status: ApplicantStatus!, $reason: String!) {
  decide(applicantId: $id, status: $status, reason: $reason) {
    applicant { status } userErrors { field code }
  }
}
"""
OVERRIDE = """
mutation ($id: ID!, $position: Int!, $reason: String!) {
  overrideRank(applicantId: $id, position: $position, reason: $reason) {
    applicant { id } userErrors { field code }
  }
}
"""
ERASE = """
mutation ($id: ID!) { eraseApplicant(applicantId: $id) { erased userErrors { code } } }
"""


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    return await api.published()


async def submit(api: Api, posted: Posted, **given: Any) -> Json:
    wanted = {"postId": posted.id, "name": "Ana", "email": "ana@example.org"} | given
    payload: Json = (await api.data(SUBMIT, {"input": wanted}))["submitApplication"]
    return payload


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"cvText": ""}, "cvText", "INVALID"),
        ({"cvText": " \n\t"}, "cvText", "INVALID"),
        ({"cvText": "a\u0000b"}, "cvText", "UNREADABLE_FILE"),
        ({"cvText": "\ud800"}, "cvText", "UNREADABLE_FILE"),
        ({}, "cvText", "INVALID"),
        ({"cvText": "x", "uploadId": "y"}, "cvText", "INVALID"),
        ({"uploadId": "y"}, "uploadId", "NOT_FOUND"),
        ({"uploadId": str(uuid.UUID(int=1))}, "uploadId", "NOT_FOUND"),
        ({"cvText": "x", "name": " "}, "name", "INVALID"),
        ({"cvText": "x", "email": "nobody"}, "email", "INVALID"),
        ({"cvText": "x", "postId": "nonsense"}, "postId", "NOT_FOUND"),
    ],
)
async def test_a_bad_application_is_refused_by_its_field(
    api: Api, posted: Posted, given: Json, field: str, code: str
) -> None:
    payload = await submit(api, posted, **given)
    assert payload["applicant"] is payload["applicantToken"] is None
    assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [(["input", field], code)]


async def test_a_cv_of_five_megabytes_is_refused(api: Api, posted: Posted) -> None:
    given = {
        "postId": posted.id,
        "name": "Ana",
        "email": "a@example.org",
        "cvText": "x" * 5_000_000,
    }
    assert (await api.send(SUBMIT, {"input": given})).status_code == 413


async def test_a_draft_takes_no_applications(api: Api, posted: Posted) -> None:
    made = await api.data(
        "mutation ($i: GeneratePostInput!) { generatePost(input: $i) { post { id } } }",
        {"i": {"title": "Bookkeeper", "country": "GB"}},
    )
    payload = await submit(api, posted, postId=made["generatePost"]["post"]["id"], cvText=CV)
    assert payload["userErrors"][0]["code"] == "NOT_FOUND"


async def test_a_closed_post_says_so(api: Api) -> None:
    own = await api.published()
    close = "mutation ($id: ID!) { closePost(postId: $id) { userErrors { code } } }"
    await api.data(close, {"id": own.id}, token=own.token)
    payload = await submit(api, own, cvText=CV)
    assert payload["userErrors"][0]["code"] == "CLOSED"


async def test_a_repeated_key_applies_once_and_shows_its_token_once(
    api: Api, posted: Posted
) -> None:
    first = await submit(api, posted, cvText=CV, idempotencyKey="mine-alone")
    again = await submit(api, posted, cvText=CV, idempotencyKey="mine-alone")
    other = await submit(api, posted, cvText="Other.", idempotencyKey="mine-alone")
    assert again["applicant"]["id"] == first["applicant"]["id"]
    assert first["applicantToken"]
    assert again["applicantToken"] is None
    assert other["userErrors"][0]["code"] == "CONFLICT"


async def test_a_cv_is_read_with_verbatim_mentions(api: Api, posted: Posted) -> None:
    made = await api.applied(posted, CV)
    await api.work()
    given = {"id": made["applicant"]["id"]}
    applicant = (await api.data(APPLICANT, given, token=posted.token))["applicant"]
    assert (applicant["name"], applicant["status"]) == (None, "READY")
    skills = {s["skill"]["slug"]: s for s in applicant["skillProfile"]["skills"]}
    assert {"bookkeeping", "xero", "payroll"} <= set(skills)
    assert skills["bookkeeping"]["years"] == 6
    assert skills["payroll"]["mentions"][0]["negated"]
    for skill in skills.values():
        for mention in skill["mentions"]:
            assert applicant["cvText"][mention["start"] : mention["end"]] == mention["text"]


async def test_the_applicant_sees_their_own_view_and_a_stranger_nothing(
    api: Api, posted: Posted
) -> None:
    made = await api.applied(posted, CV)
    given = {"id": made["applicant"]["id"]}
    own = (await api.data(APPLICANT, given, token=made["applicantToken"]))["applicant"]
    assert own["cvText"] == CV
    assert (await api.data(APPLICANT, given))["applicant"] is None
    other = await api.applied(posted, CV)
    seen = await api.data(APPLICANT, given, token=other["applicantToken"])
    assert seen["applicant"] is None
    # The payload of the call itself names nobody to a caller without a token.
    assert made["applicant"]["name"] is None


@pytest.fixture(scope="module")
async def board(api: Api) -> tuple[Posted, dict[str, Json]]:
    posted = await api.published()
    cvs = {
        "best": "Bookkeeping for six years. Xero, QuickBooks, bank reconciliation, invoicing.",
        "some": "Two years of bookkeeping.",
        "none": "Pastry cook.",
    }
    made = {name: await api.applied(posted, cv) for name, cv in cvs.items()}
    await api.work()
    return posted, made


class TestRanking:
    async def entries(self, api: Api, posted: Posted, **page: Any) -> Json:
        data = await api.data(BOARD, {"id": posted.id, "first": 10} | page, token=posted.token)
        entries: Json = data["post"]["ranking"]["entries"]
        return entries

    async def test_scores_are_the_sum_of_points_and_evidence_is_verbatim(
        self, api: Api, board: tuple[Posted, dict[str, Json]]
    ) -> None:
        posted, made = board
        entries = (await self.entries(api, posted))["nodes"]
        order = [made[name]["applicant"]["id"] for name in ("best", "some", "none")]
        assert [entry["applicant"]["id"] for entry in entries] == order
        for entry in entries:
            points = sum(own["points"] for own in entry["assessments"])
            assert entry["score"] == pytest.approx(points, abs=0.001)
            for own in entry["assessments"]:
                assert (own["verdict"] == "UNKNOWN") == (own["points"] == 0)

    async def test_pages_follow_the_applicant_and_not_the_number(
        self, api: Api, board: tuple[Posted, dict[str, Json]]
    ) -> None:
        posted, made = board
        first = await self.entries(api, posted, first=1)
        assert first["totalCount"] == 3
        rest = await self.entries(api, posted, after=first["pageInfo"]["endCursor"])
        ids = [made[name]["applicant"]["id"] for name in ("some", "none")]
        assert [entry["applicant"]["id"] for entry in rest["nodes"]] == ids

    async def test_an_override_is_shown_with_its_reason(
        self, api: Api, board: tuple[Posted, dict[str, Json]]
    ) -> None:
        posted, made = board
        given = {"id": made["none"]["applicant"]["id"], "position": 1, "reason": "Met her."}
        done = await api.data(OVERRIDE, given, token=posted.token)
        assert done["overrideRank"]["userErrors"] == []
        top = (await self.entries(api, posted))["nodes"][0]
        assert top["applicant"]["id"] == given["id"]
        assert top["override"] == {"machinePosition": 3, "reason": "Met her."}

    @pytest.mark.parametrize(
        ("given", "field"), [({"position": 0}, "position"), ({"reason": " "}, "reason")]
    )
    async def test_a_bad_override_is_refused(
        self, api: Api, board: tuple[Posted, dict[str, Json]], given: Json, field: str
    ) -> None:
        posted, made = board
        wanted = {"id": made["some"]["applicant"]["id"], "position": 1, "reason": "x"} | given
        done = (await api.data(OVERRIDE, wanted, token=posted.token))["overrideRank"]
        assert [error["field"] for error in done["userErrors"]] == [[field]]

    async def test_gaps_supply_and_pairs_count_the_same_people(
        self, api: Api, board: tuple[Posted, dict[str, Json]]
    ) -> None:
        posted, _ = board
        query = """
          query ($id: ID!) {
            skillGaps(postId: $id) { requirement { text } met partial unknown }
            skillSupply { applicantsInScope withheld nodes { applicants share skill { slug } } }
            skillPairs(first: 50) { applicants lift a { slug } b { slug } }
          }
        """
        found = await api.data(query, {"id": posted.id}, token=posted.token)
        assert {g["met"] + g["partial"] + g["unknown"] for g in found["skillGaps"]} == {3}
        supply = {n["skill"]["slug"]: n["applicants"] for n in found["skillSupply"]["nodes"]}
        assert found["skillSupply"]["applicantsInScope"] == 3
        assert supply["bookkeeping"] == 2
        pair = next(
            p
            for p in found["skillPairs"]
            if {p["a"]["slug"], p["b"]["slug"]} == {"bookkeeping", "xero"}
        )
        assert (pair["applicants"], pair["lift"]) == (1, 1.5)

    async def test_analysts_see_no_small_group(
        self, api: Api, board: tuple[Posted, dict[str, Json]]
    ) -> None:
        posted, _ = board
        create = "mutation { createAccessToken(role: ANALYST) { token } }"
        made = await api.data(create, token=posted.token)
        token = made["createAccessToken"]["token"]
        query = "{ skillSupply { nodes { applicants } withheld } skillPairs { applicants } }"
        found = await api.data(query, token=token)
        assert found["skillSupply"]["nodes"] == found["skillPairs"] == []
        assert found["skillSupply"]["withheld"] > 0
        gaps = "query ($id: ID!) { skillGaps(postId: $id) { met } }"
        assert (await api.data(gaps, {"id": posted.id}, token=token))["skillGaps"] == []


class TestDeciding:
    async def test_a_person_decides_with_a_reason(self, api: Api, posted: Posted) -> None:
        made = await api.applied(posted, CV)
        await api.work()
        given = {"id": made["applicant"]["id"], "status": "SHORTLISTED", "reason": "Good."}
        done = (await api.data(DECIDE, given, token=posted.token))["decide"]
        assert done == {"applicant": {"status": "SHORTLISTED"}, "userErrors": []}

    @pytest.mark.parametrize("status", ["RECEIVED", "UNREADABLE", "WITHDRAWN"])
    async def test_what_is_no_person_s_decision_is_refused(
        self, api: Api, posted: Posted, status: str
    ) -> None:
        made = await api.applied(posted, CV)
        await api.work()
        given = {"id": made["applicant"]["id"], "status": status, "reason": "x"}
        done = (await api.data(DECIDE, given, token=posted.token))["decide"]
        assert done["userErrors"] == [{"field": ["status"], "code": "INVALID"}]

    async def test_an_applicant_erases_everything_of_theirs(self, api: Api) -> None:
        posted = await api.published()
        made = await api.applied(posted, CV)
        kept = await api.applied(posted, "Bookkeeping.")
        await api.work()
        given = {"id": made["applicant"]["id"]}
        done = await api.data(ERASE, given, token=made["applicantToken"])
        assert done["eraseApplicant"] == {"erased": True, "userErrors": []}
        assert (await api.data(APPLICANT, given, token=posted.token))["applicant"] is None
        data = await api.data(BOARD, {"id": posted.id, "first": 9}, token=posted.token)
        nodes = data["post"]["ranking"]["entries"]["nodes"]
        assert [n["applicant"]["id"] for n in nodes] == [kept["applicant"]["id"]]
        answer = await api.send("{ __typename }", token=made["applicantToken"])
        assert answer.status_code == 401

    async def test_asking_again_changes_nothing(self, api: Api) -> None:
        posted = await api.published()
        made = await api.applied(posted, CV)
        given = {"id": made["applicant"]["id"]}
        for _ in range(2):
            done = await api.data(ERASE, given, token=posted.token)
            assert done["eraseApplicant"] == {"erased": True, "userErrors": []}


class TestBlindness:
    WHO = "query ($id: ID!) { applicant(id: $id) { name email status } }"
    ANA = ("Ana Canary", "ana@example.org")

    async def seen(self, api: Api, made: Json, token: str) -> tuple[Any, Any]:
        data = await api.data(self.WHO, {"id": made["applicant"]["id"]}, token=token)
        return data["applicant"]["name"], data["applicant"]["email"]

    async def test_recruiters_see_a_name_once_they_have_decided(self, api: Api) -> None:
        posted = await api.published()
        made = await api.applied(posted, CV)
        await api.work()
        assert await self.seen(api, made, posted.token) == (None, None)
        assert await self.seen(api, made, made["applicantToken"]) == self.ANA
        given = {"id": made["applicant"]["id"], "reason": "Good."}
        await api.data(DECIDE, given | {"status": "READY"}, token=posted.token)
        assert await self.seen(api, made, posted.token) == (None, None)
        await api.data(DECIDE, given | {"status": "SHORTLISTED"}, token=posted.token)
        assert await self.seen(api, made, posted.token) == self.ANA

    async def test_a_post_can_stop_ranking_blind_and_start_again(self, api: Api) -> None:
        posted = await api.published()
        made = await api.applied(posted, CV)
        set_blind = (
            "mutation ($id: ID!, $on: Boolean!) "
            "{ setBlindRanking(postId: $id, blind: $on) { post { blind } } }"
        )
        for blind, shown in ((False, self.ANA), (True, (None, None))):
            given = {"id": posted.id, "on": blind}
            data = await api.data(set_blind, given, token=posted.token)
            assert data["setBlindRanking"]["post"]["blind"] is blind
            assert await self.seen(api, made, posted.token) == shown
