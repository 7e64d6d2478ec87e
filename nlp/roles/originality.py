"""Near-duplicate sentences: shared word trigrams over the smaller sentence."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

NEAR_DUPLICATE = 0.5
_WORD = re.compile(r"[a-z0-9+#]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MIN_TRIGRAMS = 4


def trigrams(sentence: str) -> frozenset[tuple[str, str, str]]:
    words = _WORD.findall(sentence.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def near_duplicates(
    sources: Iterable[tuple[str, str]], threshold: float = NEAR_DUPLICATE
) -> Iterator[tuple[str, str, str, str]]:
    """Yield (source, sentence, other source, other sentence) for each pair that overlaps.

    `sources` pairs a place with a text block. Overlap is the number of shared word trigrams over
    the smaller sentence's; sentences with fewer than four trigrams are passed over.
    """
    kept: list[tuple[str, str, frozenset[tuple[str, str, str]]]] = []
    index: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for source, block in sources:
        for sentence in _SENTENCE_END.split(block):
            grams = trigrams(sentence)
            if len(grams) < _MIN_TRIGRAMS:
                continue
            shared: dict[int, int] = defaultdict(int)
            for gram in grams:
                for position in index[gram]:
                    shared[position] += 1
                index[gram].append(len(kept))
            for position, count in shared.items():
                other_source, other, other_grams = kept[position]
                if count / min(len(grams), len(other_grams)) >= threshold:
                    yield source, sentence, other_source, other
            kept.append((source, sentence, grams))
