"""What a score is computed from, as bytes with a digest: kept, looked up again, and proven."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.applicants import found_skills
from db.audit_chain import canonical
from db.rows import (
    ApplicantRow,
    ExtractedSkillRow,
    ProfileReadingRow,
    RankingCriteriaRow,
    SkillProfileRow,
)
from db.skills import slugs_of
from db.snapshots import keep_criteria, keep_inputs
from nlp.ranking.asked import RankedPost, RankedRequirement
from nlp.ranking.criteria import Criteria, Vectors, embedded, packed, told, unpacked
from nlp.ranking.scoring import Score
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.languages import LanguageLevel


@dataclass(frozen=True, slots=True)
class Asked:
    """A post ready to compare, with the digest of its criteria."""

    post: RankedPost
    criteria: Criteria
    digest: bytes

    @classmethod
    def of(cls, criteria: Criteria, post: RankedPost) -> "Asked":
        return cls(post, criteria, _sha256(_content(criteria).encode(), packed(criteria)))

    @property
    def told(self) -> tuple[str, tuple[RankedRequirement, ...]]:
        return self.criteria.title, self.criteria.requirements

    def keep(self, session: Session, post_id: uuid.UUID) -> None:
        """Store the criteria of the post unless they are stored already."""
        content, vectors = _content(self.criteria), packed(self.criteria)
        keep_criteria(session, post_id, digest=self.digest, content=content, vectors=vectors)


def criteria_from(row: RankingCriteriaRow) -> Criteria | None:
    """Read stored criteria; None where they are not what their digest says."""
    return unpacked(json.loads(row.content), row.vectors) if _is_genuine(row) else None


def vectors_from(row: RankingCriteriaRow, embedding: str) -> dict[str, Vectors]:
    """Give the vectors by that model out of stored criteria, none where they were touched."""
    stored = json.loads(row.content) if _is_genuine(row) else {}
    return embedded(stored, row.vectors) if stored.get("embedding") == embedding else {}


def _is_genuine(row: RankingCriteriaRow) -> bool:
    return _sha256(row.content.encode(), row.vectors) == row.digest


def _content(criteria: Criteria) -> str:
    return canonical(told(criteria)).decode()


@dataclass(frozen=True, slots=True)
class Trace:
    """Digests of what was scored, and with the applicant's salt `input` of all that, and `output`
    of `input` and the score.
    """

    criteria: bytes
    skills: bytes
    reading: bytes
    pipeline: str
    input: bytes
    output: bytes


def traced(
    salt: uuid.UUID,
    criteria: bytes,
    *,
    skills: bytes,
    reading: bytes,
    pipeline: str,
    outcome: Sequence[Any],
) -> Trace:
    """Give the digests of a score; `outcome` is what `outcome_of` gives."""
    given = _sha256(salt.bytes, criteria, skills, reading, pipeline.encode())
    output = _sha256(salt.bytes, given, canonical(outcome))
    return Trace(criteria, skills, reading, pipeline, given, output)


def outcome_of(score: Score, tie_break: str) -> list[Any]:
    """Give a score with all its parts as the digest reads it."""
    return [score.total, tie_break, stored_assessments(score)]


def stored_assessments(score: Score) -> list[dict[str, Any]]:
    """Give the parts of a score as ranking entries hold them."""
    return [
        {
            "requirement_id": own.requirement_id,
            "criterion": own.criterion.value,
            "verdict": own.verdict.value,
            "points": own.points,
            "max_points": own.max_points,
            "evidence": [[span.start, span.end] for span in own.evidence],
        }
        for own in score.assessments
    ]


def tie_break_of(score: Score, applicant_id: uuid.UUID) -> str:
    """Tell CVs apart that are equal to the letter; a digest follows neither arrival nor id."""
    return f"{score.tie_break}-{hashlib.sha256(applicant_id.bytes).hexdigest()[:12]}"


def skills_content(found: Iterable[FoundSkill]) -> bytes:
    return canonical([_listed(skill) for skill in found])


def skills_from(content: bytes) -> list[FoundSkill]:
    """Read what `skills_content` wrote."""
    return [_skill(listed) for listed in json.loads(content)]


def _listed(skill: FoundSkill) -> list[Any]:
    return [
        skill.slug,
        skill.name,
        skill.confidence,
        skill.years,
        [
            [mention.start, mention.end, mention.negated, mention.years, *_use(mention)]
            for mention in skill.mentions
        ],
        *_use(skill),
    ]


def _use(said: FoundSkill | Mention) -> tuple[str | None, str | None]:
    used, level = said.last_used, said.level
    return used.isoformat() if used else None, level.value if level else None


def _skill(listed: Sequence[Any]) -> FoundSkill:
    slug, name, confidence, years, mentions, last_used, level = listed
    return FoundSkill(
        slug=slug,
        name=name,
        confidence=confidence,
        years=years,
        mentions=tuple(_place(*own) for own in mentions),
        last_used=_date(last_used),
        level=_level(level),
    )


def _place(start: int, end: int, negated: bool, *told: Any) -> Mention:
    years, last_used, level = told
    return Mention(start, end, negated, years, _date(last_used), _level(level))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _level(text: str | None) -> LanguageLevel | None:
    return LanguageLevel(text) if text else None


_FOUND = (
    ExtractedSkillRow.profile_id,
    ExtractedSkillRow.skill_id,
    ExtractedSkillRow.name,
    ExtractedSkillRow.confidence,
    ExtractedSkillRow.years,
    ExtractedSkillRow.mentions,
    ExtractedSkillRow.last_used,
    ExtractedSkillRow.level,
)


def found_of(
    session: Session, profile_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, list[FoundSkill]]:
    """Load the skills of profiles, in the order in which they were found."""
    ids = list(profile_ids)
    rows = session.execute(found_skills(ids).with_only_columns(*_FOUND)).all()
    slugs = slugs_of(session, {row.skill_id for row in rows if row.skill_id})
    found: dict[uuid.UUID, list[FoundSkill]] = {key: [] for key in ids}
    for row in rows:
        found[row.profile_id].append(_found(row, slugs))
    return found


def _found(row: Any, slugs: dict[uuid.UUID, str]) -> FoundSkill:
    return FoundSkill(
        slug=slugs.get(row.skill_id) if row.skill_id else None,
        name=row.name,
        confidence=row.confidence,
        years=row.years,
        mentions=tuple(map(_mention, row.mentions)),
        last_used=row.last_used,
        level=_level(row.level),
    )


def _mention(stored: dict[str, Any]) -> Mention:
    """Read a mention; those that an older pipeline stored tell nothing but their place."""
    return Mention(
        start=stored["start"],
        end=stored["end"],
        negated=stored["negated"],
        years=stored.get("years"),
        last_used=_date(stored.get("last_used")),
        level=_level(stored.get("level")),
    )


def keep_profile(session: Session, applicant: ApplicantRow) -> None:
    """Keep what was scored of a profile that is about to be replaced."""
    profile = session.scalar(
        select(SkillProfileRow.id).where(SkillProfileRow.applicant_id == applicant.id)
    )
    if profile is None:
        return
    contents = [skills_content(found_of(session, [profile])[profile])]
    reading = session.get(ProfileReadingRow, profile)
    if reading is not None:
        contents.append(reading.content)
    owner = (applicant.id, applicant.workspace_id)
    keep_inputs(session, [input_row(*owner, content) for content in contents])


def input_row(applicant_id: uuid.UUID, workspace_id: uuid.UUID, content: bytes) -> dict[str, Any]:
    return {
        "applicant_id": applicant_id,
        "digest": digest(content),
        "workspace_id": workspace_id,
        "content": content,
    }


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
