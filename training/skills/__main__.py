"""Rebuild the skill tagger's weights: `make train-skills DATA=../shared/data/skills`.

Several networks learn from the labelled sentences; they then say what they see in Penroll's own
role pages, and the network that ships learns from the labels and from their joint beliefs. Same
seed, threads and machine, same weights.
"""

import argparse
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from nlp.runtime.span_model import LAYERS, SpanModel
from nlp.runtime.span_sentences import sentences
from nlp.runtime.tagger import THRESHOLD
from seeds.library import read_library
from training.skills.examples import (
    Example,
    Labelled,
    labelled_examples,
    own_sentences,
    read_labelled,
)
from training.skills.fit import Recipe, fit
from training.skills.scoring import SpanScores, score_spans

_SHIPPED = Path("nlp/runtime/shipped/skill_tagger.safetensors")
_HEADS_SEED = 0
_FAINT = 0.02
"""Beliefs below this are left out of what the student learns: noise, and most of the cells."""


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    rows = read_labelled(options.data / "skillspan_train.jsonl")
    if options.hold_out:
        _try_recipe(rows, Recipe(epochs=options.epochs), seed=options.seed)
        return
    model = _distilled(rows, options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    model.save(options.out)
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    print(f"wrote {options.out}; set SKILL_TAGGER_SHA256 in nlp/runtime/weights.py to\n{digest}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder that holds skillspan_train.jsonl")
    parser.add_argument("--out", type=Path, default=_SHIPPED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--teachers", type=int, default=3)
    parser.add_argument("--layers", type=int, default=LAYERS, help="of MiniLM's six, for speed")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--hold-out",
        action="store_true",
        help="train one network on seven eighths of the posts, print its scores on the others",
    )
    return parser.parse_args()


def _try_recipe(rows: Sequence[Labelled], recipe: Recipe, *, seed: int) -> None:
    model = _fresh()
    seen = labelled_examples(model.tokenizer, [row for row in rows if not row.held_out])
    held = [row for row in rows if row.held_out]

    def report(epoch: int, loss: float, average: SpanModel) -> None:
        _say(f"epoch {epoch}  loss {loss:.3f}  held out: {held_out_scores(average, held)}")

    fit(model, seen, recipe, seed=seed, report=report)


def held_out_scores(model: SpanModel, held: Sequence[Labelled]) -> SpanScores:
    """Score `model` at the shipped threshold on sentences that it never saw."""
    found = model.spans([row.text for row in held], threshold=THRESHOLD)
    predicted = [{(span.start, span.end, span.label) for span in spans} for spans in found]
    return score_spans([set(row.spans) for row in held], predicted)


def _distilled(rows: Sequence[Labelled], options: argparse.Namespace) -> SpanModel:
    recipe = Recipe(epochs=options.epochs)
    student = _fresh(layers=options.layers)
    labelled = labelled_examples(student.tokenizer, rows)
    teachers = [
        fit(_fresh(), labelled, recipe, seed=options.seed + k, report=_reporting(f"teacher {k}"))
        for k in range(1, options.teachers + 1)
    ]
    own = own_sentences(read_library().roles)
    examples = [*labelled, *believed_examples(teachers, own)]
    return fit(student, examples, recipe, seed=options.seed, report=_reporting("student"))


def _fresh(*, layers: int = 6) -> SpanModel:
    torch.manual_seed(_HEADS_SEED)
    return SpanModel.untrained(layers=layers)


def believed_examples(
    teachers: Sequence[SpanModel], texts: Mapping[str, str | None]
) -> list[Example]:
    """Label sentences, the keys of `texts`, with the teachers' mean belief in each span.

    Where a sentence has a second wording, with as many words, that learns the same spans.
    """
    tokenizer = teachers[0].tokenizer
    rows = sentences(tokenizer, list(texts))
    beliefs = zip(*(teacher.probabilities(rows) for teacher in teachers), strict=True)
    means = [torch.from_numpy(_clear(np.mean(cells, axis=0))) for cells in beliefs]
    told = sentences(tokenizer, [wording or "" for wording in texts.values()])
    return [
        Example(row, soft=mean)
        for versions in (rows, told)
        for row, mean in zip(versions, means, strict=True)
        if row.words and len(row.words) == len(mean)
    ]


def _clear(cells: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    cleared: npt.NDArray[np.float32] = np.where(cells < _FAINT, 0, cells).astype(np.float32)
    return cleared


def _reporting(name: str) -> Callable[[int, float, SpanModel], None]:
    started = time.monotonic()

    def report(epoch: int, loss: float, average: SpanModel) -> None:
        del average
        _say(f"{name}  epoch {epoch}  loss {loss:.3f}  {time.monotonic() - started:.0f} s")

    return report


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
