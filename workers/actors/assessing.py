"""Assess applicants in bulk: load what a post asks for and what CVs hold, and score them."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.applicants import found_skills
from db.readings import readings_of
from db.rows import (
    ApplicantRow,
    ExtractedSkillRow,
    PostRequirementRow,
    RankingEntryRow,
    SkillProfileRow,
    SkillRow,
)
from db.skills import neighbours, skills_by_ids
from nlp.ranking.asked import RankedPost, RankedRequirement
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import READING, Reading, unpacked
from nlp.ranking.scoring import Assessment, Score, score_all
from nlp.roles.page import RequirementKind
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.languages import LanguageLevel
from nlp.skills.taxonomy import Skill, SkillKind

AT_A_TIME = 200
"""Applicants that are loaded, scored and stored together; well under a second of work."""

_UPDATED = ("profile_id", "score", "tie_break", "assessments", "assessed_at")


@dataclass(frozen=True, slots=True)
class Scored:
    """An applicant's score, and which profile it was computed from."""

    applicant_id: uuid.UUID
    profile_id: uuid.UUID
    score: Score


def assess(session: Session, applicant_ids: Iterable[uuid.UUID], post: RankedPost) -> list[Scored]:
    """Score those of the applicants that have a profile and have not withdrawn."""
    people = session.execute(_people(applicant_ids)).all()
    found: dict[uuid.UUID, list[ExtractedSkillRow]] = defaultdict(list)
    for row in session.scalars(found_skills(person.profile_id for person in people)):
        found[row.profile_id].append(row)
    slugs = _slugs(session, {row.skill_id for rows in found.values() for row in rows})
    read = _readings(session, (person.profile_id for person in people))
    profiles = [
        _candidate(person.cv_text, found[person.profile_id], slugs, read.get(person.profile_id))
        for person in people
    ]
    scores = score_all(post, profiles)
    return [
        Scored(person.id, person.profile_id, score)
        for person, score in zip(people, scores, strict=True)
    ]


def _readings(session: Session, profile_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Reading]:
    rows = session.execute(readings_of(profile_ids, READING))
    return {row.profile_id: unpacked(row.content) for row in rows}


def store(
    session: Session,
    scored: Sequence[Scored],
    *,
    ranking_id: uuid.UUID,
    generation: int,
    workspace_id: uuid.UUID,
) -> None:
    """Insert or update the entries of a generation; an override of a person's stays."""
    there = _still_there(session, scored)
    values = [
        {
            "ranking_id": ranking_id,
            "generation": generation,
            "applicant_id": one.applicant_id,
            "workspace_id": workspace_id,
            "profile_id": one.profile_id,
            "score": one.score.total,
            "tie_break": f"{one.score.tie_break}-{_last_resort(one.applicant_id)}",
            "assessments": [_stored(a) for a in one.score.assessments],
            "assessed_at": func.clock_timestamp(),
        }
        for one in scored
        if one.applicant_id in there
    ]
    if not values:
        return
    statement = insert(RankingEntryRow).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["ranking_id", "generation", "applicant_id"],
            set_={name: statement.excluded[name] for name in _UPDATED},
        )
    )


def requirements_of(session: Session, post_id: uuid.UUID) -> list[RankedRequirement]:
    """Load what a post asks for, with the neighbours of each skill."""
    rows = session.scalars(
        select(PostRequirementRow)
        .where(PostRequirementRow.post_id == post_id)
        .order_by(PostRequirementRow.position)
    ).all()
    wanted = {skill_id for row in rows for skill_id in row.skill_ids}
    near: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for one, other in session.execute(neighbours(wanted)):
        near[one].add(other)
        near[other].add(one)
    entries = _taxonomy(session, wanted.union(*near.values()))
    return [_requirement(row, near, entries) for row in rows]


def _people(applicant_ids: Iterable[uuid.UUID]) -> Any:
    return (
        select(ApplicantRow.id, ApplicantRow.cv_text, SkillProfileRow.id.label("profile_id"))
        .join(SkillProfileRow, SkillProfileRow.applicant_id == ApplicantRow.id)
        .where(ApplicantRow.id.in_(set(applicant_ids)), ApplicantRow.status != "WITHDRAWN")
        .order_by(ApplicantRow.id)
    )


def _still_there(session: Session, scored: Sequence[Scored]) -> set[uuid.UUID]:
    """Give the applicants that nobody has erased meanwhile, and keep them until the commit."""
    rows = select(ApplicantRow.id).where(ApplicantRow.id.in_({s.applicant_id for s in scored}))
    return set(session.scalars(rows.with_for_update(read=True, key_share=True)))


def _last_resort(applicant_id: uuid.UUID) -> str:
    """Tell CVs apart that are equal to the letter; a digest follows neither arrival nor id."""
    return hashlib.sha256(applicant_id.bytes).hexdigest()[:12]


def _stored(assessment: Assessment) -> dict[str, Any]:
    stored = asdict(assessment)
    stored["criterion"] = assessment.criterion.value
    stored["verdict"] = assessment.verdict.value
    stored["evidence"] = [[span.start, span.end] for span in assessment.evidence]
    return stored


def _candidate(
    text: str | None,
    rows: Sequence[ExtractedSkillRow],
    slugs: dict[uuid.UUID, str],
    reading: Reading | None,
) -> CandidateProfile:
    found = [_found(row, slugs) for row in rows]
    return CandidateProfile.of(text or "", found, reading=reading)


def _found(row: ExtractedSkillRow, slugs: dict[uuid.UUID, str]) -> FoundSkill:
    return FoundSkill(
        slug=slugs.get(row.skill_id) if row.skill_id else None,
        name=row.name,
        confidence=row.confidence,
        years=row.years,
        mentions=tuple(map(_mention, row.mentions)),
        last_used=row.last_used,
        level=LanguageLevel(row.level) if row.level else None,
    )


def _mention(stored: dict[str, Any]) -> Mention:
    """Read a mention; those that an older pipeline stored tell nothing but their place."""
    last_used, level = stored.get("last_used"), stored.get("level")
    return Mention(
        start=stored["start"],
        end=stored["end"],
        negated=stored["negated"],
        years=stored.get("years"),
        last_used=date.fromisoformat(last_used) if last_used else None,
        level=LanguageLevel(level) if level else None,
    )


def _slugs(session: Session, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    rows: Sequence[SkillRow] = session.scalars(skills_by_ids(filter(None, ids))).all()
    return {row.id: row.slug for row in rows}


def _taxonomy(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Skill]:
    rows: Sequence[SkillRow] = session.scalars(skills_by_ids(ids)).all()
    return {
        row.id: Skill(row.slug, row.name, SkillKind(row.kind), tuple(row.aliases)) for row in rows
    }


def _requirement(
    row: PostRequirementRow,
    near: dict[uuid.UUID, set[uuid.UUID]],
    entries: dict[uuid.UUID, Skill],
) -> RankedRequirement:
    around = {other for skill_id in row.skill_ids for other in near[skill_id]}
    return RankedRequirement.of(
        str(row.id),
        RequirementKind(row.kind),
        row.text,
        [entries[skill_id] for skill_id in row.skill_ids if skill_id in entries],
        near={entries[other].slug for other in around if other in entries},
        min_years=row.min_years,
    )
