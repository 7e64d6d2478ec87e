"""eraseApplicant: by the recruiter, or by the applicant in person."""

import uuid

import strawberry
from sqlalchemy.exc import OperationalError

from db.erasing import Erased, erase, was_erased
from db.progress import job_stream, ranking_stream
from graph.context import Caller, Context, Info
from graph.errors import UserError, answered, not_found, unauthenticated
from graph.ids import key_of

_TRIES = 3
"""A job with many applicants to store may hold a lock for longer than a statement waits."""


@strawberry.type
class ErasePayload:
    erased: bool = False
    user_errors: list[UserError] = strawberry.field(default_factory=list)


async def _erase(context: Context, applicant_id: str) -> ErasePayload:
    key, caller = key_of("Applicant", applicant_id), context.caller
    if caller is None:
        raise unauthenticated()
    if key is None or not context.may_see_applicant(key, caller.workspace_id):
        raise not_found("applicant", "applicantId")
    for further in reversed(range(_TRIES)):
        try:
            return await _erase_once(context, caller, key)
        except OperationalError:
            if not further:
                raise
    raise AssertionError


async def _erase_once(context: Context, caller: Caller, key: uuid.UUID) -> ErasePayload:
    why = "asked for by the applicant" if caller.applicant_id else "asked for by a recruiter"
    async with context.sessions.begin() as session:
        erased = await session.run_sync(
            erase, key, caller.workspace_id, actor=caller.actor, why=why
        )
        gone = erased is not None or await session.run_sync(was_erased, key, caller.workspace_id)
    if not gone:
        raise not_found("applicant", "applicantId")
    if erased is not None:
        await _drop_streams(context, erased)
    return ErasePayload(erased=True)


async def _drop_streams(context: Context, erased: Erased) -> None:
    """Drop the progress of the jobs that are gone, and let open boards look again."""
    await context.hub.drop(job_stream(job_id) for job_id in erased.job_ids)
    await context.hub.ring(ranking_stream(erased.post_id))


@strawberry.type
class EraseMutation:
    @strawberry.mutation
    async def erase_applicant(self, info: Info, applicant_id: strawberry.ID) -> ErasePayload:
        """By the recruiter, or by the applicant with their token: CV, text, skills, scores, cache,
        queue. Asking again changes nothing.
        """
        return await answered(ErasePayload, _erase(info.context, applicant_id))
