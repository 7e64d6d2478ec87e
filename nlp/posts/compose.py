"""The composer: a complete post out of authored wordings, chosen by seed and company."""

from collections.abc import Callable, Iterator, Sequence

from nlp.ports import WritingTask
from nlp.posts.choice import in_order
from nlp.posts.units import Plan, Unit

COMPOSER = "penroll-composer-1"


class Composer:
    """The writer without a model: it offers the library's own wordings in the seed's order."""

    name = COMPOSER
    is_model = False

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Callable[[], bool]
    ) -> Iterator[tuple[str, Sequence[str]]]:
        for task in tasks:
            if stop():
                return
            yield task.id, in_order(task.texts, self._seed, task.id)


def composed(unit: Unit, plan: Plan) -> tuple[str, ...]:
    """Give the authored wordings of a unit, the chosen one first."""
    return in_order(unit.wordings, plan.seed, unit.id)
