"""The composer: a complete post out of authored wordings, chosen by seed and company."""

from nlp.posts.choice import in_order
from nlp.posts.units import Plan, Unit

COMPOSER = "penroll-composer-1"


def composed(unit: Unit, plan: Plan) -> tuple[str, ...]:
    """Give the authored wordings of a unit, the chosen one first."""
    return in_order(unit.wordings, plan.seed, unit.id)
