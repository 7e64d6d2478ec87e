"""Run MiniLM over many texts at once, without padding, each as if it were alone.

What a text gets must depend on nothing but the text: a profile is read again for an audit, and
whoever sat beside it in a batch must not show. So products with weights are of whole numbers, which
come out the same in any order and shape, and attention sees texts of one length together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any, Self, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from nlp.runtime.memory import keep_freed_memory

Reach = Mapping[str, Tensor]
"""The largest absolute value that each input of a product takes, by layer and `PRODUCTS`."""

PRODUCTS = ("into", "out", "wide", "narrow")
"""The products of a layer: queries, keys and values; what was attended to; feeding forward."""

_HEADS = 12
_ROUND = 8
"""Texts are seen together by attention when they are as long up to a multiple of this."""
_WEIGHT_STEPS = 90
_STATE_STEPS = 180
"""AVX2 adds two products in 16 bits: 2 x 90 x 180 just fits."""
_LEAST_GELU = 0.17
"""No GELU is below -0.16998."""
_TINY = 1e-6


class Projection:
    """x -> W x + b in whole numbers: W in so many steps for each output, x for each row.

    Each input is first divided by a size of its own, which its weights take over, so that the few
    huge inputs do not cost the others their steps (Xiao et al., "SmoothQuant", ICML 2023). `least`
    is a lower bound of x, if it has one near zero.
    """

    def __init__(
        self, weight: Tensor, bias: Tensor, reach: Tensor, *, least: float | None = None
    ) -> None:
        sizes = (reach.clamp(min=_TINY) / weight.abs().amax(0).clamp(min=_TINY)).sqrt()
        sized = weight * sizes
        self._scales = sized.abs().amax(1).clamp(min=_TINY) / _WEIGHT_STEPS
        whole = (sized / self._scales.unsqueeze(1)).round().to(torch.int8)
        self._packed = torch.ops.onednn.qlinear_prepack(whole, None)
        self._zeros = torch.zeros(len(weight), dtype=torch.int32)
        self._by_size = sizes.reciprocal()
        self._shift = -least if least is not None else 0.0
        """What is added to x, so that nothing of it is below zero."""
        self._bias = bias - self._shift * weight.sum(1)
        self._zero = _STATE_STEPS // 2 if least is None else 0

    def __call__(self, rows: Tensor) -> Tensor:
        whole, size = self._steps(rows)
        out: Tensor = torch.addcmul(self._bias, self._product(whole), size)
        return out

    def _steps(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Give the rows in whole steps, and the size of a step of each row.

        They become bytes by way of 16 bits: torch is four times as slow from floats to bytes.
        """
        if self._shift:
            rows = (rows + self._shift).mul_(self._by_size)
            size = rows.amax(1, keepdim=True)
        else:
            rows = rows * self._by_size
            size = rows.abs().amax(1, keepdim=True)
        size = size.clamp_(min=_TINY) / (_STATE_STEPS - self._zero)
        whole = rows.div_(size).add_(self._zero).round_().to(torch.int16).to(torch.uint8)
        return whole, size

    def _product(self, whole: Tensor) -> Tensor:
        return cast(
            "Tensor",
            torch.ops.onednn.qlinear_pointwise(
                whole,
                1.0,  # the size of a step and the zero of `whole`
                self._zero,
                self._packed,
                self._scales,
                self._zeros,
                None,
                1.0,  # nothing is done to what comes out
                0,
                torch.float32,
                "none",
                [],
                "",
            ),
        )


