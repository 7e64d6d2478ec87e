"""A person's decision and an erasure that meet wait for each other in turn: no deadlock."""

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from db.audit import SYSTEM
from db.erasing import erase, ranking_of_applicant
from db.ranking import locked
from db.rows import ApplicantRow
from db.sessions import Sessions, sync_engine, sync_sessions
from graph.ids import key_of
from tests.client import Api, Posted
from tests.graph.test_applicants import DECIDE, OVERRIDE
from tests.graph.test_rights import WITHDRAW
from tests.locks import wait_for_one_behind


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    return await api.published()


@pytest.fixture
def sessions(api: Api) -> Iterator[Sessions]:
    engine = sync_engine(api.settings.database, application_name="tests")
    yield sync_sessions(engine)
    engine.dispose()


DEEDS = [
    (OVERRIDE, {"position": 1}, "overrideRank"),
    (DECIDE, {"status": "SHORTLISTED"}, "decide"),
    (WITHDRAW, None, "withdrawApplication"),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: str(deed[2]))
async def test_a_deed_that_meets_an_erasure_waits_without_holding_the_applicant(
    api: Api, posted: Posted, sessions: Sessions, deed: tuple[str, Any, str]
) -> None:
    """The erasure holds the ranking when the deed comes, and takes the applicant then."""
    query, more, name = deed
    made = await api.applied(posted, "Bookkeeping with Xero.")
    await api.work()
    applicant = key_of("Applicant", made["applicant"]["id"])
    assert applicant is not None
    given = None if more is None else {"id": made["applicant"]["id"], "reason": "met"} | more
    token = made["applicantToken"] if more is None else posted.token
    with sessions.begin() as session:
        assert session.scalar(locked(ranking_of_applicant(applicant))) is not None
        doing = asyncio.create_task(api.answer(query, given, token=token))
        await asyncio.to_thread(wait_for_one_behind, session)
        workspace = _workspace(sessions, applicant)
        await asyncio.to_thread(erase, session, applicant, workspace, actor=SYSTEM, why="a test")
    answer = await doing
    assert [error["code"] for error in _errors(answer, name)] == ["NOT_FOUND"]


def _workspace(sessions: Sessions, applicant_id: uuid.UUID) -> uuid.UUID:
    own = select(ApplicantRow.workspace_id).where(ApplicantRow.id == applicant_id)
    with sessions() as session:
        return session.scalars(own).one()


def _errors(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Give the errors of a payload; those of the whole answer mean that it broke."""
    assert "errors" not in answer, answer
    errors: list[dict[str, Any]] = answer["data"][name]["userErrors"]
    return errors
