"""Train the editing writer: joints, phrases and fitting tails over the packaged encoder."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from nlp.roles.page import RolePage
from nlp.runtime.edit_network import EditNetwork
from nlp.runtime.edits import PhraseList
from training.writer.examples import (
    FitExample,
    TagExample,
    fit_examples,
    phrase_list,
    tag_examples,
)
from training.writer.rules import Rule
from training.writer.splices import Splicer

_BATCH = 32
_ENCODER_RATE, _HEAD_RATE = 5e-5, 1e-3
_UNMATCHED = 0.3
"""A phrase that no rule allows at a place may still read well there: such a label counts less."""

Example = TypeVar("Example", TagExample, FitExample)


@dataclass(frozen=True)
class EditorData:
    phrases: PhraseList
    tags: list[TagExample]
    fits: list[FitExample]


def editor_data(
    pages: Sequence[RolePage], splicer: Splicer, rules: Sequence[Rule], *, seed: int
) -> EditorData:
    """Make the training examples of these roles."""
    chance = random.Random(seed)
    phrases = PhraseList(phrase_list(pages, rules))
    tags = list(tag_examples(pages, splicer, rules, phrases, chance=chance))
    return EditorData(phrases, tags, fit_examples(pages, splicer, chance=chance))


def train_editor(
    data: EditorData, *, epochs: int, seed: int, report: Callable[[str], None]
) -> EditNetwork:
    """Train on the data; the same seed on the same machine gives the same weights."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = EditNetwork(data.phrases.phrases).train()
    encoder = [own for own in network.encoder.parameters() if own.requires_grad]
    inner = {id(own) for own in encoder}
    heads = [p for p in network.parameters() if p.requires_grad and id(p) not in inner]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": _ENCODER_RATE}, {"params": heads, "lr": _HEAD_RATE}],
        weight_decay=0.01,
    )
    steps = epochs * -(-len(data.fits) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 100, max(0.02, 1 - step / steps))
    )
    started = time.monotonic()
    losses: list[float] = []
    tags = _endless(data.tags, chance)
    for epoch in range(epochs):
        for batch in _batches(data.fits, chance):
            loss = _fit_loss(network, batch)
            if len(losses) % 2:
                loss = loss + _tag_loss(network, next(tags))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        recent = sum(losses[-100:]) / len(losses[-100:])
        report(f"epoch {epoch + 1}/{epochs}: loss {recent:.3f}, {time.monotonic() - started:.0f} s")
    return network.eval()


def _fit_loss(network: EditNetwork, batch: Sequence[FitExample]) -> Tensor:
    logits = network.fits([(own.head, own.tail) for own in batch])
    return binary_cross_entropy_with_logits(logits, torch.tensor([own.fits for own in batch]))


def _tag_loss(network: EditNetwork, batch: Sequence[TagExample]) -> Tensor:
    encoded = network.encode([own.words for own in batch])
    joints = torch.cat(network.joints(encoded))
    wanted = [float(place in own.joints) for own in batch for place in range(len(own.words))]
    loss = binary_cross_entropy_with_logits(joints, torch.tensor(wanted))
    right = torch.tensor([float(value) for own in batch for value in own.right])
    if right.numel():
        logits = torch.cat(network.places(encoded, [own.sites for own in batch]))
        weights = right + (1 - right) * _UNMATCHED
        loss = loss + binary_cross_entropy_with_logits(logits, right, weights)
    return loss


def _batches(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Give all examples in random batches, each of texts that are about as long."""
    order = sorted(examples, key=lambda own: own.words_count + chance.random() * 3)
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    yield from batches


def _endless(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    while True:
        yield from _batches(examples, chance)
