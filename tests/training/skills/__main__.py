"""Rebuild the skill tagger's weights: `make train-skills DATA=../shared/data/skills`.

A network over all of MiniLM learns from the labelled sentences. With `--layers` of fewer than six,
its lower layers then learn on, from the labels and from what the whole network sees in the duties
of Penroll's own role pages, told as a CV tells them. Same seed, threads and machine, same weights.
"""

import argparse
import copy
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import torch

from nlp.runtime.span_model import LAYERS, SpanModel
from nlp.runtime.span_sentences import sentences
from nlp.runtime.tagger import THRESHOLD
from seeds.library import read_library
from tests.training.skills.examples import (
    Example,
    Labelled,
    labelled_examples,
    own_duties,
    read_labelled,
)
from tests.training.skills.fit import Recipe, fit
from tests.training.skills.reach import reach_of
from tests.training.skills.scoring import SpanScores, score_spans

Report = Callable[[int, float, SpanModel], None]

_SHIPPED = Path("nlp/runtime/shipped/skill_tagger.safetensors")
_WHOLE = Recipe(epochs=12, encoder_rate=2e-4)
_LOWER = Recipe(epochs=4, encoder_rate=2.5e-4, masked=0.1, empty=0.6)
_FAINT = 0.02
"""Beliefs below this are not learned: noise, and most of the cells."""


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    rows = read_labelled(options.data / "skillspan_train.jsonl")[: options.trial]
    if options.hold_out:
        seen = [row for row in rows if not row.held_out]
        held = [row for row in rows if row.held_out]
        train(seen, held, layers=options.layers, seed=options.seed, trial=options.trial)
        return
    model = train(rows, (), layers=options.layers, seed=options.seed, trial=options.trial)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    model.save(options.out, reach_of(model, labelled_examples(model.tokenizer, rows)))
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    _say(f"wrote {options.out}; set SKILL_TAGGER_SHA256 in nlp/runtime/weights.py to\n{digest}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder that holds skillspan_train.jsonl")
    parser.add_argument("--out", type=Path, default=_SHIPPED)
    parser.add_argument("--layers", type=int, default=LAYERS, help="fewer than six read faster")
    parser.add_argument(
        "--trial", type=int, help="learn from so many sentences alone, once: is all in place?"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--hold-out",
        action="store_true",
        help="leave an eighth of the posts out, print scores on it, and write nothing",
    )
    return parser.parse_args(arguments)


def train(
    rows: Sequence[Labelled],
    held: Sequence[Labelled],
    *,
    layers: int,
    seed: int,
    trial: int | None = None,
) -> SpanModel:
    """Train a network of so many layers on `rows`, with scores on `held` after each epoch."""
    torch.manual_seed(seed)
    whole = SpanModel.untrained(layers=None)
    labelled = labelled_examples(whole.tokenizer, rows)
    first, second = _WHOLE, _LOWER
    if trial is not None:
        first, second = replace(first, epochs=1), replace(second, epochs=1)
    reporting = _reporting("whole network", held, epochs=first.epochs)
    whole = fit(whole, labelled, first, seed=seed, report=reporting)
    if layers == len(whole.network.encoder.encoder.layer):
        return whole
    duties = dict(islice(own_duties(read_library().roles).items(), trial))
    told = believed_examples(whole, duties)
    lower = lower_layers(whole, layers)
    reporting = _reporting("lower layers", held, epochs=second.epochs)
    return fit(lower, [*labelled, *told], second, seed=seed, report=reporting)


def lower_layers(model: SpanModel, layers: int) -> SpanModel:
    """Give a copy of a model that ends after its first `layers` layers."""
    network = copy.deepcopy(model.network)
    network.encoder.encoder.layer = network.encoder.encoder.layer[:layers]
    return SpanModel(model.tokenizer, network)


def believed_examples(model: SpanModel, wordings: Mapping[str, str]) -> list[Example]:
    """Label the values of `wordings` with the model's belief in each span of their keys.

    Only pairs of as many words are used: each word of the one stands for that of the other.
    """
    beliefs = model.probabilities(sentences(model.tokenizer, list(wordings)))
    told = sentences(model.tokenizer, list(wordings.values()))
    return [
        Example(sentence, soft=torch.from_numpy(cells * (cells >= _FAINT)))
        for sentence, cells in zip(told, beliefs, strict=True)
        if sentence.words and len(sentence.words) == len(cells)
    ]


def held_out_scores(model: SpanModel, held: Sequence[Labelled]) -> SpanScores:
    """Score `model` at the shipped threshold on sentences that it never saw."""
    found = model.spans([row.text for row in held], threshold=THRESHOLD)
    predicted = [{(span.start, span.end, span.label) for span in spans} for spans in found]
    return score_spans([set(row.spans) for row in held], predicted)


def _reporting(name: str, held: Sequence[Labelled], *, epochs: int) -> Report:
    """Tell after each epoch how it went, and how long the rest will take."""
    started = time.monotonic()

    def report(epoch: int, loss: float, average: SpanModel) -> None:
        seconds = time.monotonic() - started
        scores = f"  held out: {held_out_scores(average, held)}" if held else ""
        left = seconds / epoch * (epochs - epoch)
        _say(
            f"{name}  epoch {epoch} of {epochs}  loss {loss:.3f}  {seconds:.0f} s, "
            f"about {left:.0f} s left{scores}"
        )

    return report


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
