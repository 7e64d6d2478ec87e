"""simulateRequirements: who would qualify, and who would stay on top, without a requirement."""

import pytest

from tests.client import Api, Posted

REQUIREMENTS = "query ($id: ID!) { post(id: $id) { requirements(kind: REQUIRED) { id } } }"
SIMULATE = """
query ($post: ID!, $without: [ID!]!) {
  simulateRequirements(postId: $post, without: $without) {
    qualifiedBefore qualifiedAfter topTenOverlap
  }
}
"""
CVS = (
    "Bookkeeper for six years. Bank reconciliation, payroll, VAT, Xero, Excel, month-end close.",
    "Pastry cook.",
)


@pytest.fixture(scope="module")
async def posted(api: Api) -> Posted:
    posted = await api.published()
    for cv in CVS:
        await api.applied(posted, cv)
    await api.work()
    return posted


async def required(api: Api, posted: Posted) -> list[str]:
    post = (await api.data(REQUIREMENTS, {"id": posted.id}, token=posted.token))["post"]
    return [requirement["id"] for requirement in post["requirements"]]


async def test_without_any_requirement_everybody_qualifies(api: Api, posted: Posted) -> None:
    every = await required(api, posted)
    given = {"post": posted.id, "without": every}
    simulated = (await api.data(SIMULATE, given, token=posted.token))["simulateRequirements"]
    assert simulated["qualifiedBefore"] < simulated["qualifiedAfter"] == len(CVS)
    assert simulated["topTenOverlap"] == 1.0


async def test_without_nothing_changes_nothing(api: Api, posted: Posted) -> None:
    given: dict[str, object] = {"post": posted.id, "without": []}
    simulated = (await api.data(SIMULATE, given, token=posted.token))["simulateRequirements"]
    assert simulated["qualifiedBefore"] == simulated["qualifiedAfter"]


async def test_ids_of_other_things_are_refused(api: Api, posted: Posted) -> None:
    other = await api.published()
    foreign = await required(api, other)
    for without in ([posted.id], foreign[:1], ["nonsense"]):
        given = {"post": posted.id, "without": without}
        assert await api.code(SIMULATE, given, token=posted.token) == "BAD_USER_INPUT"
    given = {"post": posted.id, "without": []}
    assert await api.code(SIMULATE, given, token=other.token) == "NOT_FOUND"
    assert await api.code(SIMULATE, given) == "UNAUTHENTICATED"
