"""How much a word tells: fixed counts from the role library, never from who else applied."""

import math
from functools import cache
from importlib.resources import files

from nlp.ranking.evidence import is_common, stem

_TABLE = "word_counts.tsv"
_RESOLUTION = 1000


@cache
def _counts() -> tuple[int, dict[str, int]]:
    lines = (files("nlp.ranking") / _TABLE).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return int(rows[0][1]), {word: int(count) for word, count in rows[1:]}


def weight(word_stem: str) -> int:
    """Give the idf of a stem in thousandths, as BM25 has it; a word unknown to us weighs most.

    A whole number, so that sums of weights are the same in any order.
    """
    total, counts = _counts()
    count = counts.get(word_stem, 0)
    return round(_RESOLUTION * math.log(1 + (total - count + 0.5) / (count + 0.5)))


def is_ordinary(word: str) -> bool:
    """Say whether a word is one of the library's own, so most likely no proper name."""
    lower = word.lower()
    return is_common(lower) or stem(lower) in _counts()[1]
