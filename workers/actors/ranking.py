"""Assess applicants against their post and place them in its ranking."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.applicants import applicant_by_id, found_skills, profile_of, rankable
from db.audit import append, ranked
from db.jobs import ENTRY_EVENT
from db.progress import ProgressWriter, ranking_stream
from db.ranking import ranked_entries
from db.rows import (
    ApplicantRow,
    ExtractedSkillRow,
    PostRequirementRow,
    PostRow,
    RankingChangeRow,
    RankingEntryRow,
    RankingRow,
    SkillRow,
)
from db.sessions import Sessions
from db.skills import neighbours, skills_by_ids
from nlp.ranking.scoring import RANKER, CandidateProfile, RankedRequirement, Score, score
from nlp.roles.page import RequirementKind
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.languages import LanguageLevel
from workers.handle import Done, JobHandle, PermanentError

_BRING_ALONG = text(
    """
    insert into ranking_entry (ranking_id, generation, applicant_id, workspace_id, score,
        tie_break, assessments, assessed_at, override_position, override_reason, overridden_at)
    select ranking_id, :generation, applicant_id, workspace_id, score, tie_break, assessments,
        assessed_at, override_position, override_reason, overridden_at
    from ranking_entry where ranking_id = :ranking and generation = :generation - 1
    on conflict (ranking_id, generation, applicant_id) do update set
        override_position = excluded.override_position,
        override_reason = excluded.override_reason,
        overridden_at = excluded.overridden_at
    """
)
MOVES_SHOWN = 100
"""Moves are told for the places that a screen shows, and for the applicant just placed."""


class Ranker:
    """Handles RANKING; the subject is an applicant to place, or a post to rank anew."""

    def __init__(self, sessions: Sessions, progress: ProgressWriter) -> None:
        self._sessions = sessions
        self._progress = progress

    def __call__(self, handle: JobHandle) -> Done:
        job = handle.job
        with self._sessions() as session:
            applicant = session.scalar(applicant_by_id(job.subject_id, job.workspace_id))
            if applicant is not None:
                scored = [_scored(session, applicant, requirements_of(session, applicant.post_id))]
                post_id, anew = applicant.post_id, False
            else:
                post = session.get(PostRow, job.subject_id)
                if post is None or post.workspace_id != job.workspace_id:
                    raise PermanentError("NOT_FOUND", "The post or applicant is gone.")
                scored = _score_all(handle, session, post.id)
                post_id, anew = post.id, True
        ranking_id = self._ranking_id(handle, post_id)
        return Done(
            result_type="Ranking",
            result_id=ranking_id,
            write=_Placement(handle, ranking_id, post_id, scored, anew=anew),
            after=lambda: self._progress.ring(ranking_stream(post_id)),
        )

    @staticmethod
    def _ranking_id(handle: JobHandle, post_id: uuid.UUID) -> uuid.UUID:
        """Give the post's ranking, made when there is none yet."""
        with handle.transaction() as session:
            session.execute(
                insert(RankingRow)
                .values(post_id=post_id, workspace_id=handle.job.workspace_id, model=RANKER)
                .on_conflict_do_nothing(index_elements=["post_id"])
            )
            return session.scalars(select(RankingRow.id).where(RankingRow.post_id == post_id)).one()


@dataclass(frozen=True, slots=True)
class Scored:
    applicant_id: uuid.UUID
    score: Score


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
    slugs = _slugs(session, wanted.union(*near.values()))
    return [_requirement(row, near, slugs) for row in rows]


