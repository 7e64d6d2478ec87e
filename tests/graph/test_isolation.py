"""A token opens its own workspace: on every type, a foreign id reads as if it were not there."""

import uuid

import pytest
from graphql import GraphQLObjectType, build_schema

from graph.ids import GlobalId, global_id
from graph.nodes import FINDERS
from graph.schema import schema
from tests.client import Api, Json, Posted

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
IDS = """
query ($post: ID!, $applicant: ID!) {
  viewer { id }
  post(id: $post) { requirements { id } ranking { id } }
  applicant(id: $applicant) { skillProfile { id } }
}
"""
EXPORT = "mutation { exportApplicantSkills { job { id } } }"
EXPORTED = "query ($id: ID!) { job(id: $id) { result { ... on Export { id } } } }"
PUBLIC = {"Category", "Role", "Skill"}
PRIVATE = {
    *("Workspace", "Post", "Requirement", "Ranking", "Job", "Applicant", "SkillProfile", "Export"),
}


@pytest.fixture(scope="module")
async def theirs(api: Api) -> Posted:
    return await api.published()


@pytest.fixture(scope="module")
async def private_ids(api: Api, theirs: Posted) -> Json:
    """An id of every private type, of the other workspace."""
    made = await api.applied(theirs, "Six years of bookkeeping with Xero.")
    await api.work()
    given = {"post": theirs.id, "applicant": made["applicant"]["id"]}
    found = await api.data(IDS, given, token=theirs.token)
    job = (await api.data(EXPORT, token=theirs.token))["exportApplicantSkills"]["job"]
    await api.work()
    exported = await api.data(EXPORTED, {"id": job["id"]}, token=theirs.token)
    return {
        "Workspace": found["viewer"]["id"],
        "Post": theirs.id,
        "Requirement": found["post"]["requirements"][0]["id"],
        "Ranking": found["post"]["ranking"]["id"],
        "Job": theirs.job,
        "Applicant": made["applicant"]["id"],
        "SkillProfile": found["applicant"]["skillProfile"]["id"],
        "Export": exported["job"]["result"]["id"],
    }


@pytest.fixture(scope="module")
async def tokens(api: Api, theirs: Posted) -> dict[str, str | None]:
    """Everyone who must not see it: nobody, another recruiter, their applicant, an analyst."""
    mine = await api.published()
    applicant = await api.applied(mine, "Bookkeeping.")
    create = "mutation { createAccessToken(role: ANALYST) { token } }"
    analyst = await api.data(create, token=mine.token)
    return {
        "nobody": None,
        "recruiter": mine.token,
        "applicant": applicant["applicantToken"],
        "analyst": analyst["createAccessToken"]["token"],
    }


def test_every_node_type_has_a_case() -> None:
    built = build_schema(schema.as_str())
    nodes = {
        name
        for name, kind in built.type_map.items()
        if isinstance(kind, GraphQLObjectType) and "Node" in {i.name for i in kind.interfaces}
    }
    assert set(FINDERS) == nodes == PUBLIC | PRIVATE


@pytest.mark.parametrize("who", ["nobody", "recruiter", "applicant", "analyst"])
async def test_a_foreign_node_is_not_there(
    api: Api, private_ids: Json, tokens: dict[str, str | None], who: str
) -> None:
    for kind, own in private_ids.items():
        parsed = GlobalId.parse(own)
        assert parsed is not None
        assert parsed.kind == kind
        assert await api.data(NODE, {"id": own}, token=tokens[who]) == {"node": None}


async def test_their_own_token_opens_them(api: Api, private_ids: Json, theirs: Posted) -> None:
    for kind, own in private_ids.items():
        node = (await api.data(NODE, {"id": own}, token=theirs.token))["node"]
        assert node == {"__typename": kind, "id": own}


