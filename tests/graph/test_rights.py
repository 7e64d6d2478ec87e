"""Applicants see what is held against them, correct it, leave, and take all of it along."""

from typing import Any

import pytest

from db.base import Row
from db.portability import referring_tables
from tests.client import Api, Json, Posted
from tests.graph.test_applicants import DECIDE, OVERRIDE

CV = "Bookkeeper since 2019.\nSix years of bookkeeping with Xero. No experience with payroll."
MINE = """
{
  myApplication {
    applicant {
      id name status cvText corrections { kind name words }
      skillProfile { skills { name disowned mentions { text negated } } }
    }
    criteria { id text }
    assessments { verdict points requirement { id text } evidence { quote } }
    volunteered { sex }
    export
  }
}
"""
CORRECT = """
mutation ($input: CorrectSkillInput!) {
  correctSkill(input: $input) {
    correction { kind name words } job { state } userErrors { field code }
  }
}
"""
WITHDRAW = "mutation { withdrawApplication { applicant { status } userErrors { code } } }"
SIZE = "query ($id: ID!) { post(id: $id) { ranking { version entries { totalCount } } } }"


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    return await api.published()


async def applied(api: Api, posted: Posted, cv: str = CV) -> Json:
    made = await api.applied(posted, cv)
    await api.work()
    return made


async def mine(api: Api, made: Json) -> Json:
    found: Json = (await api.data(MINE, token=made["applicantToken"]))["myApplication"]
    return found


async def correct(api: Api, made: Json, **given: Any) -> Json:
    answer = await api.data(CORRECT, {"input": given}, token=made["applicantToken"])
    payload: Json = answer["correctSkill"]
    await api.work()
    return payload


async def test_applicants_see_the_criteria_and_what_their_cv_says_for_each(
    api: Api, posted: Posted
) -> None:
    seen = await mine(api, await applied(api, posted))
    assert seen["applicant"]["name"] == "Ana Canary"
    assert {own["id"] for own in seen["criteria"]} == {
        own["requirement"]["id"] for own in seen["assessments"]
    }
    quotes = [e["quote"] for own in seen["assessments"] for e in own["evidence"]]
    assert quotes
    assert all(quote in seen["applicant"]["cvText"] for quote in quotes)


async def test_a_wrong_skill_stays_on_record_and_counts_no_more(api: Api, posted: Posted) -> None:
    made = await applied(api, posted)
    before = sum(own["points"] for own in (await mine(api, made))["assessments"])
    payload = await correct(api, made, kind="WRONG", name="Xero")
    assert payload["job"]["state"] == "QUEUED"
    seen = await mine(api, made)
    xero = next(own for own in seen["applicant"]["skillProfile"]["skills"] if own["name"] == "Xero")
    assert xero["disowned"]
    assert all(own["negated"] for own in xero["mentions"])
    assert sum(own["points"] for own in seen["assessments"]) <= before
    query = "query ($id: ID!) { applicant(id: $id) { corrections { kind name } } }"
    shown = await api.data(query, {"id": made["applicant"]["id"]}, token=posted.token)
    assert shown["applicant"]["corrections"] == [{"kind": "WRONG", "name": "Xero"}]


async def test_words_about_a_missing_skill_are_read_and_quoted(api: Api, posted: Posted) -> None:
    made = await applied(api, posted, "Pastry cook.")
    words = "Three years of sending invoices with QuickBooks."
    await correct(api, made, kind="MISSING", name="QuickBooks", words=words)
    seen = await mine(api, made)
    assert seen["applicant"]["cvText"].endswith(f"Added by the applicant:\nQuickBooks: {words}\n")
    skills = [own["name"] for own in seen["applicant"]["skillProfile"]["skills"]]
    assert "QuickBooks" in skills
    quotes = [e["quote"] for own in seen["assessments"] for e in own["evidence"]]
    assert any("QuickBooks" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "MISSING", "name": "Xero"}, "words"),
        ({"kind": "WRONG", "name": " "}, "name"),
        ({"kind": "WRONG", "name": "x" * 5000}, "name"),
        ({"kind": "MISSING", "name": "Xero", "words": "x" * 501}, "words"),
        ({"kind": "MISSING", "name": "Xero", "words": "a\u0000b"}, "words"),
    ],
)
async def test_a_bad_correction_is_refused_and_changes_nothing(
    api: Api, posted: Posted, given: Json, field: str
) -> None:
    made = await applied(api, posted)
    payload = await correct(api, made, **given)
    assert payload["userErrors"] == [{"field": ["input", field], "code": "INVALID"}]
    seen = (await mine(api, made))["applicant"]
    assert (seen["corrections"], seen["cvText"]) == ([], CV)


async def test_whoever_withdraws_leaves_the_ranking_for_good(api: Api) -> None:
    own = await api.published()
    made, other = await applied(api, own), await applied(api, own)
    for _ in range(2):
        payload = await api.data(WITHDRAW, token=made["applicantToken"])
        assert payload["withdrawApplication"]["applicant"]["status"] == "WITHDRAWN"
    await correct(api, other, kind="WRONG", name="Xero")
    await api.data(
        "mutation ($id: ID!) { rankApplicants(postId: $id) { job { id } } }",
        {"id": own.id},
        token=own.token,
    )
    await api.work()
    ranking = (await api.data(SIZE, {"id": own.id}, token=own.token))["post"]["ranking"]
    assert ranking["entries"]["totalCount"] == 1
    payload = await correct(api, made, kind="WRONG", name="Xero")
    assert payload["userErrors"][0]["code"] == "CONFLICT"


async def test_the_export_holds_every_row_about_them_and_no_secret(
    api: Api, posted: Posted
) -> None:
    made = await applied(api, posted)
    await api.data(
        "mutation { volunteerAnswers(sex: FEMALE) { userErrors { code } } }",
        token=made["applicantToken"],
    )
    await correct(api, made, kind="WRONG", name="Xero")
    given = {"id": made["applicant"]["id"], "reason": "Good."}
    await api.data(OVERRIDE, given | {"position": 1}, token=posted.token)
    await api.data(DECIDE, given | {"status": "SHORTLISTED"}, token=posted.token)
    export = (await mine(api, made))["export"]
    (applicant,) = export["applicant"]
    assert (applicant["name"], applicant["cv_text"]) == ("Ana Canary", CV)
    assert not {"token_digest", "salt"} & set(applicant)
    assert export["volunteered_answer"][0]["sex"] == "FEMALE"
    assert export["skill_correction"][0]["kind"] == "WRONG"
    assert export["ranking_entry"][0]["override_reason"] == "Good."
    assert {row["action"] for row in export["audit_entry"]} >= {"OVERRIDE", "DECISION"}
    assert {row["name"] for row in export["extracted_skill"]} >= {"Xero"}


def test_every_table_that_refers_to_applicants_goes_with_them() -> None:
    """Else an erasure would leave its rows; the audit log names its subjects otherwise.

    Of scores, digests without a name stay: what else goes is tested with the replay of rankings.
    """
    tables = referring_tables()
    assert len(tables) >= 4
    for table in tables:
        (key,) = table.c.applicant_id.foreign_keys
        goes = "SET NULL" if table.name == "ranking_score" else "CASCADE"
        assert (key.column.table.name, key.ondelete) == ("applicant", goes), table.name
    assert Row.metadata.tables["extracted_skill"].c.profile_id.foreign_keys
