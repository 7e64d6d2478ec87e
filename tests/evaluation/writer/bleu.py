"""Self-BLEU: how much posts repeat each other (Zhu et al. 2018, Texygen, arXiv:1802.01886)."""

import math
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w+|[^\w\s]")
_ORDERS = (1, 2, 3, 4)

Counts = tuple[Counter[tuple[str, ...]], ...]


def self_bleu(texts: Sequence[str]) -> float:
    """Give the mean BLEU-4 of each text against all others: 0 none is alike, 1 all are."""
    counts = [_counts(text) for text in texts]
    return sum(
        _bleu(own, counts[:place] + counts[place + 1 :]) for place, own in enumerate(counts)
    ) / len(counts)


def _counts(text: str) -> Counts:
    words = _WORD.findall(text.lower())
    return tuple(
        Counter(tuple(words[i : i + order]) for i in range(len(words) - order + 1))
        for order in _ORDERS
    )


def _bleu(own: Counts, others: Sequence[Counts]) -> float:
    """Give the geometric mean of clipped precisions; the texts are of one length, so no penalty."""
    logs = 0.0
    for place, counts in enumerate(own):
        hits = sum(
            min(number, max((other[place][gram] for other in others), default=0))
            for gram, number in counts.items()
        )
        logs += math.log(max(hits, 0.5) / max(1, sum(counts.values())))
    return math.exp(logs / len(_ORDERS))
