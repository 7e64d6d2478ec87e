"""The composer: which authored wording a unit takes, by seed, company and what the caller tells."""

import re
from collections.abc import Sequence

from nlp.ports import Similar
from nlp.posts.choice import turn_of
from nlp.posts.units import PLACEHOLDER, Plan, Unit
from nlp.posts.variation import forms

COMPOSER = "penroll-composer-2"

CLEARLY_LESS = 0.25
"""A wording whose cosine to the caller's words is this far below the best one's stands back."""

_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|hundred|thousand|million|half|twice|dozen)\b",
    re.IGNORECASE,
)


def nothing_similar(_: str, others: Sequence[str]) -> Sequence[float]:
    """Know of no likeness; the seed alone then chooses."""
    return [0.0] * len(others)


def composed(unit: Unit, plan: Plan, similar: Similar = nothing_similar) -> str:
    """Give the authored wording that this post takes for the unit.

    Wordings that state a figure which the employer never gave stand back, then those that are
    clearly less like what the caller tells of company and work; among the rest the seed chooses.
    """
    wordings = _fitting(_without_figures(unit.wordings), plan.told, similar)
    keys = plan.seed_company, unit.id
    wording = wordings[turn_of(plan.seed_number, len(wordings), *keys)]
    return varied(wording, plan, unit) if unit.rewritable else wording


def varied(wording: str, plan: Plan, unit: Unit) -> str:
    """Give the form of an authored wording that this post takes."""
    same, block = forms(wording), plan.seed_number // len(unit.wordings)
    return same[turn_of(block, len(same), plan.seed_company, unit.id, wording)]


def states_figure(text: str) -> bool:
    """Say whether a text has a figure outside its placeholders; only the employer knows one."""
    return bool(_FIGURE.search(PLACEHOLDER.sub("", text)))


def _without_figures(wordings: Sequence[str]) -> Sequence[str]:
    plain = [own for own in wordings if not states_figure(own)]
    return plain if len(plain) > 1 else wordings


def _fitting(wordings: Sequence[str], told: str, similar: Similar) -> Sequence[str]:
    if not told or len(wordings) == 1:
        return wordings
    likeness = similar(told, wordings)
    best = max(likeness)
    return [own for own, like in zip(wordings, likeness, strict=True) if like > best - CLEARLY_LESS]