MUTATIONS = {
    "publishPost": "mutation ($id: ID!) { m: publishPost(postId: $id) { userErrors { code } } }",
    "closePost": "mutation ($id: ID!) { m: closePost(postId: $id) { userErrors { code } } }",
    "setBlindRanking": "mutation ($id: ID!) { m: setBlindRanking(postId: $id, blind: false) "
    "{ userErrors { code } } }",
    "rankApplicants": "mutation ($id: ID!) { m: rankApplicants(postId: $id) "
    "{ userErrors { code } } }",
    "regenerateSection": "mutation ($id: ID!) { m: regenerateSection(postId: $id, section: HOOK) "
    "{ userErrors { code } } }",
    "editPost": 'mutation ($id: ID!) { m: editPost(input: {postId: $id, section: HOOK, body: "x"}) '
    "{ userErrors { code } } }",
    "cancelJob": "mutation ($id: ID!) { m: cancelJob(jobId: $id) { userErrors { code } } }",
    "resumeReading": "mutation ($id: ID!) { m: resumeReading(jobId: $id) { userErrors { code } } }",
    "decide": 'mutation ($id: ID!) { m: decide(applicantId: $id, status: REJECTED, reason: "x") '
    "{ userErrors { code } } }",
    "overrideRank": "mutation ($id: ID!) { m: overrideRank(applicantId: $id, position: 1, "
    'reason: "x") { userErrors { code } } }',
    "eraseApplicant": "mutation ($id: ID!) { m: eraseApplicant(applicantId: $id) "
    "{ userErrors { code } } }",
    "importApplicants": "mutation ($id: ID!) { m: importApplicants(postId: $id, "
    'applicants: [{name: "x", cvText: "x"}]) { userErrors { code } } }',
    "revokeAccessToken": "mutation ($id: ID!) { m: revokeAccessToken(tokenId: $id) "
    "{ userErrors { code } } }",
}
_SUBJECT = {
    "cancelJob": "Job",
    "resumeReading": "Job",
    "decide": "Applicant",
    "overrideRank": "Applicant",
    "eraseApplicant": "Applicant",
}
OPEN = {"generatePost", "submitApplication", "createAccessToken", "exportApplicantSkills"}


def test_every_mutation_has_a_case() -> None:
    mutation = build_schema(schema.as_str()).mutation_type
    assert mutation is not None
    assert set(mutation.fields) == set(MUTATIONS) | set(ABOUT_ONESELF) | OPEN


@pytest.mark.parametrize("name", MUTATIONS)
async def test_a_foreign_id_cannot_be_changed_and_reads_like_one_that_is_not_there(
    api: Api, private_ids: Json, tokens: dict[str, str | None], name: str
) -> None:
    foreign = private_ids[_SUBJECT.get(name, "Post")]
    if name == "revokeAccessToken":
        foreign = await self_token(api, private_ids)
    parsed = GlobalId.parse(foreign)
    assert parsed is not None
    random = global_id(parsed.kind, uuid.UUID(int=17))
    answers = [
        await api.data(MUTATIONS[name], {"id": key}, token=tokens["recruiter"])
        for key in (foreign, random)
    ]
    assert answers == [{"m": {"userErrors": [{"code": "NOT_FOUND"}]}}] * 2
    assert await api.code(MUTATIONS[name], {"id": foreign}) == "UNAUTHENTICATED"
    if name != "eraseApplicant":
        for who in ("applicant", "analyst"):
            code = await api.code(MUTATIONS[name], {"id": foreign}, token=tokens[who])
            assert code == "FORBIDDEN"


async def self_token(api: Api, private_ids: Json) -> str:
    """Make a token of a third workspace and give its id."""
    other = await api.published()
    create = "mutation { createAccessToken(role: RECRUITER) { tokenId } }"
    made = await api.data(create, token=other.token)
    return str(made["createAccessToken"]["tokenId"])


