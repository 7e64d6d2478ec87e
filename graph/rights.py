"""What applicants may do with their own token: see, correct, withdraw, take everything along."""

from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.scalars import JSON

from db.applicants import applicant_by_id, corrections_of, store_correction
from db.audit import Action, salted
from db.fairness import answers_of
from db.jobs import NewJob
from db.portability import everything_of
from db.ranking import entry_of, ranking_of
from db.rows import ApplicantRow, SkillCorrectionRow
from db.withdrawing import withdraw
from graph.applicants import Applicant
from graph.auditing import log_deed, log_withdrawal
from graph.context import Caller, Context, Info
from graph.corrections import CorrectionKind, SkillCorrection
from graph.enqueuing import enqueue
from graph.errors import UserError, UserErrorCode, answered, not_found, refused
from graph.fairness import VolunteeredAnswers, applicant_calling
from graph.jobs import Job
from graph.post_inputs import MAX_LINE, is_storable
from graph.ranking import Assessment
from graph.reading import one_or_none
from graph.roles import Requirement

MAX_WORDS = 500
MAX_CV = 225_000
"""Characters of a CV with everything that was added to it."""

MAX_CORRECTIONS = 50


@strawberry.input
class CorrectSkillInput:
    kind: CorrectionKind
    name: str = strawberry.field(description="The skill as the profile names it, or a further one.")
    words: str = strawberry.field(
        default="", description="MISSING: what you did with it, in a sentence of your own."
    )


