"""Volunteered answers reach the bias audit, and nothing else."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import text

from db.sessions import sync_engine
from tests.client import Api, Json, Posted

ROOT = Path(__file__).parents[2]
ANSWER = """
mutation ($sex: SexAnswer, $race: RaceEthnicityAnswer) {
  volunteerAnswers(sex: $sex, raceEthnicity: $race) {
    answers { sex raceEthnicity } userErrors { code }
  }
}
"""
AUDIT = """
query ($id: ID!) {
  biasAudit(postId: $id) {
    unknown
    groups { dimension group applicants scoringRate impactRatio belowFourFifths }
    dimensions { dimension withheld unknown }
  }
}
"""
GOOD, BAD = "Six years of bookkeeping with Xero and QuickBooks. Invoicing.", "Pastry cook."
CVS = {"FEMALE": [GOOD] * 2 + [BAD] * 4, "MALE": [GOOD] * 4 + [BAD] * 2, None: [BAD] * 2}


@pytest.fixture(scope="module")
async def answered(api: Api) -> Posted:
    """A post that twelve applicants who answered and two who did not are ranked for.

    They are read and ranked while nobody may read the answers, the owner of the tables included.
    """
    posted = await api.published()
    for sex, cvs in CVS.items():
        for cv in cvs:
            made = await api.applied(posted, cv)
            if sex:
                await answer(api, made, sex)
    set_privilege(api, "revoke all on volunteered_answer from current_user")
    await api.work()
    set_privilege(api, "grant all on volunteered_answer to current_user")
    return posted


async def answer(api: Api, made: Json, sex: str | None) -> Json:
    payload = await api.data(ANSWER, {"sex": sex}, token=made["applicantToken"])
    stored: Json = payload["volunteerAnswers"]["answers"]
    return stored


def set_privilege(api: Api, statement: str) -> None:
    engine = sync_engine(api.settings.database, application_name="tests")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


async def test_ranking_needs_no_right_to_read_the_answers(api: Api, answered: Posted) -> None:
    query = "query ($id: ID!) { post(id: $id) { ranking { entries { totalCount } } } }"
    data = await api.data(query, {"id": answered.id}, token=answered.token)
    assert data["post"]["ranking"]["entries"]["totalCount"] == 14


async def test_the_audit_counts_rates_ratios_and_the_unknown(api: Api, answered: Posted) -> None:
    audit = (await api.data(AUDIT, {"id": answered.id}, token=answered.token))["biasAudit"]
    common = {"dimension": "SEX", "applicants": 6}
    assert audit["groups"] == [
        common
        | {
            "group": "FEMALE",
            "scoringRate": 2 / 6,
            "impactRatio": 0.5,
            "belowFourFifths": True,
        },
        common
        | {"group": "MALE", "scoringRate": 4 / 6, "impactRatio": 1.0, "belowFourFifths": False},
    ]
    assert audit["unknown"] == 2
    assert [(own["withheld"], own["unknown"]) for own in audit["dimensions"]] == [
        (0, 2),
        (0, 14),
        (0, 14),
    ]


async def test_an_answer_can_be_replaced_and_taken_back(api: Api) -> None:
    posted = await api.published()
    made = await api.applied(posted, GOOD)
    assert (await answer(api, made, "FEMALE"))["sex"] == "FEMALE"
    assert (await answer(api, made, "MALE"))["sex"] == "MALE"
    assert (await answer(api, made, None))["sex"] is None


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_no_code_that_scores_or_ranks_knows_of_the_answers() -> None:
    """Nor does any worker: they are read for the audit, and by the applicant in person."""
    readers = [
        path
        for folder in ("workers", "nlp", "db", "graph", "api", "seeds")
        for path in (ROOT / folder).rglob("*.py")
        if {"VolunteeredAnswerRow", "db.fairness"} & imported(path)
        or "volunteered_answer" in path.read_text(encoding="utf-8")
    ]
    known = {str(path.relative_to(ROOT)) for path in readers}
    assert {own for own in known if not own.startswith("db/migrations/")} == {
        "db/fairness.py",
        "db/rows/__init__.py",
        "db/rows/fairness.py",
        "graph/fairness.py",
        "graph/rights.py",
    }
    for path in (ROOT / "workers").rglob("*.py"):
        assert "db.portability" not in imported(path)
