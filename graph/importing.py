"""importApplicants: many CVs at once, read by one job."""

import strawberry

from graph.applicants import Applicant
from graph.context import Info
from graph.errors import UserError, not_implemented
from graph.jobs import Job


@strawberry.input
class ImportedApplicant:
    name: str
    email: str | None = None
    cv_text: str | None = None
    upload_id: strawberry.ID | None = None


@strawberry.type
class ImportApplicantsPayload:
    applicants: list[Applicant] = strawberry.field(default_factory=list)
    job: Job | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ImportMutation:
    @strawberry.mutation
    async def import_applicants(
        self,
        info: Info,
        post_id: strawberry.ID,  # noqa: ARG002 - the contract's
        applicants: list[ImportedApplicant],  # noqa: ARG002
    ) -> ImportApplicantsPayload:
        info.context.recruiter()
        raise not_implemented("importApplicants")
