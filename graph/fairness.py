"""The bias audit, and the answers that applicants volunteer for it."""

from typing import Any

import strawberry

from db.fairness import answers_of, scores_and_answers, store_answers
from db.rows import VolunteeredAnswerRow
from graph.context import Caller, Context, Info
from graph.errors import UserError, answered, forbidden, graphql_error, unauthenticated
from graph.posts import find_post
from nlp.fairness.answers import Assessed, Dimension, RaceEthnicity, Sex
from nlp.fairness.impact import GroupRate, Table, audit

strawberry.enum(Sex, name="SexAnswer", description="The categories of the form EEO-1.")
strawberry.enum(
    RaceEthnicity,
    name="RaceEthnicityAnswer",
    description="The categories of the form EEO-1; all but the first read "
    '"not Hispanic or Latino".',
)
strawberry.enum(Dimension, name="BiasDimensionKind")


@strawberry.type
class BiasGroup:
    rate: strawberry.Private[GroupRate]

    @strawberry.field
    def dimension(self) -> str:
        """SEX, RACE_ETHNICITY or SEX_AND_RACE_ETHNICITY."""
        return self.rate.dimension.value

    @strawberry.field
    def group(self) -> str:
        """A category of the form EEO-1: FEMALE, ASIAN, FEMALE × ASIAN."""
        return self.rate.group

    @strawberry.field
    def applicants(self) -> int:
        """Five or more: smaller groups are withheld."""
        return self.rate.applicants

    @strawberry.field
    def scoring_rate(self) -> float | None:
        """Share of the group above the sample's median score."""
        return self.rate.scoring_rate

    @strawberry.field
    def impact_ratio(self) -> float | None:
        """The group's scoring rate over the highest one; null where it was left out of ratios."""
        return self.rate.impact_ratio

    @strawberry.field
    def below_four_fifths(self) -> bool | None:
        return self.rate.below_four_fifths


@strawberry.type
class BiasDimension:
    table: strawberry.Private[Table]

    @strawberry.field
    def dimension(self) -> Dimension:
        return self.table.dimension

    @strawberry.field
    def withheld(self) -> int:
        """Applicants in groups that are not shown: groups of fewer than five, and those by which
        such a group could be found by subtraction.
        """
        return self.table.withheld

    @strawberry.field
    def unknown(self) -> int:
        """Applicants who did not give an answer that this table needs."""
        return self.table.unknown


@strawberry.type(
    description="NYC Local Law 144 style tables over volunteered, separately kept answers. The "
    "sample is every applicant in the present ranking. Not the independent audit that the law asks "
    "for."
)
class BiasAudit:
    tables: strawberry.Private[tuple[Table, ...]]
    unknown: int = strawberry.field(description="Applicants who answered nothing.")

    @strawberry.field
    def groups(self) -> list[BiasGroup]:
        return [BiasGroup(rate=own) for table in self.tables for own in table.groups]

    @strawberry.field
    def dimensions(self) -> list[BiasDimension]:
        """Who is in no group, dimension by dimension."""
        return [BiasDimension(table=table) for table in self.tables]


@strawberry.type(description="What an applicant volunteered; nobody else is shown it.")
class VolunteeredAnswers:
    sex: Sex | None = None
    race_ethnicity: RaceEthnicity | None = None

    @classmethod
    def of(cls, row: VolunteeredAnswerRow | None) -> "VolunteeredAnswers":
        if row is None:
            return cls()
        return cls(
            sex=Sex(row.sex) if row.sex else None,
            race_ethnicity=RaceEthnicity(row.race_ethnicity) if row.race_ethnicity else None,
        )


@strawberry.type
class VolunteerPayload:
    answers: VolunteeredAnswers | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def applicant_calling(context: Context) -> Caller:
    """Give a caller who holds an applicant's token; raise UNAUTHENTICATED or FORBIDDEN."""
    caller = context.caller
    if caller is None:
        raise unauthenticated()
    if caller.applicant_id is None:
        raise forbidden("an applicant's own token")
    return caller


async def _audit(context: Context, post_id: str, *, leave_out_small: bool) -> BiasAudit:
    context.recruiter()
    post = await find_post(context, post_id)
    if post is None:
        raise graphql_error("NOT_FOUND", "There is no such post.")
    async with context.reading() as session:
        rows = (await session.execute(scores_and_answers(post.row.id))).all()
    sample = [_assessed(row) for row in rows]
    silent = sum(one.sex is None and one.race_ethnicity is None for one in sample)
    return BiasAudit(tables=audit(sample, leave_out_small=leave_out_small), unknown=silent)


def _assessed(row: Any) -> Assessed:
    return Assessed(
        score=row.score,
        sex=Sex(row.sex) if row.sex else None,
        race_ethnicity=RaceEthnicity(row.race_ethnicity) if row.race_ethnicity else None,
    )


async def _volunteer(
    context: Context, sex: Sex | None, race_ethnicity: RaceEthnicity | None
) -> VolunteerPayload:
    caller = applicant_calling(context)
    assert caller.applicant_id is not None  # noqa: S101 - just checked
    statement = store_answers(
        caller.applicant_id, caller.workspace_id, sex=sex, race_ethnicity=race_ethnicity
    )
    async with context.sessions.begin() as session:
        await session.execute(statement)
        row = await session.scalar(answers_of(caller.applicant_id))
    return VolunteerPayload(answers=VolunteeredAnswers.of(row))


@strawberry.type
class FairnessQuery:
    @strawberry.field
    async def bias_audit(
        self,
        info: Info,
        post_id: strawberry.ID,
        leave_out_under_two_percent: bool = False,
    ) -> BiasAudit:
        """How groups of applicants score, for recruiters. `leaveOutUnderTwoPercent` takes groups
        under 2 % of the sample out of the ratios, as the law lets an auditor do.
        """
        return await _audit(info.context, post_id, leave_out_small=leave_out_under_two_percent)


@strawberry.type
class FairnessMutation:
    @strawberry.mutation
    async def volunteer_answers(
        self,
        info: Info,
        sex: Sex | None = None,
        race_ethnicity: RaceEthnicity | None = None,
    ) -> VolunteerPayload:
        """Say something about yourself for the bias audit, with an applicant's token. Voluntary;
        kept apart and never read by the ranking. It replaces earlier answers; null takes one back.
        """
        return await answered(VolunteerPayload, _volunteer(info.context, sex, race_ethnicity))