@strawberry.type
class CorrectSkillPayload:
    correction: SkillCorrection | None = None
    job: Job | None = strawberry.field(
        default=None, description="Reads the CV again; then the applicant is assessed anew."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class WithdrawPayload:
    applicant: Applicant | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type(description="An application as the applicant sees it.")
class MyApplication:
    row: strawberry.Private[ApplicantRow]

    @strawberry.field
    def applicant(self) -> Applicant:
        return Applicant(row=self.row)

    @strawberry.field
    async def criteria(self, info: Info) -> list[Requirement]:
        """What the post asks for: each is assessed, and nothing else."""
        rows = await info.context.loaders.requirements_of_post.load(self.row.post_id)
        return [Requirement(row=row) for row in rows]

    @strawberry.field
    async def assessments(self, info: Info) -> list[Assessment]:
        """What was found for each criterion, with its quotations; empty before the ranking."""
        context, row = info.context, self.row
        ranking = await one_or_none(context, ranking_of(row.post_id, row.workspace_id))
        if ranking is None:
            return []
        async with context.reading() as session:
            statement = entry_of(ranking.id, ranking.generation, row.id)
            entry = (await session.execute(statement)).one_or_none()
        return await self._assessed(context, entry.assessments if entry else [])

    async def _assessed(self, context: Context, stored: list[dict[str, Any]]) -> list[Assessment]:
        rows = await context.loaders.requirements_of_post.load(self.row.post_id)
        asked = {str(row.id): row for row in rows}
        return [
            Assessment(stored=own, applicant=self.row, requirement=Requirement(row=asked[key]))
            for own in stored
            if (key := own["requirement_id"]) in asked
        ]

    @strawberry.field
    async def volunteered(self, info: Info) -> VolunteeredAnswers:
        return VolunteeredAnswers.of(await one_or_none(info.context, answers_of(self.row.id)))

    @strawberry.field
    async def export(self, info: Info) -> JSON:
        """Every stored row about the applicant, by table; files in Base64."""
        async with info.context.sessions() as session:
            return JSON(await session.run_sync(everything_of, self.row.id))


async def _own_row(session: AsyncSession, caller: Caller, *, lock: bool = False) -> ApplicantRow:
    assert caller.applicant_id is not None  # noqa: S101 - checked by applicant_calling
    statement = applicant_by_id(caller.applicant_id, caller.workspace_id)
    row = await session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if row is None:
        raise not_found("application")
    return row


async def _correct(context: Context, given: CorrectSkillInput) -> CorrectSkillPayload:
    caller = applicant_calling(context)
    name, words = _checked(given)
    async with context.sessions.begin() as session:
        row = await _own_row(session, caller, lock=True)
        earlier = (await session.scalars(corrections_of([row.id]))).all()
        _check_state(row, earlier, name)
        if given.kind is CorrectionKind.MISSING:
            _add_words(row, name, words)
        stored = {"name": name, "kind": given.kind.value, "words": words}
        await session.execute(store_correction(row.id, row.workspace_id, **stored))
        job = await enqueue(session, NewJob(row.workspace_id, "SKILL_EXTRACTION", row.id))
        correction = await session.get_one(SkillCorrectionRow, (row.id, name))
        facts = {"kind": given.kind.value, "said": salted(row.salt, f"{name}: {words}")}
        await log_deed(context, session, Action.CORRECTION, row.id, facts)
    return CorrectSkillPayload(correction=SkillCorrection.of(correction), job=Job(row=job))


def _checked(given: CorrectSkillInput) -> tuple[str, str]:
    name, words = " ".join(given.name.split()), " ".join(given.words.split())
    if not name or len(name) > MAX_LINE or not is_storable(name):
        raise refused(f"Name the skill in 1 to {MAX_LINE} characters.", "input", "name")
    if len(words) > MAX_WORDS or not is_storable(words):
        raise refused(f"Say it in at most {MAX_WORDS} characters.", "input", "words")
    if given.kind is CorrectionKind.MISSING and not words:
        raise refused("Say in a sentence what you did with it.", "input", "words")
    return name, words


def _check_state(row: ApplicantRow, earlier: Any, name: str) -> None:
    if row.status == "WITHDRAWN":
        raise refused("The application is withdrawn.", code=UserErrorCode.CONFLICT)
    if len(earlier) >= MAX_CORRECTIONS and name not in {own.name for own in earlier}:
        message = f"An application holds at most {MAX_CORRECTIONS} corrections."
        raise refused(message, code=UserErrorCode.TOO_LARGE)


def _add_words(row: ApplicantRow, name: str, words: str) -> None:
    """Put the statement after the CV, where it is read and quoted like the rest of it."""
    if row.cv_text is None:
        message = "Your CV has not been read yet: try again once it is."
        raise refused(message, code=UserErrorCode.CONFLICT)
    text = f"{row.cv_text}\n\nAdded by the applicant:\n{name}: {words}\n"
    if len(text) > MAX_CV:
        message = f"The CV would have more than {MAX_CV} characters."
        raise refused(message, "input", "words", code=UserErrorCode.TOO_LARGE)
    row.cv_text = text


async def _withdraw(context: Context) -> WithdrawPayload:
    caller = applicant_calling(context)
    assert caller.applicant_id is not None  # noqa: S101 - just checked
    async with context.sessions.begin() as session:
        changed = await session.run_sync(withdraw, caller.applicant_id)
        row = await _own_row(session, caller)
        if changed:
            await log_withdrawal(context, session, row)
    return WithdrawPayload(applicant=Applicant(row=row))


@strawberry.type
class RightsQuery:
    @strawberry.field
    async def my_application(self, info: Info) -> MyApplication | None:
        """The application whose token the caller holds; null for any other caller."""
        caller = info.context.caller
        if caller is None or caller.applicant_id is None:
            return None
        row = await one_or_none(
            info.context, applicant_by_id(caller.applicant_id, caller.workspace_id)
        )
        return MyApplication(row=row) if row else None


@strawberry.type
class RightsMutation:
    @strawberry.mutation
    async def correct_skill(
        self,
        info: Info,
        input: CorrectSkillInput,  # noqa: A002 - the contract's name
    ) -> CorrectSkillPayload:
        """Say that a skill found in your CV is wrong, or that one is missing, with an applicant's
        token. It is kept as your own statement, shown to recruiters as that, and you are assessed
        anew. A wrong skill no longer counts; your words about a missing one are read with the CV.
        """
        return await answered(CorrectSkillPayload, _correct(info.context, input))

    @strawberry.mutation
    async def withdraw_application(self, info: Info) -> WithdrawPayload:
        """Leave the ranking, with an applicant's token; `eraseApplicant` removes everything."""
        return await answered(WithdrawPayload, _withdraw(info.context))
