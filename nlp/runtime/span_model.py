"""Run the span network over texts: load its weights, batch by length, read spans off."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoModel, AutoTokenizer, logging

from nlp.runtime.marginals import marginals
from nlp.runtime.packed_encoder import PackedEncoder, Reach
from nlp.runtime.span_choice import best_spans
from nlp.runtime.span_network import LABELS, SpanNetwork
from nlp.runtime.span_sentences import Sentence, batches, collate, sentences
from nlp.runtime.weights import WeightsError, minilm_folder

_PIECES = 512
"""A batch's size in word pieces: each batch has its own calls of attention, one a length."""
LAYERS = 4
"""How many of MiniLM's six layers the shipped network keeps."""
_PACKAGED = "encoder.embeddings."
"""The prefix of what stays as MiniLM's package has it, and so is not shipped."""
_REACH = "reach."


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """text[start:end] under a label of the network, with its probability."""

    start: int
    end: int
    label: str
    probability: float


@dataclass(frozen=True)
class SpanModel:
    """A tokenizer and a network; once trained, safe to share between threads.

    With `encoder` it reads by that in place of the network's own, which is slower and for training.
    """

    tokenizer: Any
    network: SpanNetwork
    encoder: PackedEncoder | None = None
    _tokenizing: threading.Lock = field(default_factory=threading.Lock, repr=False)
    """The tokenizer keeps its truncation in a state of its own, the network keeps none."""

    @classmethod
    def untrained(cls, *, layers: int | None) -> Self:
        """Give the lower `layers` of MiniLM (None: all), under span layers yet to be trained."""
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        folder = minilm_folder()
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        encoder = AutoModel.from_pretrained(
            folder, local_files_only=True, add_pooling_layer=False, attn_implementation="sdpa"
        )
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        return cls(tokenizer, SpanNetwork(encoder).eval())

    @classmethod
    def shipped(cls, weights: Path, *, threads: int) -> Self:
        """Load trained weights over the packaged ones; the caller has checked their digest."""
        torch.set_num_threads(threads)
        model = cls.untrained(layers=LAYERS)
        tensors = {name: tensor.float() for name, tensor in load_file(weights).items()}
        reach = {name: tensors.pop(_REACH + name) for name in _names(tensors, _REACH)}
        absent, unknown = model.network.load_state_dict(tensors, strict=False)
        if not reach or unknown or any(not name.startswith(_PACKAGED) for name in absent):
            raise WeightsError(f"{weights.name} is of another network: reinstall Penroll")
        encoder = PackedEncoder(model.network.encoder, reach)
        model.network.encoder.encoder.layer = nn.ModuleList()  # 40 MB that nothing reads any more
        return cls(model.tokenizer, model.network, encoder)

    def save(self, path: Path, reach: Reach) -> None:
        """Write what differs from the packaged weights, and the `reach` of the encoder's states.

        Weights are written as 16-bit floats.
        """
        state = self.network.state_dict()
        trained = {
            name: tensor.half().contiguous()
            for name, tensor in state.items()
            if not name.startswith(_PACKAGED)
        }
        measured = {_REACH + name: tensor.half() for name, tensor in reach.items()}
        save_file(trained | measured, path)

    def spans(self, texts: Sequence[str], *, threshold: float) -> list[list[LabelledSpan]]:
        """Give the best spans of each text above `threshold`, in order of their start."""
        with self._tokenizing:
            rows = sentences(self.tokenizer, texts)
        found = self.probabilities(rows)
        return [_labelled(row, cells, threshold) for row, cells in zip(rows, found, strict=True)]

    def probabilities(self, rows: Sequence[Sentence]) -> list[npt.NDArray[np.float32]]:
        """Give for each sentence the probabilities of its spans: (words, MAX_WIDTH, labels)."""
        empty = np.zeros((0, 1, len(LABELS)), dtype=np.float32)
        results = [empty] * len(rows)
        lengths = [len(row.pieces) for row in rows]
        order = sorted((i for i, row in enumerate(rows) if row.words), key=lengths.__getitem__)
        for batch in batches(order, lengths, pieces=_PIECES):
            cells = self._probabilities([rows[i] for i in batch])
            for place, i in enumerate(batch):
                results[i] = cells[place, : len(rows[i].words)]
        return results

    @torch.no_grad()
    def _probabilities(self, batch: Sequence[Sentence]) -> npt.NDArray[np.float32]:
        numbers = collate(batch)
        if self.encoder is None:
            states = self.network.states(numbers)
        else:
            add = self.network.shape(numbers.shapes)
            states = self.encoder(numbers.pieces, numbers.sizes.tolist(), add=add)
        scores = self.network.scores(states, numbers)
        return marginals(scores.numpy(), numbers.lengths.numpy())


def _names(tensors: Mapping[str, Any], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in tensors if name.startswith(prefix)]


def _labelled(
    row: Sentence, cells: npt.NDArray[np.float32], threshold: float
) -> list[LabelledSpan]:
    spans = [
        LabelledSpan(
            row.words[start][0],
            row.words[start + width][1],
            label,
            float(cells[start, width, k]),
        )
        for k, label in enumerate(LABELS)
        for start, width in best_spans(cells[:, :, k], threshold=threshold)
    ]
    return sorted(spans, key=lambda span: (span.start, span.end, span.label))
