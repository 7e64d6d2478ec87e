"""Statements about applicants and the skills found in their CVs."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert

from db.base import is_among
from db.listing import Listing
from db.rows import ApplicantRow, ExtractedSkillRow, SkillCorrectionRow, SkillProfileRow

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
        .where(is_among(ExtractedSkillRow.profile_id, profile_ids))
        .order_by(ExtractedSkillRow.profile_id, ExtractedSkillRow.position)
    )


def applicants_of_post(post_id: uuid.UUID) -> Listing:
    """List the applicants of a post in the order in which they came."""
    statement = select(ApplicantRow).where(ApplicantRow.post_id == post_id)
    return Listing(statement, (ApplicantRow.submitted_at, ApplicantRow.id))


def corrections_of(applicant_ids: Iterable[uuid.UUID]) -> Select[SkillCorrectionRow]:
    return (
        select(SkillCorrectionRow)
        .where(SkillCorrectionRow.applicant_id.in_(set(applicant_ids)))
        .order_by(SkillCorrectionRow.stated_at, SkillCorrectionRow.name)
    )


def disowned_skills(applicant_id: uuid.UUID) -> Select[str]:
    """Select the names, folded to lower case, of skills that the applicant says are wrong."""
    correction = SkillCorrectionRow
    return select(func.lower(correction.name)).where(
        correction.applicant_id == applicant_id, correction.kind == "WRONG"
    )


def store_correction(
    applicant_id: uuid.UUID, workspace_id: uuid.UUID, *, name: str, kind: str, words: str
) -> Any:
    """Store a statement in place of an earlier one about the same skill."""
    said = {"kind": kind, "words": words, "stated_at": func.clock_timestamp()}
    return (
        insert(SkillCorrectionRow)
        .values(applicant_id=applicant_id, workspace_id=workspace_id, name=name, **said)
        .on_conflict_do_update(index_elements=["applicant_id", "name"], set_=said)
    )


def imported(import_id: uuid.UUID) -> Select[ApplicantRow]:
    """Select the applicants that one call of importApplicants brought, in its order."""
    return select(ApplicantRow).where(ApplicantRow.import_id == import_id).order_by(ApplicantRow.id)


def unread_of_import(import_id: uuid.UUID) -> Select[uuid.UUID]:
    """Select the ids of imported applicants whose CV nobody has read yet."""
    return (
        select(ApplicantRow.id)
        .where(ApplicantRow.import_id == import_id, ApplicantRow.status == "RECEIVED")
        .order_by(ApplicantRow.id)
    )
