"""How alike two texts are in meaning, with the vectors of authored wordings kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nlp.runtime.embedding import Embedder

_KEPT = 20_000
"""Vectors kept in memory, 30 MB at most; the library has some 8,000 wordings."""

Vector = npt.NDArray[np.float32]


@dataclass
class Similarity:
    """Cosines of MiniLM vectors. Each text of `others` is embedded once in a process."""

    embedder: Embedder = field(default_factory=Embedder)
    _kept: dict[str, Vector] = field(default_factory=dict, repr=False)

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """Give the cosine, -1 to 1 and rounded to a hundredth, of `text` with each of `others`.

        Rounding keeps a choice the same on machines whose last digits differ.
        """
        vectors = np.stack(self._vectors([text, *others]))
        return [round(float(own), 2) for own in vectors[1:] @ vectors[0]]

    def _vectors(self, texts: Sequence[str]) -> list[Vector]:
        new = list(dict.fromkeys(text for text in texts if text not in self._kept))
        if len(self._kept) + len(new) > _KEPT:
            self._kept.clear()
            new = list(dict.fromkeys(texts))
        self._kept.update(zip(new, self.embedder.embed(new), strict=True))
        return [self._kept[text] for text in texts]
