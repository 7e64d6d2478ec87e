"""The schema: every noun's queries, mutations and subscriptions in one."""

from inspect import cleandoc
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import MaxAliasesLimiter, MaxTokensLimiter, QueryDepthLimiter
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from graph.analytics import AnalyticsQuery
from graph.applicants import Applicant, ApplicantQuery, SkillProfile
from graph.applying import ApplyMutation
from graph.deciding import DecideMutation
from graph.erasing import EraseMutation
from graph.errors import MaskFaults
from graph.exporting import Export, ExportMutation
from graph.fairness import FairnessMutation, FairnessQuery
from graph.generating import GenerateMutation
from graph.importing import ImportMutation
from graph.jobs import (
    ApplicantRanked,
    JobMutation,
    JobProgressed,
    JobQuery,
    JobStateChanged,
    JobSubscription,
    PostSectionWritten,
)
from graph.nodes import NodeQuery
from graph.posts import PostQuery
from graph.publishing import PublishMutation
from graph.ranking import Ranking, RankingSubscription
from graph.rights import RightsMutation, RightsQuery
from graph.roles import RoleQuery
from graph.scalars import SCALARS
from graph.simulating import SimulateQuery
from graph.skills import SkillQuery
from graph.workspaces import WorkspaceMutation, WorkspaceQuery

MAX_DEPTH = 12
MAX_TOKENS = 2_000
MAX_ALIASES = 30


@strawberry.type
class Query(
    NodeQuery,
    RoleQuery,
    SkillQuery,
    WorkspaceQuery,
    PostQuery,
    JobQuery,
    ApplicantQuery,
    AnalyticsQuery,
    SimulateQuery,
    FairnessQuery,
    RightsQuery,
):
    pass


@strawberry.type
class Mutation(
    GenerateMutation,
    PublishMutation,
    ApplyMutation,
    ImportMutation,
    DecideMutation,
    EraseMutation,
    FairnessMutation,
    RightsMutation,
    ExportMutation,
    JobMutation,
    WorkspaceMutation,
):
    pass


@strawberry.type
class Subscription(JobSubscription, RankingSubscription):
    pass


class _Schema(strawberry.Schema):
    """Leaves logging to MaskFaults: Strawberry would log texts of errors, which may hold a CV."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing."""


def _described(built: strawberry.Schema) -> strawberry.Schema:
    """Give each field the docstring of its resolver as its description."""
    for graphql_type in built._schema.type_map.values():
        fields: dict[str, Any] = getattr(graphql_type, "fields", {})
        for field in fields.values():
            definition = (field.extensions or {}).get("strawberry-definition")
            resolver = getattr(definition, "base_resolver", None)
            if field.description is None and resolver is not None and resolver.wrapped_func.__doc__:
                field.description = cleandoc(resolver.wrapped_func.__doc__).replace("\n", " ")
    return built


schema = _described(
    _Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[
            Applicant,
            SkillProfile,
            Ranking,
            Export,
            JobStateChanged,
            JobProgressed,
            PostSectionWritten,
            ApplicantRanked,
        ],
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[
            MaskFaults,
            lambda: QueryDepthLimiter(max_depth=MAX_DEPTH),
            lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
            lambda: MaxAliasesLimiter(max_alias_count=MAX_ALIASES),
        ],
    )
)
