"""Measure how far the states of MiniLM's layers reach, to read them in whole numbers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from nlp.runtime.packed_encoder import PRODUCTS
from nlp.runtime.span_model import SpanModel
from nlp.runtime.span_sentences import batches, collate
from tests.training.skills.examples import Example

_PIECES = 512


def reach_of(model: SpanModel, examples: Sequence[Example]) -> dict[str, Tensor]:
    """Give the largest absolute value of each input of each product while `examples` are read."""
    lengths = [len(example.sentence.pieces) for example in examples]
    with recorded(model.network.encoder) as reach, torch.no_grad():
        for rows in batches(range(len(examples)), lengths, pieces=_PIECES):
            model.network.states(collate([examples[row].sentence for row in rows]))
    return reach


@contextmanager
def recorded(encoder: Any) -> Iterator[dict[str, Tensor]]:
    """Fill the mapping with what the layers of a transformers BertModel see meanwhile."""
    reach: dict[str, Tensor] = {}
    hooks = [
        module.register_forward_pre_hook(_recording(reach, f"{place}.{name}"))
        for place, layer in enumerate(encoder.encoder.layer)
        for name, module in zip(PRODUCTS, _products(layer), strict=True)
    ]
    try:
        yield reach
    finally:
        for hook in hooks:
            hook.remove()


def _products(layer: Any) -> tuple[nn.Linear, ...]:
    attention, out = layer.attention.self.query, layer.attention.output.dense
    return attention, out, layer.intermediate.dense, layer.output.dense


def _recording(reach: dict[str, Tensor], key: str) -> Callable[[nn.Module, Any], None]:
    def record(_module: nn.Module, inputs: Any) -> None:
        most = inputs[0].detach().abs().flatten(0, -2).amax(0)
        reach[key] = torch.maximum(reach[key], most) if key in reach else most

    return record
