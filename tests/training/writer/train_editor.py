"""Train the editing writer: joints, phrases and fitting tails over the packaged encoder."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from nlp.roles.page import RolePage
from nlp.runtime.edit_network import EditNetwork, Read
from nlp.runtime.edits import PhraseList
from tests.training.writer.examples import (
    FitExample,
    TagExample,
    fit_examples,
    phrase_list,
    tag_examples,
)
from tests.training.writer.rules import Rule
from tests.training.writer.splices import Splicer

_BATCH = 32
_ENCODER_RATE, _HEAD_RATE = 2e-4, 1e-3
_RARE = torch.tensor(3.0)
"""Joints are rare among words, so one counts this much."""
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
    network.encoder.eval()
    fits, tags = _fits_read(network, data.fits), _tags_read(network, data.tags)
    report(f"read {len(fits)} pairs and {len(tags)} sentences")
    rates = [
        {"params": network.top.parameters(), "lr": _ENCODER_RATE},
        {"params": [own for head in _heads(network) for own in head.parameters()]},
    ]
    optimizer = torch.optim.AdamW(rates, lr=_HEAD_RATE, weight_decay=0.01)
    steps = epochs * -(-len(fits) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50, max(0.02, 1 - step / steps))
    )
    started, more = time.monotonic(), _endless(tags, chance)
    for epoch in range(epochs):
        losses: list[tuple[float, float]] = []
        for batch in _batches(fits, chance):
            fit, tag = _fit_loss(network, batch), _tag_loss(network, next(more))
            optimizer.zero_grad()
            (fit + tag).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            losses.append((fit.item(), tag.item()))
        fit_mean, tag_mean = (sum(own) / len(losses) for own in zip(*losses, strict=True))
        seconds = time.monotonic() - started
        report(
            f"epoch {epoch + 1}/{epochs}: fit {fit_mean:.3f} tags {tag_mean:.3f} {seconds:.0f} s"
        )
    return network.eval()


def _heads(network: EditNetwork) -> list[nn.Module]:
    return [network.joint, network.place, network.phrase, network.phrase_bias, network.fit]


@dataclass(frozen=True)
class _Kept:
    """An example with what the unchanged layers make of it, which is computed once."""

    states: Tensor
    marks: list[int]
    example: TagExample | FitExample

    @property
    def size(self) -> int:
        return len(self.states)


def _fits_read(network: EditNetwork, examples: Sequence[FitExample]) -> list[_Kept]:
    return _kept(examples, lambda some: network.read_pairs([(own.head, own.tail) for own in some]))


def _tags_read(network: EditNetwork, examples: Sequence[TagExample]) -> list[_Kept]:
    return _kept(examples, lambda some: network.read([own.words for own in some]))


def _kept(examples: Sequence[Example], read: Callable[[Sequence[Example]], Read]) -> list[_Kept]:
    ordered = sorted(examples, key=lambda own: own.words_count)
    kept: list[_Kept] = []
    for start in range(0, len(ordered), _BATCH):
        some = ordered[start : start + _BATCH]
        found = read(some)
        for states, mask, marks, own in zip(*found, some, strict=True):
            kept.append(_Kept(states[mask].half(), marks, own))
    return kept


def _together(batch: Sequence[_Kept]) -> Read:
    states = nn.utils.rnn.pad_sequence([own.states.float() for own in batch], batch_first=True)
    sizes = torch.tensor([own.size for own in batch])
    mask = torch.arange(states.shape[1]) < sizes.unsqueeze(1)
    return Read(states, mask, [own.marks for own in batch])


def _fit_loss(network: EditNetwork, batch: Sequence[_Kept]) -> Tensor:
    wanted = [own.example.fits for own in batch if isinstance(own.example, FitExample)]
    logits = network.fits(_together(batch))
    return binary_cross_entropy_with_logits(logits, torch.tensor(wanted))


def _tag_loss(network: EditNetwork, batch: Sequence[_Kept]) -> Tensor:
    read = _together(batch)
    examples = [own.example for own in batch if isinstance(own.example, TagExample)]
    wanted = [float(place in own.joints) for own in examples for place in range(len(own.words))]
    loss = binary_cross_entropy_with_logits(
        torch.cat(network.joints(read)), torch.tensor(wanted), pos_weight=_RARE
    )
    right = torch.tensor([float(value) for own in examples for value in own.right])
    if right.numel():
        logits = torch.cat(network.places(read, [own.sites for own in examples]))
        weights = right + (1 - right) * _UNMATCHED
        loss = loss + binary_cross_entropy_with_logits(logits, right, weights)
    return loss


def _batches(kept: Sequence[_Kept], chance: random.Random) -> Iterator[list[_Kept]]:
    """Give all examples in random batches, each of texts that are about as long."""
    order = sorted(kept, key=lambda own: own.size + chance.random() * 4)
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    yield from batches


def _endless(kept: Sequence[_Kept], chance: random.Random) -> Iterator[list[_Kept]]:
    while True:
        yield from _batches(kept, chance)
