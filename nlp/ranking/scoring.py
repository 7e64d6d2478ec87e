"""Score CVs against the requirements of a post.

The score is the sum of what each requirement adds, so every point can be traced to a quotation.
Silence is UNKNOWN and adds nothing; it never takes anything away. A further true skill never
lowers a score. What a CV scores depends on that CV and the post alone, never on other applicants.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nlp.ranking.comparison import Flags, Questions, ask, compare
from nlp.ranking.evidence import Span, distinct
from nlp.ranking.profile import CandidateProfile, Proof, proof_of, quote
from nlp.ranking.reading import Embed, Reading, without_meaning
from nlp.ranking.weights import DEFAULT_WEIGHTS, Weights
from nlp.roles.page import RequirementKind

RANKER = "penroll-ranker 2"
"""Name and version of the scoring; raise the number with every change of a score."""

_MAX_EVIDENCE = 3
_AT_ONCE = 250
"""Profiles compared in one go: some 20 MB of vectors."""


class Verdict(StrEnum):
    MET = "MET"
    PARTIAL = "PARTIAL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class RankedRequirement:
    """A requirement to assess: `skills` are taxonomy slugs, `neighbours` slugs near them."""

    id: str
    kind: RequirementKind
    text: str
    skills: tuple[str, ...]
    neighbours: frozenset[str] = frozenset()
    min_years: int | None = None


@dataclass(frozen=True, slots=True)
class RankedPost:
    """What a post asks for, with its words and vectors ready to compare."""

    requirements: tuple[RankedRequirement, ...]
    questions: Questions

    @classmethod
    def of(
        cls,
        title: str,
        requirements: Sequence[RankedRequirement],
        embed: Embed = without_meaning,
    ) -> "RankedPost":
        texts = [requirement.text for requirement in requirements]
        return cls(tuple(requirements), ask(title, texts, embed))


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far the CV speaks for one requirement; `evidence` are spans of the CV's text."""

    requirement_id: str
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
class _Strength:
    """A share of a requirement's points, 0 to 1, and its proof."""

    share: float
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """How near a CV comes to each requirement by meaning and words; `places` of the passages."""

    meaning: Sequence[float]
    words: Sequence[float]
    places: Sequence[int]
    copied: Flags


_NOTHING = _Strength(0.0, ())


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
    limits = _limits(post.requirements, weights)
    scores: list[Score] = []
    for start in range(0, len(profiles), _AT_ONCE):
        some = profiles[start : start + _AT_ONCE]
        for profile, text in zip(some, _texts(post.questions, some), strict=True):
            scores.append(_score(post, profile, text, limits, weights))
    return scores


def _limits(requirements: Sequence[RankedRequirement], weights: Weights) -> list[float]:
    """Share the points of the post out among its requirements."""
    shares = [
        weights.required if r.kind is RequirementKind.REQUIRED else weights.nice_to_have
        for r in requirements
    ]
    unit = weights.total / sum(shares) if shares else 0.0
    return [round(unit * share, 4) for share in shares]


def _texts(questions: Questions, profiles: Sequence[CandidateProfile]) -> Iterator[_Text]:
    likeness = compare(questions, [profile.reading for profile in profiles])
    rows = zip(
        likeness.meaning.tolist(),
        likeness.words.tolist(),
        likeness.passage.tolist(),
        likeness.copied,
        strict=True,
    )
    return (_Text(*row) for row in rows)


def _score(
    post: RankedPost,
    profile: CandidateProfile,
    text: _Text,
    limits: Sequence[float],
    weights: Weights,
) -> Score:
    held = {
        slug: proof
        for slug, skill in profile.skills.items()
        if (proof := proof_of(skill, profile.reading, text.copied)) is not None
    }
    assessments = tuple(
        _assessment(requirement, limit, _best(requirement, held, weights), by_text, weights)
        for requirement, limit, by_text in zip(
            post.requirements, limits, _by_text(profile.reading, text, weights), strict=True
        )
    )
    total = round(sum(assessment.points for assessment in assessments), 4)
    return Score(total, _tie_break(assessments, profile.reading), assessments)


def _assessment(
    requirement: RankedRequirement,
    limit: float,
    by_skill: _Strength,
    by_text: _Strength,
    weights: Weights,
) -> Assessment:
    best = max(by_skill, by_text, key=lambda strength: strength.share)
    return Assessment(
        requirement_id=requirement.id,
        verdict=_verdict(best.share, weights),
        points=round(limit * best.share, 4),
        max_points=limit,
        evidence=best.evidence,
    )


def _verdict(share: float, weights: Weights) -> Verdict:
    if share <= 0:
        return Verdict.UNKNOWN
    return Verdict.MET if share >= weights.met_from else Verdict.PARTIAL


def _best(requirement: RankedRequirement, held: dict[str, Proof], weights: Weights) -> _Strength:
    """Take the stronger of the requirement's own skills and of those near to them."""
    own = _by_skills(requirement, held, weights)
    near = [held[slug] for slug in sorted(requirement.neighbours & held.keys())]
    if not near or own.share >= weights.neighbour:
        return own
    return _Strength(weights.neighbour, _quotes(near))


def _by_skills(
    requirement: RankedRequirement, held: dict[str, Proof], weights: Weights
) -> _Strength:
    """Count the requirement's own skills: enough of them (half, at least one) give all points."""
    proofs = [held[slug] for slug in requirement.skills if slug in held]
    if not proofs:
        return _NOTHING
    needed = max(1.0, len(requirement.skills) * weights.enough_skills)
    proven = sum(weights.listed if proof.listed else 1.0 for proof in proofs)
    years = _years_share(requirement, proofs, weights)
    return _Strength(min(1.0, proven / needed) * years, _quotes(proofs))


def _years_share(
    requirement: RankedRequirement, proofs: Sequence[Proof], weights: Weights
) -> float:
    if requirement.min_years is None:
        return 1.0
    known = [proof.skill.years for proof in proofs if proof.skill.years is not None]
    stated = max(known) / requirement.min_years if known else 0.0
    return max(min(1.0, stated), weights.years_unknown)


def _by_text(reading: Reading, text: _Text, weights: Weights) -> Iterator[_Strength]:
    """Compare meaning and words with the passage that comes nearest, one requirement a time."""
    reach = weights.meaning_full - weights.meaning_floor
    for meaning, words, place in zip(text.meaning, text.words, text.places, strict=True):
        near = min(max((meaning - weights.meaning_floor) / reach, 0.0), 1.0)
        share = min(weights.meaning * near + weights.words * words, weights.text_cap)
        told = place >= 0 and share >= weights.least_share
        yield _Strength(share, (quote(reading, place),)) if told else _NOTHING


def _quotes(proofs: Sequence[Proof]) -> tuple[Span, ...]:
    return distinct((span for proof in proofs for span in proof.quotes), limit=_MAX_EVIDENCE)


def _tie_break(assessments: Sequence[Assessment], reading: Reading) -> str:
    """More requirements met first, then a digest of the blind CV: neither arrival nor id."""
    met = sum(assessment.verdict is Verdict.MET for assessment in assessments)
    partial = sum(assessment.verdict is Verdict.PARTIAL for assessment in assessments)
    digest = hashlib.sha256(reading.words.tobytes()).hexdigest()[:16]
    return f"{met:03d}-{partial:03d}-{digest}"
