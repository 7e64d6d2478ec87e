"""Assess applicants in bulk: load what a post asks for and what CVs hold, and score them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.base import is_among
from db.readings import readings_of
from db.rows import ApplicantRow, PostRequirementRow, RankingEntryRow, SkillProfileRow, SkillRow
from db.skills import neighbours, skills_by_ids
from db.snapshots import keep_inputs
from nlp.ranking.asked import RankedRequirement
from nlp.ranking.blinding import blind
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import READING, packed, read, unpacked, without_meaning
from nlp.ranking.scoring import Score, score_all
from nlp.roles.page import RequirementKind
from nlp.skills.found import FoundSkill
from nlp.skills.taxonomy import Skill, SkillKind
from workers.inputs import (
    Asked,
    Trace,
    digest,
    found_of,
    input_row,
    outcome_of,
    skills_content,
    tie_break_of,
    traced,
)

AT_A_TIME = 200
"""Applicants that are loaded, scored and stored together; well under a second of work."""

_TRACED = tuple(field.name for field in fields(Trace))
_UPDATED = (
    "profile_id",
    "score",
    "tie_break",
    "assessments",
    "assessed_at",
    *_TRACED,
)

_INSERTED = insert(RankingEntryRow.__table__).values(assessed_at=func.clock_timestamp())  # type: ignore[arg-type]
_STORED = _INSERTED.on_conflict_do_update(
    index_elements=["ranking_id", "generation", "applicant_id"],
    set_={name: _INSERTED.excluded[name] for name in _UPDATED},
)
"""Stores an entry; run with many at once it is compiled once, and no list of values is."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An applicant's score, which profile it was computed from, and what proves it.

    `outcome` is what `outcome_of` gives; `unkept` is a reading that was made for this score alone,
    and is stored with it.
    """

    applicant_id: uuid.UUID
    profile_id: uuid.UUID
    outcome: Sequence[Any]
    trace: Trace
    unkept: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What the scorer reads of an applicant."""

    found: Sequence[FoundSkill]
    reading: bytes
    is_kept: bool

    def profile(self) -> CandidateProfile:
        return CandidateProfile.of("", self.found, reading=unpacked(self.reading))


def assess(session: Session, applicant_ids: Iterable[uuid.UUID], asked: Asked) -> list[Scored]:
    """Score those of the applicants that have a profile and have not withdrawn."""
    people = session.execute(_people(applicant_ids)).all()
    held = _held(session, people)
    profiles = [one.profile() for _, one in held]
    scores = score_all(asked.post, profiles, weights=asked.criteria.weights)
    return [
        _scored(person, one, score, asked)
        for (person, one), score in zip(held, scores, strict=True)
    ]


def _held(session: Session, people: Sequence[Any]) -> list[tuple[Any, _Read]]:
    """Load what is held of each; whose profile was replaced meanwhile waits for their own turn."""
    ids = [person.profile_id for person in people]
    found = found_of(session, ids)
    kept = _readings(session, ids)
    texts = _texts(session, [one.id for one in people if one.profile_id not in kept])
    profile = SkillProfileRow.id
    present = set(session.scalars(select(profile).where(is_among(profile, ids))))
    return [
        (one, _read(found[one.profile_id], kept.get(one.profile_id), texts.get(one.id)))
        for one in people
        if one.profile_id in present
    ]


def _read(found: Sequence[FoundSkill], kept: bytes | None, text: str | None) -> _Read:
    """A CV without a stored reading in the present form is read here, for its words alone."""
    if kept is not None:
        return _Read(found, kept, is_kept=True)
    return _Read(found, packed(read(blind(text or ""), without_meaning)), is_kept=False)


def _texts(session: Session, applicant_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    if not applicant_ids:
        return {}
    texts = select(ApplicantRow.id, ApplicantRow.cv_text)
    rows = session.execute(texts.where(ApplicantRow.id.in_(applicant_ids)))
    return {row.id: row.cv_text for row in rows}


def _scored(person: Any, held: _Read, score: Score, asked: Asked) -> Scored:
    outcome = outcome_of(score, tie_break_of(score, person.id))
    trace = traced(
        person.salt,
        asked.digest,
        skills=digest(skills_content(held.found)),
        reading=digest(held.reading),
        pipeline=person.model,
        outcome=outcome,
    )
    unkept = None if held.is_kept else held.reading
    return Scored(person.id, person.profile_id, outcome, trace, unkept)


def _readings(session: Session, profile_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    rows = session.execute(readings_of(profile_ids, READING))
    return {row.profile_id: row.content for row in rows}


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
    shared = {
        "ranking_id": ranking_id,
        "generation": generation,
        "workspace_id": workspace_id,
    }
    present = [one for one in scored if one.applicant_id in there]
    if not present:
        return
    session.execute(_STORED, [shared | _entry(one) for one in present])
    unkept = [
        input_row(one.applicant_id, workspace_id, one.unkept) for one in present if one.unkept
    ]
    keep_inputs(session, unkept)


def _entry(one: Scored) -> dict[str, Any]:
    score, tie_break, assessments = one.outcome
    return {
        "applicant_id": one.applicant_id,
        "profile_id": one.profile_id,
        "score": score,
        "tie_break": tie_break,
        "assessments": assessments,
        **{name: getattr(one.trace, name) for name in _TRACED},
    }


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
    profile = SkillProfileRow
    return (
        select(
            ApplicantRow.id,
            ApplicantRow.salt,
            profile.id.label("profile_id"),
            profile.model,
        )
        .join(profile, profile.applicant_id == ApplicantRow.id)
        .where(is_among(ApplicantRow.id, applicant_ids), ApplicantRow.status != "WITHDRAWN")
        .order_by(ApplicantRow.id)
    )


def _still_there(session: Session, scored: Sequence[Scored]) -> set[uuid.UUID]:
    """Give the applicants that nobody has erased meanwhile, and keep them until the commit."""
    ids = (one.applicant_id for one in scored)
    rows = select(ApplicantRow.id).where(is_among(ApplicantRow.id, ids))
    return set(session.scalars(rows.with_for_update(read=True, key_share=True)))


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
