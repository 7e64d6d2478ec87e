"""Score CVs against the requirements of a post.

The score is the sum of what each requirement adds, so every point can be traced to a quotation.
Silence is UNKNOWN and adds nothing; it never takes anything away. A further true skill never
lowers a score. What a CV scores depends on that CV and the post alone, never on other applicants.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from nlp.ranking.asked import Criterion, RankedPost, RankedRequirement
from nlp.ranking.comparison import Flags, Likeness, compare
from nlp.ranking.copying import lengths_of
from nlp.ranking.evidence import Span, distinct
from nlp.ranking.profile import CandidateProfile, OwnWords, Proof
from nlp.ranking.proving import by_skills, needs_skills
from nlp.ranking.reading import Reading
from nlp.ranking.weights import DEFAULT_WEIGHTS, Weights
from nlp.roles.page import RequirementKind

RANKER = "penroll-ranker 3"
"""Name and version of the scoring; raise the number with every change of a score."""

_MAX_EVIDENCE = 3
_AT_ONCE = 250
"""Profiles compared in one go: some 20 MB of vectors."""


class Verdict(StrEnum):
    MET = "MET"
    PARTIAL = "PARTIAL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far the CV speaks for one requirement; `evidence` are spans of the CV's text."""

    requirement_id: str
    criterion: Criterion
    verdict: Verdict
    points: float
    max_points: float
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The assessed CV. Order by `total`, then `tie_break`, both descending."""

    total: float
    tie_break: str
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What all profiles are assessed by.

    `silence` is each requirement's assessment for a CV that says nothing of it; `wanted` are the
    slugs that can count for it, `all_wanted` for any.
    """

    post: RankedPost
    silence: Sequence[Assessment]
    wanted: Sequence[frozenset[str]]
    all_wanted: frozenset[str]
    weights: Weights

    @classmethod
    def of(cls, post: RankedPost, weights: Weights) -> "_Plan":
        asked = post.requirements
        wanted = [frozenset(r.skills) | r.neighbours for r in asked]
        silence = [
            Assessment(r.id, r.criterion, Verdict.UNKNOWN, 0.0, limit, ())
            for r, limit in zip(asked, _limits(asked, weights), strict=True)
        ]
        return cls(post, silence, wanted, frozenset().union(*wanted), weights)


@dataclass(frozen=True, slots=True)
class _Text:
    """What a CV's text proves: a share for each requirement, and the passage to quote for it."""

    shares: Sequence[float]
    places: Sequence[int]
    copied: Flags
    alike: Flags


def score(
    requirements: Sequence[RankedRequirement],
    profile: CandidateProfile,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Score:
    """Assess one profile by its skills and words alone, without vectors."""
    return score_all(RankedPost.of("", requirements), [profile], weights=weights)[0]


def score_all(
    post: RankedPost,
    profiles: Sequence[CandidateProfile],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[Score]:
    """Assess every requirement for each profile and add up the points (0 to `weights.total`).

    The scores come in the profiles' order; each is the same as if its profile came alone.
    """
    plan = _Plan.of(post, weights)
    scores: list[Score] = []
    for start in range(0, len(profiles), _AT_ONCE):
        some = profiles[start : start + _AT_ONCE]
        texts = _texts(plan, compare(post.questions, [profile.reading for profile in some]))
        scores += [_score(plan, one, text) for one, text in zip(some, texts, strict=True)]
    return scores


def _limits(requirements: Sequence[RankedRequirement], weights: Weights) -> list[float]:
    """Share the points of the post out among its requirements."""
    shares = [
        weights.required if r.kind is RequirementKind.REQUIRED else weights.nice_to_have
        for r in requirements
    ]
    unit = weights.total / sum(shares) if shares else 0.0
    return [round(unit * share, 4) for share in shares]


def _texts(plan: _Plan, likeness: Likeness) -> list[_Text]:
    """Turn likeness and words into shares, of all profiles and requirements at once."""
    weights = plan.weights
    reach = weights.meaning_full - weights.meaning_floor
    near = np.clip((likeness.meaning - weights.meaning_floor) / reach, 0.0, 1.0)
    shares = np.minimum(weights.meaning * near + weights.words * likeness.words, weights.text_cap)
    shares[(shares < weights.least_share) | (likeness.passage < 0)] = 0.0
    shares[:, [needs_skills(requirement) for requirement in plan.post.requirements]] = 0.0
    places = likeness.passage.tolist()
    rows = zip(shares.tolist(), places, likeness.copied, likeness.alike, strict=True)
    return [_Text(*row) for row in rows]


def _score(plan: _Plan, profile: CandidateProfile, text: _Text) -> Score:
    words = OwnWords(profile.reading, text.copied)
    held = {
        slug: proof
        for slug in profile.skills.keys() & plan.all_wanted
        if (proof := words.proof_of(profile.skills[slug])) is not None
    }
    assessments = tuple(_assessment(plan, at, words, held, text) for at in range(len(plan.silence)))
    total = round(sum(assessment.points for assessment in assessments), 4)
    return Score(total, _tie_break(assessments, profile.reading, text.alike), assessments)


def _assessment(
    plan: _Plan, at: int, words: OwnWords, held: Mapping[str, Proof], text: _Text
) -> Assessment:
    """Take the stronger of what skills prove and what text does."""
    share = text.shares[at]
    if not plan.wanted[at].isdisjoint(held):
        proven = by_skills(plan.post.requirements[at], held, plan.weights)
        if 0 < proven.share >= share:
            return _told(plan, at, proven.share, _quotes(proven.proofs))
    if share <= 0:
        return plan.silence[at]
    return _told(plan, at, share, (words.quote(text.places[at]),))


def _told(plan: _Plan, at: int, share: float, evidence: tuple[Span, ...]) -> Assessment:
    silence = plan.silence[at]
    return Assessment(
        requirement_id=silence.requirement_id,
        criterion=silence.criterion,
        verdict=Verdict.MET if share >= plan.weights.met_from else Verdict.PARTIAL,
        points=round(silence.max_points * share, 4),
        max_points=silence.max_points,
        evidence=evidence,
    )


def _quotes(proofs: Sequence[Proof]) -> tuple[Span, ...]:
    if len(proofs) < 2:
        return tuple(proof.quote for proof in proofs)
    return distinct((proof.quote for proof in proofs), limit=_MAX_EVIDENCE)


def _tie_break(assessments: Sequence[Assessment], reading: Reading, alike: Flags) -> str:
    """More requirements met first, then a digest of the blind CV's own words.

    It follows neither arrival nor id, and words that the post has as well leave it as it is.
    """
    verdicts = [assessment.verdict for assessment in assessments]
    met, partial = verdicts.count(Verdict.MET), verdicts.count(Verdict.PARTIAL)
    words = reading.words
    if alike.any():
        words = words[~np.repeat(alike, lengths_of([reading]))]
    digest = hashlib.sha256(words.tobytes()).hexdigest()[:16]
    return f"{met:03d}-{partial:03d}-{digest}"
