"""The probability of each span over all ways to lay spans side by side, for reading.

Training takes the same numbers as a gradient of `span_network.log_partition`; here each sentence is
summed by steps that do not depend on its neighbours, to the last digit.
"""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


def marginals(scores: Scores, lengths: npt.NDArray[np.int64]) -> Scores:
    """Give the probability of each span, in the shape of `scores`.

    `scores` are those of `SpanNetwork.forward`: (sentences, words, widths, labels).
    Cell [i, w] stands for the words i to i + w; cells past the end of a sentence, which has
    `lengths` words, must be so low that they weigh nothing. The sums run forwards over the ways to
    cover what stands before a word, and backwards over what stands after it (Sarawagi and Cohen,
    "Semi-Markov conditional random fields", NIPS 2004).
    """
    cells = np.ascontiguousarray(scores.transpose(1, 2, 0, 3))
    words, widths = cells.shape[:2]
    ahead = _ahead(cells, lengths)
    before = np.zeros((words + 1, *cells.shape[2:]), np.float32)
    for end in range(words):
        reach = np.arange(min(widths, end + 1))
        before[end + 1] = _sum(before[end], before[end - reach] + cells[end - reach, reach])
    total = ahead[0]
    for start in range(words):
        after = ahead[start + 1 : start + 1 + widths]
        ways = cells[start, : len(after)] + before[start] + after - total
        cells[start] = 0.0
        cells[start, : len(after)] = np.exp(ways)
    return np.ascontiguousarray(cells.transpose(2, 0, 1, 3))


def _ahead(cells: Scores, lengths: npt.NDArray[np.int64]) -> Scores:
    """Give the log-weight of all ways to cover the words from each one on: (words + 1, ...)."""
    words, widths = cells.shape[:2]
    ahead = np.zeros((words + 1, *cells.shape[2:]), np.float32)
    for start in reversed(range(words)):
        after = ahead[start + 1 : start + 1 + widths]
        here = _sum(ahead[start + 1], cells[start, : len(after)] + after)
        ahead[start] = np.where((start < lengths)[:, None], here, 0.0)
    return ahead


def _sum(one: Scores, others: Scores) -> Scores:
    """Add weights given by their logarithms."""
    most = np.maximum(one, others.max(0))
    summed: Scores = most + np.log(np.exp(one - most) + np.exp(others - most).sum(0))
    return summed
