"""Sentence embeddings by all-MiniLM-L6-v2, loaded once at first use."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from nlp.runtime.weights import minilm_folder, minilm_reach

if TYPE_CHECKING:
    from nlp.runtime.packed_encoder import PackedEncoder

DIMENSIONS = 384
MAX_TOKENS = 256
_PIECES = 512
"""A batch's size in word pieces: each batch has its own calls of attention, one a length."""

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
        """Give one L2-normalised row of 384 for each text, in order.

        A row depends on its text alone, to the last digit, whatever stands beside it.
        """
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        with self._lock:
            if self._encoder is None:
                self._encoder = _Encoder.load(minilm_folder(), threads=self.threads)
            return self._encoder.encode(texts)


@dataclass(frozen=True)
class _Encoder:
    tokenizer: Any
    encoder: "PackedEncoder"

    @classmethod
    def load(cls, folder: Path, *, threads: int) -> "_Encoder":
        import torch  # noqa: PLC0415 - seconds and 200 MB, wanted only by processes that embed
        from safetensors.torch import load_file  # noqa: PLC0415
        from transformers import AutoModel, AutoTokenizer, logging  # noqa: PLC0415

        from nlp.runtime.packed_encoder import PackedEncoder  # noqa: PLC0415

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True)
        reach = {name: tensor.float() for name, tensor in load_file(minilm_reach()).items()}
        return cls(tokenizer, PackedEncoder(model.eval(), reach))

    def encode(self, texts: Sequence[str]) -> Vectors:
        from nlp.runtime.span_sentences import batches  # noqa: PLC0415 - brings torch

        pieces = self.tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"]
        sizes = [len(text) for text in pieces]
        order = sorted(range(len(texts)), key=sizes.__getitem__)
        rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for batch in batches(order, sizes, pieces=_PIECES):
            rows[batch] = self._encode_batch([pieces[text] for text in batch])
        return rows

    def _encode_batch(self, texts: Sequence[Sequence[int]]) -> Vectors:
        import torch  # noqa: PLC0415

        sizes = torch.tensor([len(text) for text in texts])
        text_of = torch.arange(len(texts)).repeat_interleave(sizes)
        with torch.inference_mode():
            flat = torch.tensor([piece for text in texts for piece in text])
            states = self.encoder(flat, sizes.tolist())
            total = states.new_zeros(len(texts), DIMENSIONS).index_add(0, text_of, states)
            unit = torch.nn.functional.normalize(total / sizes.unsqueeze(1), dim=1)
        vectors: Vectors = unit.numpy()
        return vectors