def _slugs(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows: Sequence[SkillRow] = session.scalars(skills_by_ids(ids)).all()
    return {row.id: row.slug for row in rows}


def _requirement(
    row: PostRequirementRow,
    near: dict[uuid.UUID, set[uuid.UUID]],
    slugs: dict[uuid.UUID, str],
) -> RankedRequirement:
    own = set(row.skill_ids)
    around = {other for skill_id in own for other in near[skill_id]} - own
    return RankedRequirement(
        id=str(row.id),
        kind=RequirementKind(row.kind),
        text=row.text,
        skills=tuple(slugs[skill_id] for skill_id in row.skill_ids if skill_id in slugs),
        neighbours=frozenset(slugs[other] for other in around if other in slugs),
        min_years=row.min_years,
    )


def _score_all(handle: JobHandle, session: Session, post_id: uuid.UUID) -> list[Scored]:
    requirements = requirements_of(session, post_id)
    applicants = session.scalars(rankable(post_id)).all()
    scored = []
    for done, applicant in enumerate(applicants):
        handle.raise_if_stopped()
        handle.tick(done=done, total=len(applicants), stage="assessing applicants")
        scored.append(_scored(session, applicant, requirements))
    return scored


def _scored(
    session: Session, applicant: ApplicantRow, requirements: Sequence[RankedRequirement]
) -> Scored:
    profile = session.scalar(profile_of(applicant.id))
    if profile is None:
        raise PermanentError("NOT_READY", "The CV has not been read yet.")
    rows = session.scalars(found_skills([profile.id])).all()
    slugs = _slugs(session, {row.skill_id for row in rows if row.skill_id})
    found = [_found(row, slugs) for row in rows]
    candidate = CandidateProfile.of(applicant.cv_text or "", found)
    return Scored(applicant.id, score(requirements, candidate))


def _found(row: ExtractedSkillRow, slugs: dict[uuid.UUID, str]) -> FoundSkill:
    return FoundSkill(
        slug=slugs.get(row.skill_id) if row.skill_id else None,
        name=row.name,
        confidence=row.confidence,
        years=row.years,
        mentions=tuple(Mention(m["start"], m["end"], m["negated"]) for m in row.mentions),
        last_used=row.last_used,
        level=LanguageLevel(row.level) if row.level else None,
    )


@dataclass(frozen=True, slots=True)
class _Placement:
    """Store the scores, note who moved where, and raise the version: all or nothing."""

    handle: JobHandle
    ranking_id: uuid.UUID
    post_id: uuid.UUID
    scored: Sequence[Scored]
    anew: bool

    def __call__(self, session: Session) -> None:
        ranking = session.scalars(
            select(RankingRow).where(RankingRow.id == self.ranking_id).with_for_update()
        ).one()
        before = _positions(session, ranking)
        if self.anew:
            ranking.generation += 1
            session.flush()
        for scored in self.scored:
            session.execute(_upsert(ranking, scored))
        if self.anew:
            self._succeed_old(session, ranking)
        after = _positions(session, ranking)
        self._tell(session, after)
        moves = list(_moves(before, after, {scored.applicant_id for scored in self.scored}))
        if not moves and not self.anew:
            return
        ranking.version += 1
        ranking.model = RANKER
        ranking.computed_at = func.clock_timestamp()
        session.add(self._change(session, ranking, moves, done=len(after)))
        append(session, ranked(ranking, applicants=len(after), assessed=len(self.scored)))

    def _tell(self, session: Session, after: "dict[uuid.UUID, _Place]") -> None:
        """Let the job's own events name the first of those that it placed."""
        placed = sorted(self.scored, key=lambda scored: after[scored.applicant_id].position)
        for done, scored in enumerate(placed[:MOVES_SHOWN], start=1):
            body = {
                "ranking_id": str(self.ranking_id),
                "applicant_id": str(scored.applicant_id),
                "done": done,
                "total": len(placed),
            }
            self.handle.add_event(session, ENTRY_EVENT, body)

    @staticmethod
    def _succeed_old(session: Session, ranking: RankingRow) -> None:
        """Bring along people's overrides and whoever was placed meanwhile; drop the old entries."""
        session.execute(_BRING_ALONG, {"ranking": ranking.id, "generation": ranking.generation})
        session.execute(
            delete(RankingEntryRow).where(
                RankingEntryRow.ranking_id == ranking.id,
                RankingEntryRow.generation < ranking.generation,
            )
        )

    def _change(
        self, session: Session, ranking: RankingRow, moves: list[dict[str, Any]], *, done: int
    ) -> RankingChangeRow:
        received = session.scalar(
            select(func.count(ApplicantRow.id)).where(ApplicantRow.post_id == self.post_id)
        )
        return RankingChangeRow(
            ranking_id=ranking.id,
            version=ranking.version,
            workspace_id=ranking.workspace_id,
            done=done,
            total=received or 0,
            moves=moves,
        )


@dataclass(frozen=True, slots=True)
class _Place:
    position: int
    score: float


def _positions(session: Session, ranking: RankingRow) -> dict[uuid.UUID, _Place]:
    rows = session.execute(ranked_entries(ranking.id, ranking.generation))
    return {row.applicant_id: _Place(row.position, row.score) for row in rows}


def _moves(
    before: dict[uuid.UUID, _Place], after: dict[uuid.UUID, _Place], placed: set[uuid.UUID]
) -> Iterable[dict[str, Any]]:
    for applicant_id, place in sorted(after.items(), key=lambda item: item[1].position):
        was = before.get(applicant_id)
        shown = place.position <= MOVES_SHOWN or (was and was.position <= MOVES_SHOWN)
        changed = was is None or was != place
        if changed and (shown or applicant_id in placed):
            yield {
                "applicant_id": str(applicant_id),
                "from": was.position if was else None,
                "to": place.position,
                "score": place.score,
            }


def _upsert(ranking: RankingRow, scored: Scored) -> Any:
    values = {
        "score": scored.score.total,
        "tie_break": scored.score.tie_break,
        "assessments": [_assessment(a) for a in scored.score.assessments],
        "assessed_at": func.clock_timestamp(),
    }
    return (
        insert(RankingEntryRow)
        .values(
            ranking_id=ranking.id,
            generation=ranking.generation,
            applicant_id=scored.applicant_id,
            workspace_id=ranking.workspace_id,
            **values,
        )
        .on_conflict_do_update(
            index_elements=["ranking_id", "generation", "applicant_id"], set_=values
        )
    )


def _assessment(assessment: Any) -> dict[str, Any]:
    stored = asdict(assessment)
    stored["verdict"] = assessment.verdict.value
    stored["evidence"] = [[span.start, span.end] for span in assessment.evidence]
    return stored
