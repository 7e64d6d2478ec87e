"""The spans reported have the largest summed gain of all that can lie side by side."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from nlp.runtime.span_choice import best_spans

THRESHOLD = 0.3


@st.composite
def probabilities(draw: st.DrawFn) -> npt.NDArray[np.float32]:
    words, widths = draw(st.integers(0, 4)), 3
    values = draw(st.lists(st.sampled_from((0.0, 0.2, 0.4, 0.6, 0.9)), min_size=12, max_size=12))
    cells = np.array(values, dtype=np.float32).reshape(4, widths)[:words]
    for start in range(words):
        cells[start, words - start :] = 0.0
    return cells


def gain(cells: npt.NDArray[np.float32], spans: tuple[tuple[int, int], ...]) -> float:
    return sum(float(cells[span]) - THRESHOLD for span in spans)


def apart(spans: tuple[tuple[int, int], ...]) -> bool:
    covered = [word for start, width in spans for word in range(start, start + width + 1)]
    return len(covered) == len(set(covered))


@given(probabilities())
def test_no_other_choice_has_a_larger_gain(cells: npt.NDArray[np.float32]) -> None:
    chosen = tuple(best_spans(cells, threshold=THRESHOLD))
    possible = [tuple(map(int, cell)) for cell in np.argwhere(cells > THRESHOLD)]
    best = max(
        gain(cells, choice)  # type: ignore[arg-type]
        for size in range(len(possible) + 1)
        for choice in combinations(possible, size)
        if apart(choice)  # type: ignore[arg-type]
    )
    assert apart(chosen)
    assert gain(cells, chosen) == best or abs(gain(cells, chosen) - best) < 1e-6


def test_of_two_overlapping_spans_the_likelier_stays() -> None:
    cells = np.array([[0.5, 0.9], [0.35, 0.0]], dtype=np.float32)
    assert best_spans(cells, threshold=THRESHOLD) == [(0, 1)]


def test_spans_side_by_side_both_stay_in_order() -> None:
    cells = np.array([[0.5, 0.4], [0.6, 0.0]], dtype=np.float32)
    assert best_spans(cells, threshold=THRESHOLD) == [(0, 0), (1, 0)]
