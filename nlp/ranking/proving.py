"""Weigh the skills that a CV proves against what one requirement asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.ranking.asked import Criterion, RankedRequirement
from nlp.ranking.profile import Proof
from nlp.ranking.weights import Weights
from nlp.skills.languages import LanguageLevel

_RISING = {level: place for place, level in enumerate(LanguageLevel)}


@dataclass(frozen=True, slots=True)
class BySkills:
    """The share of a requirement's points that skills prove, 0 to 1, and the proofs."""

    share: float
    proofs: tuple[Proof, ...]


_NOTHING = BySkills(0.0, ())


def by_skills(
    requirement: RankedRequirement, held: Mapping[str, Proof], weights: Weights
) -> BySkills:
    """Take the stronger of the requirement's own skills and of those near to them.

    Enough own skills (half of them, at least one) give all points. Another language or another
    certificate is near to none.
    """
    own = _own(requirement, held, weights)
    if requirement.criterion in (Criterion.LANGUAGE, Criterion.CERTIFICATE):
        return own
    if own.share >= weights.neighbour:
        return own
    near = tuple(held[slug] for slug in sorted(requirement.neighbours & held.keys()))
    return BySkills(weights.neighbour, near) if near else own


def needs_skills(requirement: RankedRequirement) -> bool:
    """Say whether likeness of text proves nothing here: "German A2" is like "German C1"."""
    return requirement.criterion in (Criterion.LANGUAGE, Criterion.CERTIFICATE)


def _own(requirement: RankedRequirement, held: Mapping[str, Proof], weights: Weights) -> BySkills:
    proofs = tuple(held[slug] for slug in requirement.skills if slug in held)
    if not proofs:
        return _NOTHING
    needed = max(1.0, len(requirement.skills) * weights.enough_skills)
    proven = sum(_worth(requirement, proof, weights) for proof in proofs)
    years = _years_share(requirement, proofs, weights)
    return BySkills(min(1.0, proven / needed) * years, proofs)


def _worth(requirement: RankedRequirement, proof: Proof, weights: Weights) -> float:
    """Give what one proof counts: languages and certificates always stand in lists."""
    if requirement.criterion is Criterion.LANGUAGE:
        return _spoken(requirement.level, proof.level, weights)
    if requirement.criterion is Criterion.CERTIFICATE:
        return weights.under_way if proof.under_way else 1.0
    return weights.listed if proof.listed else 1.0


def _spoken(asked: LanguageLevel | None, told: LanguageLevel | None, weights: Weights) -> float:
    if asked is None:
        return 1.0
    if told is None:
        return weights.level_unknown
    return float(weights.level_short ** max(0, _RISING[asked] - _RISING[told]))


def _years_share(
    requirement: RankedRequirement, proofs: Sequence[Proof], weights: Weights
) -> float:
    if requirement.min_years is None:
        return 1.0
    known = [proof.years for proof in proofs if proof.years is not None]
    stated = max(known) / requirement.min_years if known else 0.0
    return max(min(1.0, stated), weights.years_unknown)
