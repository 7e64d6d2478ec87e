"""Train the editing writer: which phrases read well where, over the packaged encoder."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from nlp.runtime.edit_network import EditNetwork, Read
from nlp.runtime.edits import Phrase
from tests.training.writer.examples import Example

_BATCH = 32
_ENCODER_RATE, _HEAD_RATE = 2e-4, 1e-3


def train_editor(
    phrases: Sequence[Phrase],
    examples: Sequence[Example],
    *,
    epochs: int,
    seed: int,
    report: Callable[[str], None],
) -> EditNetwork:
    """Train on the examples; the same seed on the same machine gives the same weights."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = EditNetwork(phrases).train()
    network.encoder.eval()
    kept = _read(network, [own for own in examples if own.sites])
    report(f"read {len(kept)} sentences with {sum(len(own.example.sites) for own in kept)} places")
    optimizer = torch.optim.AdamW(
        [
            {"params": network.top.parameters(), "lr": _ENCODER_RATE},
            {"params": [own for head in _heads(network) for own in head.parameters()]},
        ],
        lr=_HEAD_RATE,
        weight_decay=0.01,
    )
    steps = epochs * -(-len(kept) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50, max(0.02, 1 - step / steps))
    )
    started = time.monotonic()
    for epoch in range(epochs):
        losses: list[float] = []
        for batch in _batches(kept, chance):
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        seconds = time.monotonic() - started
        report(f"epoch {epoch + 1}/{epochs}: {sum(losses) / len(losses):.3f} {seconds:.0f} s")
    return network.eval()


def _heads(network: EditNetwork) -> list[nn.Module]:
    return [network.place, network.phrase, network.phrase_bias]


@dataclass(frozen=True)
class _Kept:
    """An example with what the unchanged layers make of it, which is computed once."""

    states: Tensor
    marks: list[int]
    example: Example

    @property
    def size(self) -> int:
        return len(self.states)


def _read(network: EditNetwork, examples: Sequence[Example]) -> list[_Kept]:
    ordered = sorted(examples, key=lambda own: len(own.words))
    kept: list[_Kept] = []
    for start in range(0, len(ordered), _BATCH):
        some = ordered[start : start + _BATCH]
        found = network.read([own.words for own in some])
        for states, mask, marks, own in zip(*found, some, strict=True):
            kept.append(_Kept(states[mask].half(), marks, own))
    return kept


def _together(batch: Sequence[_Kept]) -> Read:
    states = nn.utils.rnn.pad_sequence([own.states.float() for own in batch], batch_first=True)
    sizes = torch.tensor([own.size for own in batch])
    mask = torch.arange(states.shape[1]) < sizes.unsqueeze(1)
    return Read(states, mask, [own.marks for own in batch])


def _loss(network: EditNetwork, batch: Sequence[_Kept]) -> Tensor:
    logits = network.places(_together(batch), [own.example.sites for own in batch])
    right = torch.tensor([value for own in batch for value in own.example.right])
    weights = torch.tensor([value for own in batch for value in own.example.weights])
    return binary_cross_entropy_with_logits(torch.cat(logits), right, weights)


def _batches(kept: Sequence[_Kept], chance: random.Random) -> Iterator[list[_Kept]]:
    """Give all examples in random batches, each of texts that are about as long."""
    order = sorted(kept, key=lambda own: own.size + chance.random() * 4)
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    yield from batches
