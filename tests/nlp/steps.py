"""The order in which a writer's network steps, and asks whether to stop."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from nlp.ports import Writer, WritingTask


@contextmanager
def watched(
    network: Any, stop: Callable[[], bool]
) -> Iterator[tuple[list[str], Callable[[], bool]]]:
    """Give a record of `step`, `stop?` and `stop!`, and a stop that writes into it."""
    events: list[str] = []

    def asked() -> bool:
        said = stop()
        events.append("stop!" if said else "stop?")
        return said

    hook = network.register_forward_pre_hook(lambda *_: events.append("step"))
    try:
        yield events, asked
    finally:
        hook.remove()


def stop_after(calls: int) -> Callable[[], bool]:
    """Give a `stop` that is false for so many calls."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


def stops_between_any_two_steps(writer: Writer, network: Any, tasks: Sequence[WritingTask]) -> None:
    """Assert that no two steps of the network follow each other without a question in between.

    Then stop the same offer at each of its questions in turn: no step follows a yes.
    """
    with watched(network, lambda: False) as (events, stop):
        offers = list(writer.offer(tasks, stop=stop))
    assert offers
    assert events.count("step") >= len(tasks)
    assert ("step", "step") not in pairwise(["step", *events])
    questions = events.count("stop?")
    for number in sorted({0, 1, 2, questions // 3, questions // 2, questions - 1}):
        with watched(network, stop_after(number)) as (events, stop):
            assert len(list(writer.offer(tasks, stop=stop))) < len(tasks)
        assert "step" not in events[events.index("stop!") :]
