"""Score applicants again from what was kept of them, and say whether the same comes out."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.base import is_among
from db.readings import readings_of
from db.rows import (
    ApplicantRow,
    RankingCriteriaRow,
    RankingScoreRow,
    ScorerInputRow,
    SkillProfileRow,
)
from nlp.ranking.asked import RankedPost
from nlp.ranking.criteria import Criteria, OtherScorerError
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import READING, unpacked
from nlp.ranking.scoring import Score, score_all
from workers.inputs import (
    Trace,
    criteria_from,
    digest,
    found_of,
    outcome_of,
    skills_content,
    skills_from,
    tie_break_of,
    traced,
)

Key = tuple[uuid.UUID, bytes]


@dataclass(frozen=True, slots=True)
class Rescored:
    """A score of a snapshot with the digests that were computed anew, or those of the row where
    nothing can be computed: the applicant is erased, or another version of the scoring made it.

    `fault` says in words what does not agree; `place` is what orders the score anew.
    """

    row: RankingScoreRow
    input: bytes
    output: bytes
    place: tuple[float, str] | None = None
    fault: str | None = None
    is_unproven: bool = False

    @property
    def is_erased(self) -> bool:
        return self.row.applicant_id is None

    @property
    def is_identical(self) -> bool:
        return not (self.fault or self.is_unproven or self.is_erased)


@dataclass(frozen=True, slots=True)
class _Asked:
    criteria: Criteria
    post: RankedPost


class _UnknownCriteriaError(LookupError):
    """The criteria are gone, or are not those that their digest names."""


@dataclass
class Rescorer:
    """Scores rows of one post's snapshots; posts made ready to compare are kept between calls."""

    session: Session
    post_id: uuid.UUID
    _asked: dict[bytes, _Asked] = field(default_factory=dict)

    def __call__(self, rows: Sequence[RankingScoreRow]) -> list[Rescored]:
        """Score rows that have their criteria in common, each from its own inputs."""
        erased = [Rescored(row, row.input, row.output) for row in rows if row.applicant_id is None]
        there = [row for row in rows if row.applicant_id is not None]
        if not there:
            return erased
        try:
            asked = self._ready(there[0].criteria or b"")
        except _UnknownCriteriaError:
            fault = "the stored requirements and weights are not those it was held against"
            return [*erased, *(_unlike(row, fault) for row in there)]
        except OtherScorerError:
            unproven = (Rescored(r, r.input, r.output, is_unproven=True) for r in there)
            return [*erased, *unproven]
        return [*erased, *self._scored(there, asked)]

    def _ready(self, digest_: bytes) -> _Asked:
        if digest_ not in self._asked:
            row = self.session.get(RankingCriteriaRow, (self.post_id, digest_))
            criteria = criteria_from(row) if row else None
            if criteria is None:
                raise _UnknownCriteriaError
            self._asked[digest_] = _Asked(criteria, criteria.post())
        return self._asked[digest_]

    def _scored(self, rows: Sequence[RankingScoreRow], asked: _Asked) -> Iterator[Rescored]:
        ids = [row.applicant_id for row in rows if row.applicant_id]
        salts, inputs = salts_of(self.session, ids), _inputs(self.session, rows)
        known = []
        for row in rows:
            fault = _missing(row, inputs)
            if fault:
                yield _unlike(row, fault)
            else:
                known.append(row)
        profiles = [_profile(row, inputs) for row in known]
        scores = score_all(asked.post, profiles, weights=asked.criteria.weights)
        for row, score in zip(known, scores, strict=True):
            yield _compared(row, score, salts)


def _unlike(row: RankingScoreRow, fault: str) -> Rescored:
    return Rescored(row, b"", b"", fault=fault)


def _missing(row: RankingScoreRow, inputs: Mapping[Key, bytes]) -> str | None:
    for what, wanted in (("skills", row.skills), ("reading of the CV", row.reading)):
        if _key(row, wanted) not in inputs:
            return f"the stored {what} is not what was scored"
    return None


def _profile(row: RankingScoreRow, inputs: Mapping[Key, bytes]) -> CandidateProfile:
    found = skills_from(inputs[_key(row, row.skills)])
    return CandidateProfile.of("", found, reading=unpacked(inputs[_key(row, row.reading)]))


def _compared(
    row: RankingScoreRow, score: Score, salts: Mapping[uuid.UUID | None, uuid.UUID]
) -> Rescored:
    assert row.applicant_id is not None  # noqa: S101 - erased ones are set aside
    tie_break = tie_break_of(score, row.applicant_id)
    trace = traced(
        salts[row.applicant_id],
        row.criteria or b"",
        skills=row.skills or b"",
        reading=row.reading or b"",
        pipeline=row.pipeline or "",
        outcome=outcome_of(score, tie_break),
    )
    place, fault = (score.total, tie_break), _fault(row, score, tie_break, trace)
    return Rescored(row, trace.input, trace.output, place, fault)


def _fault(row: RankingScoreRow, score: Score, tie_break: str, trace: Trace) -> str | None:
    if row.score != score.total:
        return f"a score of {row.score} is stored, {score.total} comes out"
    if row.tie_break != tie_break:
        return "what orders equal scores is stored otherwise than it comes out"
    if row.input != trace.input:
        return "the digest of what was scored is stored otherwise than it comes out"
    if row.output != trace.output:
        return "the points or quotations come out otherwise than they were published"
    return None


def salts_of(
    session: Session, applicant_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID | None, uuid.UUID]:
    own = is_among(ApplicantRow.id, applicant_ids)
    salts = select(ApplicantRow.id, ApplicantRow.salt).where(own)
    return {row.id: row.salt for row in session.execute(salts)}


def _key(row: RankingScoreRow, wanted: bytes | None) -> Key:
    assert row.applicant_id is not None  # noqa: S101 - erased ones are set aside
    return row.applicant_id, wanted or b""


def _inputs(session: Session, rows: Sequence[RankingScoreRow]) -> dict[Key, bytes]:
    """Load what was scored, out of the present profiles or of what was kept of earlier ones.

    The keys are computed from what is there, so nothing that was altered is found.
    """
    people = {row.applicant_id for row in rows}
    wanted = {key for row in rows for key in (row.skills, row.reading)}
    profiles = select(SkillProfileRow.id, SkillProfileRow.applicant_id)
    owners = {
        row.id: row.applicant_id
        for row in session.execute(profiles.where(SkillProfileRow.applicant_id.in_(people)))
    }
    contents = [
        (owners[profile], skills_content(found))
        for profile, found in found_of(session, owners).items()
    ]
    read = session.execute(readings_of(owners, READING))
    contents += [(owners[row.profile_id], row.content) for row in read]
    kept = select(ScorerInputRow.applicant_id, ScorerInputRow.content).where(
        ScorerInputRow.applicant_id.in_(people), ScorerInputRow.digest.in_(wanted)
    )
    contents += [(row.applicant_id, row.content) for row in session.execute(kept)]
    return {(owner, digest(content)): content for owner, content in contents}
