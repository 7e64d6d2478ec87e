"""Fit the span network to examples: the loop, its rates and the running average of weights."""

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nlp.runtime.span_model import SpanModel
from nlp.runtime.span_network import LABELS, MAX_WIDTH, SpanNetwork, log_partition
from nlp.runtime.span_sentences import batches, collate
from tests.training.skills.examples import Example

_WARM_UP = 0.08
_LAST_RATE = 0.02
_AVERAGE = 0.995
_LENGTH_JITTER = (0.8, 1.2)
_LARGEST_GRADIENT = 1.0
_LARGEST_BATCH = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained.

    `encoder_rate` is the upper layer's learning rate, each layer below gets `layer_decay` times
    that of the one above; `masked` is the share of word pieces hidden in training; `empty` the
    share of the sentences without spans that an epoch sees, `believed` that of those labelled by
    another network; `pieces` bounds a batch.
    """

    epochs: int
    encoder_rate: float
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    masked: float = 0.08
    empty: float = 0.5
    believed: float = 0.5
    pieces: int = 512


def fit(
    model: SpanModel,
    examples: Sequence[Example],
    recipe: Recipe,
    *,
    seed: int,
    report: Callable[[int, float, SpanModel], None],
) -> SpanModel:
    """Train `model` and give the running average of its weights; deterministic by `seed`.

    `report` hears after each epoch its number, its mean loss and the average so far.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    optimizer = torch.optim.AdamW(_groups(model.network, recipe), weight_decay=recipe.weight_decay)
    steps = recipe.epochs * sum(1 for _ in _epoch(examples, recipe, chance))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps))
    average = SpanModel(model.tokenizer, copy.deepcopy(model.network).eval())
    step = 0
    for epoch in range(recipe.epochs):
        losses = []
        for batch in _epoch(examples, recipe, chance):
            losses.append(_step(model, batch, recipe, optimizer))
            schedule.step()
            step += 1
            _follow(average.network, model.network, min(_AVERAGE, (1 + step) / (10 + step)))
        report(epoch + 1, sum(losses) / len(losses), average)
    return average


def _groups(network: SpanNetwork, recipe: Recipe) -> list[dict[str, object]]:
    """Give the parameters by learning rate; the embeddings stay as packaged."""
    network.encoder.embeddings.requires_grad_(requires_grad=False)
    layers = list(network.encoder.encoder.layer)
    groups: list[dict[str, object]] = [
        {"params": list(layer.parameters()), "lr": recipe.encoder_rate * recipe.layer_decay**below}
        for below, layer in enumerate(reversed(layers))
    ]
    encoder = {id(parameter) for parameter in network.encoder.parameters()}
    heads = [parameter for parameter in network.parameters() if id(parameter) not in encoder]
    return [*groups, {"params": heads, "lr": recipe.head_rate}]


def _rate(done: float) -> float:
    """Give the share of the full learning rate when this share of the steps is done."""
    return min(done / _WARM_UP, 1.0) * max(1.0 - done, _LAST_RATE)


def _epoch(
    examples: Sequence[Example], recipe: Recipe, chance: random.Random
) -> Iterator[list[Example]]:
    chosen = [example for example in examples if chance.random() < _share(example, recipe)]
    lengths = [len(example.sentence.pieces) for example in chosen]
    order = sorted(
        range(len(chosen)), key=lambda row: lengths[row] * chance.uniform(*_LENGTH_JITTER)
    )
    cut = list(batches(order, lengths, pieces=recipe.pieces, most=_LARGEST_BATCH))
    chance.shuffle(cut)
    return ([chosen[row] for row in rows] for rows in cut)


def _share(example: Example, recipe: Recipe) -> float:
    """Give the share of the epochs that see an example."""
    if example.soft is not None:
        return recipe.believed
    return 1.0 if example.gold else recipe.empty


def _step(
    model: SpanModel, batch: Sequence[Example], recipe: Recipe, optimizer: torch.optim.Optimizer
) -> float:
    model.network.train()
    numbers = collate([example.sentence for example in batch])
    words = numbers.word_of < numbers.lengths.sum()
    hidden = (torch.rand(numbers.pieces.shape) < recipe.masked) & words
    numbers.pieces[hidden] = model.tokenizer.mask_token_id
    scores = model.network(numbers)
    loss = _cross_entropy(scores, numbers.lengths, wanted(batch, words=numbers.words))
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(model.network.parameters(), _LARGEST_GRADIENT)
    optimizer.step()
    return float(loss.detach())


def wanted(batch: Sequence[Example], *, words: int) -> Tensor:
    """Give the probability that each cell should have: (sentences, words, MAX_WIDTH, labels)."""
    cells = torch.zeros(len(batch), words, MAX_WIDTH, len(LABELS))
    for place, example in enumerate(batch):
        if example.soft is not None:
            cells[place, : len(example.soft)] = example.soft
        for start, width, label in example.gold:
            cells[place, start, width, label] = 1.0
    return cells


def _cross_entropy(scores: Tensor, lengths: Tensor, target: Tensor) -> Tensor:
    """Give the cross-entropy a sentence of `target` and the network's spread over span sets.

    A set's log-weight is a sum over its spans, so the expected one needs the spans' probabilities
    alone: the same formula learns from certain spans and from another network's beliefs.
    """
    expected = (scores * target).sum()
    return (log_partition(scores, lengths).sum() - expected) / len(lengths)


@torch.no_grad()
def _follow(average: SpanNetwork, network: SpanNetwork, kept: float) -> None:
    for slow, fast in zip(average.parameters(), network.parameters(), strict=True):
        if fast.requires_grad:
            slow.lerp_(fast, 1 - kept)
