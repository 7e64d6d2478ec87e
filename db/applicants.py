"""Statements about applicants and the skills found in their CVs."""

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, select

from db.listing import Listing
from db.rows import ApplicantRow, ExtractedSkillRow, SkillProfileRow

FINAL_STATUSES = ("REJECTED", "HIRED", "WITHDRAWN")


def applicant_by_id(applicant_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[ApplicantRow]:
    return select(ApplicantRow).where(
        ApplicantRow.id == applicant_id, ApplicantRow.workspace_id == workspace_id
    )


def profiles_of(applicant_ids: Iterable[uuid.UUID]) -> Select[SkillProfileRow]:
    return select(SkillProfileRow).where(SkillProfileRow.applicant_id.in_(set(applicant_ids)))


def found_skills(profile_ids: Iterable[uuid.UUID]) -> Select[ExtractedSkillRow]:
    """Select the skills of profiles, in the order in which they were found."""
    return (
        select(ExtractedSkillRow)
        .where(ExtractedSkillRow.profile_id.in_(set(profile_ids)))
        .order_by(ExtractedSkillRow.profile_id, ExtractedSkillRow.position)
    )


def applicants_of_post(post_id: uuid.UUID) -> Listing:
    """List the applicants of a post in the order in which they came."""
    statement = select(ApplicantRow).where(ApplicantRow.post_id == post_id)
    return Listing(statement, (ApplicantRow.submitted_at, ApplicantRow.id))