async def test_a_revoked_token_opens_nothing_at_once(api: Api, theirs: Posted) -> None:
    create = "mutation { createAccessToken(role: RECRUITER) { token tokenId } }"
    made = (await api.data(create, token=theirs.token))["createAccessToken"]
    revoke = MUTATIONS["revokeAccessToken"]
    assert (await api.data("{ viewer { id } }", token=made["token"]))["viewer"]
    await api.data(revoke, {"id": made["tokenId"]}, token=theirs.token)
    assert (await api.send("{ viewer { id } }", token=made["token"])).status_code == 401


async def test_an_expired_token_opens_nothing(api: Api, theirs: Posted) -> None:
    create = (
        'mutation { createAccessToken(role: ANALYST, expiresAt: "%s") { userErrors { field } } }'
    )
    past = await api.data(create % "2020-01-01T00:00:00Z", token=theirs.token)
    assert past["createAccessToken"]["userErrors"] == [{"field": ["expiresAt"]}]


@pytest.mark.parametrize(
    "field",
    ["skillSupply { totalCount }", "skillPairs { applicants }"],
)
async def test_aggregates_count_the_caller_s_own_alone(
    api: Api, tokens: dict[str, str | None], theirs: Posted, field: str
) -> None:
    assert await api.code(f"{{ {field} }}") == "UNAUTHENTICATED"
    assert await api.code(f"{{ {field} }}", token=tokens["applicant"]) == "FORBIDDEN"
    scope = "query ($p: [ID!]) { skillSupply(filter: {posts: $p}) { applicantsInScope } }"
    data = await api.data(scope, {"p": [theirs.id]}, token=tokens["recruiter"])
    assert data["skillSupply"]["applicantsInScope"] == 0


async def test_an_export_takes_the_caller_s_own_alone(
    api: Api, tokens: dict[str, str | None], theirs: Posted
) -> None:
    export = """
    mutation ($p: [ID!]) {
      exportApplicantSkills(filter: {posts: $p}) { job { id } userErrors { field } }
    }
    """
    data = await api.data(export, {"p": [theirs.id]}, token=tokens["recruiter"])
    assert data["exportApplicantSkills"] == {"job": None, "userErrors": [{"field": ["filter"]}]}


async def test_a_foreign_post_has_no_bias_audit(
    api: Api, theirs: Posted, tokens: dict[str, str | None]
) -> None:
    query = "query ($id: ID!) { biasAudit(postId: $id) { unknown } }"
    given = {"id": theirs.id}
    assert await api.code(query, given, token=tokens["recruiter"]) == "NOT_FOUND"
    assert await api.code(query, given) == "UNAUTHENTICATED"
    for who in ("applicant", "analyst"):
        assert await api.code(query, given, token=tokens[who]) == "FORBIDDEN"


ABOUT_ONESELF = {
    "volunteerAnswers": "mutation { m: volunteerAnswers { userErrors { code } } }",
    "correctSkill": 'mutation { m: correctSkill(input: {kind: WRONG, name: "Xero"}) '
    "{ userErrors { code } } }",
    "withdrawApplication": "mutation { m: withdrawApplication { userErrors { code } } }",
}


@pytest.mark.parametrize("name", ABOUT_ONESELF)
async def test_only_an_applicant_speaks_for_themselves(
    api: Api, tokens: dict[str, str | None], name: str
) -> None:
    assert await api.code(ABOUT_ONESELF[name]) == "UNAUTHENTICATED"
    for who in ("recruiter", "analyst"):
        assert await api.code(ABOUT_ONESELF[name], token=tokens[who]) == "FORBIDDEN"
    assert await api.data(ABOUT_ONESELF[name], token=tokens["applicant"]) == {
        "m": {"userErrors": []}
    }


async def test_only_an_applicant_has_an_application_of_their_own(
    api: Api, tokens: dict[str, str | None]
) -> None:
    query = "{ myApplication { applicant { id } export } }"
    for who in ("nobody", "recruiter", "analyst"):
        assert await api.data(query, token=tokens[who]) == {"myApplication": None}
