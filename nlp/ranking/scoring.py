"""Score one CV against the requirements of a post.

The score is the sum of what each requirement adds, so every point can be traced to a quotation.
Silence is UNKNOWN and adds nothing; it never takes anything away. A further true skill never
lowers a score.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nlp.ranking.evidence import Line, Span, distinct, lines, quote_around, stems
from nlp.ranking.weights import DEFAULT_WEIGHTS, Weights
from nlp.roles.page import RequirementKind
from nlp.skills.found import FoundSkill

RANKER = "penroll-ranker 1"
"""Name and version of the scoring; raise the number with every change of a score."""

_MAX_EVIDENCE = 3


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
class CandidateProfile:
    """What ranking may know of an applicant: the CV's text and the skills found in it."""

    cv_text: str
    skills: Mapping[str, FoundSkill]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, cv_text: str, found: Sequence[FoundSkill]) -> "CandidateProfile":
        counted = {skill.slug: skill for skill in found if skill.slug and skill.counted}
        return cls(cv_text, counted, lines(cv_text))


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


_NOTHING = _Strength(0.0, ())


def score(
    requirements: Sequence[RankedRequirement],
    profile: CandidateProfile,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Score:
    """Assess every requirement and add up the points (0 to `weights.total`)."""
    shares = [_weight(requirement, weights) for requirement in requirements]
    unit = weights.total / sum(shares) if shares else 0.0
    assessments = tuple(
        _assess(requirement, profile, max_points=round(unit * share, 4), weights=weights)
        for requirement, share in zip(requirements, shares, strict=True)
    )
    total = round(sum(assessment.points for assessment in assessments), 4)
    return Score(total, _tie_break(assessments, profile), assessments)


def _weight(requirement: RankedRequirement, weights: Weights) -> float:
    required = requirement.kind is RequirementKind.REQUIRED
    return weights.required if required else weights.nice_to_have


def _assess(
    requirement: RankedRequirement,
    profile: CandidateProfile,
    *,
    max_points: float,
    weights: Weights,
) -> Assessment:
    candidates = (
        _by_skills(requirement, profile, weights),
        _by_neighbours(requirement, profile, weights),
        _by_words(requirement, profile, weights),
    )
    best = max(candidates, key=lambda strength: strength.share)
    return Assessment(
        requirement_id=requirement.id,
        verdict=_verdict(best.share, weights),
        points=round(max_points * best.share, 4),
        max_points=max_points,
        evidence=best.evidence,
    )


def _verdict(share: float, weights: Weights) -> Verdict:
    if share <= 0:
        return Verdict.UNKNOWN
    return Verdict.MET if share >= weights.met_from else Verdict.PARTIAL


def _by_skills(
    requirement: RankedRequirement, profile: CandidateProfile, weights: Weights
) -> _Strength:
    """Count the requirement's own skills: enough of them (half, at least one) give all points."""
    held = [profile.skills[slug] for slug in requirement.skills if slug in profile.skills]
    if not held:
        return _NOTHING
    needed = max(1.0, len(requirement.skills) * weights.enough_skills)
    covered = min(1.0, len(held) / needed)
    years = _years_share(requirement, held, weights)
    return _Strength(covered * years, _quotes(held, profile))


def _years_share(
    requirement: RankedRequirement, held: Sequence[FoundSkill], weights: Weights
) -> float:
    if requirement.min_years is None:
        return 1.0
    known = [skill.years for skill in held if skill.years is not None]
    stated = max(known) / requirement.min_years if known else 0.0
    return max(min(1.0, stated), weights.years_unknown)


def _by_neighbours(
    requirement: RankedRequirement, profile: CandidateProfile, weights: Weights
) -> _Strength:
    held = [profile.skills[slug] for slug in sorted(requirement.neighbours & profile.skills.keys())]
    return _Strength(weights.neighbour, _quotes(held, profile)) if held else _NOTHING


def _by_words(
    requirement: RankedRequirement, profile: CandidateProfile, weights: Weights
) -> _Strength:
    """Compare telling words: the best line must hold at least `words_floor` of them."""
    wanted = stems(requirement.text)
    if len(wanted) < 2:
        return _NOTHING
    best = max(
        profile.lines, key=lambda line: (len(wanted & line.stems), -line.span.start), default=None
    )
    if best is None:
        return _NOTHING
    overlap = len(wanted & best.stems) / len(wanted)
    if overlap < weights.words_floor:
        return _NOTHING
    window = quote_around(profile.cv_text, Span(best.span.start, best.span.start), profile.lines)
    return _Strength(weights.words * overlap, (window,))


def _quotes(held: Sequence[FoundSkill], profile: CandidateProfile) -> tuple[Span, ...]:
    first_mentions = [
        next(mention for mention in skill.mentions if not mention.negated) for skill in held
    ]
    return distinct(
        (
            quote_around(profile.cv_text, Span(mention.start, mention.end), profile.lines)
            for mention in first_mentions
        ),
        limit=_MAX_EVIDENCE,
    )


def _tie_break(assessments: Sequence[Assessment], profile: CandidateProfile) -> str:
    """More requirements met first, then a digest of the CV: neither arrival order nor id."""
    met = sum(assessment.verdict is Verdict.MET for assessment in assessments)
    partial = sum(assessment.verdict is Verdict.PARTIAL for assessment in assessments)
    digest = hashlib.sha256(profile.cv_text.encode()).hexdigest()[:16]
    return f"{met:03d}-{partial:03d}-{digest}"
