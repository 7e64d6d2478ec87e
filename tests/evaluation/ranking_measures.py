"""How good an order of CVs is, and the orders of the baselines over the same texts."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ranking.reading import Embed, words_of
from tests.evaluation.ranking_sets import Sample

TOP = 10

Grid = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over posts; ties are broken against the ranking."""

    ndcg: float
    average_precision: float
    reciprocal_rank: float

    def __str__(self) -> str:
        return (
            f"nDCG@10 {self.ndcg:.3f}  MAP {self.average_precision:.3f}  "
            f"MRR {self.reciprocal_rank:.3f}"
        )


def quality(sample: Sample, grid: Grid) -> Quality:
    """Score a posts x CVs grid: nDCG@10 with gains 2^grade - 1, MAP and MRR at the best grade."""
    names = list(sample.cvs)
    each = [
        _of_post(sample.grades[post.id], dict(zip(names, row, strict=True)))
        for post, row in zip(sample.posts, grid.tolist(), strict=True)
    ]
    return Quality(*(float(np.mean([row[at] for row in each])) for at in range(3)))


def _of_post(grades: Mapping[str, int], scores: Mapping[str, float]) -> tuple[float, float, float]:
    order = sorted(scores, key=lambda name: (-scores[name], grades.get(name, 0), name))
    gains = [2 ** grades.get(name, 0) - 1 for name in order]
    best = max(grades.values())
    hits = [place for place, name in enumerate(order, 1) if grades.get(name, 0) == best]
    precision = sum(nth / place for nth, place in enumerate(hits, 1)) / len(hits)
    return _dcg(gains) / _dcg(sorted(gains, reverse=True)), precision, 1 / hits[0]


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains[:TOP], 1))


@dataclass(frozen=True, slots=True)
class _Corpus:
    texts: Sequence[Counter[str]]
    idf: Mapping[str, float]

    @classmethod
    def of(cls, sample: Sample) -> "_Corpus":
        texts = [Counter(words_of(text)) for text in sample.cvs.values()]
        found = Counter(word for text in texts for word in text)
        idf = {w: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for w, n in found.items()}
        return cls(texts, idf)


def by_tf_idf(sample: Sample) -> Grid:
    """Give cosines of post and CV, words weighed by their rarity among this set's own CVs."""
    corpus = _Corpus.of(sample)
    idf = corpus.idf
    norms = [math.sqrt(sum((n * idf[w]) ** 2 for w, n in text.items())) for text in corpus.texts]
    return np.array(
        [
            [
                sum(asked[w] * text[w] * idf[w] ** 2 for w in asked if w in text) / norm
                for text, norm in zip(corpus.texts, norms, strict=True)
            ]
            for asked in (Counter(words_of(post.text)) for post in sample.posts)
        ]
    )


def by_bm25(sample: Sample) -> Grid:
    """Give BM25 (k1 1.2, b 0.75) over this set's own CVs."""
    corpus = _Corpus.of(sample)
    lengths = [sum(text.values()) for text in corpus.texts]
    mean = sum(lengths) / len(lengths)
    damps = [1.2 * (0.25 + 0.75 * length / mean) for length in lengths]
    return np.array(
        [
            [
                sum(corpus.idf[w] * text[w] * 2.2 / (text[w] + damp) for w in asked if w in text)
                for text, damp in zip(corpus.texts, damps, strict=True)
            ]
            for asked in (set(words_of(post.text)) for post in sample.posts)
        ]
    )


def by_document(sample: Sample, embed: Embed) -> Grid:
    """Give cosines of whole posts and whole CVs, as far as the model reads them."""
    asked = embed([post.text for post in sample.posts])
    told = embed(list(sample.cvs.values()))
    return np.asarray(asked @ told.T, dtype=np.float64)
