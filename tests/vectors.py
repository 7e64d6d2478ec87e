"""Vectors that outlive a test session, so that only new texts of the seeds are embedded."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.runtime.embedding import Embedder, Vectors
from nlp.runtime.weights import EMBEDDINGS_BY


class KeptVectors:
    """Embeds through the real model, and keeps what it gave in a file for the next session."""

    def __init__(self, folder: Path) -> None:
        made_by = hashlib.sha256(EMBEDDINGS_BY.encode()).hexdigest()[:12]
        self._file = folder / f"vectors-{made_by}.npz"
        self._embedder = Embedder()
        self._known = _read(self._file)

    def embed(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def save(self) -> None:
        """Write the file in one step: other sessions may read it meanwhile."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._file.with_suffix(".part.npz")
        texts = np.array(list(self._known), dtype=np.str_)
        np.savez(partial, texts=texts, vectors=np.stack(list(self._known.values())))
        partial.rename(self._file)


def _read(file: Path) -> dict[str, Vectors]:
    if not file.is_file():
        return {}
    with np.load(file) as held:
        return dict(zip(held["texts"].tolist(), held["vectors"], strict=True))