@dataclass(frozen=True, slots=True)
class _Layer:
    into: Projection
    out: Projection
    attended: nn.LayerNorm
    wide: Projection
    narrow: Projection
    fed: nn.LayerNorm

    @classmethod
    def of(cls, layer: Any, reach: Mapping[str, Tensor]) -> Self:
        own, out = layer.attention.self, layer.attention.output
        wide, narrow = layer.intermediate.dense, layer.output.dense
        three = (own.query, own.key, own.value)
        weights, biases = [part.weight for part in three], [part.bias for part in three]
        return cls(
            Projection(torch.cat(weights), torch.cat(biases), reach["into"]),
            Projection(out.dense.weight, out.dense.bias, reach["out"]),
            out.LayerNorm,
            Projection(wide.weight, wide.bias, reach["wide"]),
            Projection(narrow.weight, narrow.bias, reach["narrow"], least=-_LEAST_GELU),
            layer.output.LayerNorm,
        )

    def __call__(self, states: Tensor, groups: "_Groups") -> Tensor:
        states = self.attended(states + self.out(groups.attention(self.into(states))))
        fed: Tensor = self.fed(states + self.narrow(functional.gelu(self.wide(states))))
        return fed


@dataclass(frozen=True, slots=True)
class _Group:
    """Texts of like length: `rows` (texts, length) of the pack, and a `mask` of the real ones."""

    rows: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class _Groups:
    """All texts of a pack; `back` gives for each packed row its row among those of the groups."""

    groups: tuple[_Group, ...]
    back: Tensor

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Self:
        starts = [0, *accumulate(lengths)]
        found, back, taken = [], torch.empty(starts[-1], dtype=torch.long), 0
        for padded, texts in _alike(lengths):
            places = torch.arange(padded)
            begins = torch.tensor([[starts[text]] for text in texts])
            sizes = torch.tensor([[lengths[text]] for text in texts])
            mask = places < sizes
            rows = begins + places.minimum(sizes - 1)
            back[rows[mask]] = taken + mask.flatten().nonzero().squeeze(1)
            taken += mask.numel()
            found.append(_Group(rows, mask[:, None, None, :]))
        return cls(tuple(found), back)

    def attention(self, states: Tensor) -> Tensor:
        """Turn queries, keys and values (rows, 3 x hidden) into what each row attends to."""
        seen = [_attention(states[group.rows], group.mask) for group in self.groups]
        return torch.cat(seen)[self.back]


def _alike(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    def padded(text: int) -> int:
        return -(-lengths[text] // _ROUND) * _ROUND

    for length, texts in groupby(sorted(range(len(lengths)), key=padded), padded):
        yield length, list(texts)


def _attention(three: Tensor, mask: Tensor) -> Tensor:
    texts, length, width = three.shape
    heads = three.view(texts, length, 3, _HEADS, width // 3 // _HEADS).permute(2, 0, 3, 1, 4)
    asked, keys, values = heads
    seen = functional.scaled_dot_product_attention(asked, keys, values, attn_mask=mask)
    return seen.transpose(1, 2).reshape(texts * length, width // 3)


class PackedEncoder:
    """The layers of a BERT, for reading only, with weights of their own."""

    @torch.no_grad()
    def __init__(self, model: Any, reach: Reach) -> None:
        """Take the weights of a transformers BertModel as they are now."""
        keep_freed_memory()
        self._embeddings = model.embeddings
        self._layers = [
            _Layer.of(layer, {name: reach[f"{place}.{name}"] for name in PRODUCTS})
            for place, layer in enumerate(model.encoder.layer)
        ]

    def __call__(
        self, pieces: Tensor, sizes: Sequence[int], *, add: Tensor | None = None
    ) -> Tensor:
        """Give the last states (pieces, hidden) of texts laid end to end.

        `pieces` are ids of word pieces, `sizes` counts those of each text, and `add` is added to
        the embedding of each piece.
        """
        own = self._embeddings
        states: Tensor = own.word_embeddings(pieces)
        if add is not None:
            states = states + add
        places = torch.cat([torch.arange(size) for size in sizes])
        states = states + own.token_type_embeddings.weight[0] + own.position_embeddings(places)
        states = own.LayerNorm(states)
        groups = _Groups.of(sizes)
        for layer in self._layers:
            states = layer(states, groups)
        return states
