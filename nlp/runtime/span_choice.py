"""Choose the spans to report from the probabilities of all spans of a sentence."""

from bisect import bisect_right

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.float32]


def best_spans(probabilities: Probabilities, *, threshold: float) -> list[tuple[int, int]]:
    """Give the (start, width) cells that overlap nowhere and have the largest summed gain.

    The gain of a span is its probability above `threshold`: with the threshold at half the F1 that
    can be reached, that is the choice of the highest expected F1 (Lipton et al., "Optimal
    thresholding of classifiers to maximize F1 measure", ECML 2014). Cell [i, w] stands for the
    words i to i + w; the weighted-interval-scheduling recurrence runs over the cells by their end.
    """
    starts, widths = np.nonzero(probabilities > threshold)
    order = np.argsort(starts + widths, kind="stable")
    cells = [(int(starts[k]), int(widths[k])) for k in order]
    ends = [start + width for start, width in cells]
    gains = [0.0]
    for k, (start, width) in enumerate(cells):
        before = bisect_right(ends, start - 1, 0, k)
        gain = float(probabilities[start, width]) - threshold
        gains.append(max(gains[-1], gains[before] + gain))
    return _chosen(cells, ends, gains)


def _chosen(
    cells: list[tuple[int, int]], ends: list[int], gains: list[float]
) -> list[tuple[int, int]]:
    chosen = []
    k = len(cells)
    while k:
        if gains[k] == gains[k - 1]:
            k -= 1
            continue
        chosen.append(cells[k - 1])
        k = bisect_right(ends, cells[k - 1][0] - 1, 0, k - 1)
    return chosen[::-1]
