"""Sentence embeddings by all-MiniLM-L6-v2, loaded once at first use."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.runtime.weights import minilm_folder

DIMENSIONS = 384
MAX_TOKENS = 256
_BATCH = 64

Vectors = npt.NDArray[np.float32]


@dataclass
class Embedder:
    """Turns texts into unit vectors of 384 numbers; safe to share between threads.

    The model is loaded at the first call, in the caller's thread (two to five seconds).
    """

    threads: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _encoder: "_Encoder | None" = field(default=None, repr=False)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one L2-normalised row of 384 for each text, in order."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        with self._lock:
            if self._encoder is None:
                self._encoder = _Encoder.load(minilm_folder(), threads=self.threads)
            return self._encoder.encode(texts)


@dataclass(frozen=True)
class _Encoder:
    tokenizer: Any
    model: Any

    @classmethod
    def load(cls, folder: Path, *, threads: int) -> "_Encoder":
        import torch  # noqa: PLC0415 - seconds and 200 MB, wanted only by processes that embed
        from transformers import AutoModel, AutoTokenizer, logging  # noqa: PLC0415

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True)
        return cls(tokenizer, model.eval())

    def encode(self, texts: Sequence[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows[batch] = self._encode_batch([texts[i] for i in batch])
        return rows

    def _encode_batch(self, texts: list[str]) -> Vectors:
        import torch  # noqa: PLC0415

        tokens = self.tokenizer(
            texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        )
        with torch.inference_mode():
            states = self.model(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
            pooled = (states * mask).sum(1) / mask.sum(1)
            unit = torch.nn.functional.normalize(pooled, dim=1)
        vectors: Vectors = unit.numpy()
        return vectors
