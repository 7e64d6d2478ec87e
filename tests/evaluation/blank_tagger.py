"""A baseline for spans: spaCy's own named-entity network, trained on the same sentences."""

import random
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import filter_spans

from tests.training.skills.examples import Labelled
from tests.training.skills.scoring import Cell

_EPOCHS = 10
_BATCH = 64
_DROPOUT = 0.3


def blank_finder(rows: Sequence[Labelled]) -> Callable[[Sequence[str]], list[set[Cell]]]:
    """Train a blank pipeline of one `ner` on sentences with spans; some minutes on one core."""
    pipeline = _trained(rows)

    def find(texts: Sequence[str]) -> list[set[Cell]]:
        return [
            {(span.start_char, span.end_char, span.label_) for span in doc.ents}
            for doc in pipeline.pipe(texts)
        ]

    return find


def _trained(rows: Sequence[Labelled]) -> Language:
    np.random.seed(1)
    chance = random.Random(1)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("ner")
    examples = list(_examples(pipeline, rows))
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(_EPOCHS):
        chance.shuffle(examples)
        for start in range(0, len(examples), _BATCH):
            batch = examples[start : start + _BATCH]
            pipeline.update(batch, drop=_DROPOUT, sgd=optimizer)
    return pipeline


def _examples(pipeline: Language, rows: Sequence[Labelled]) -> Iterator[Example]:
    for row in rows:
        doc = pipeline.make_doc(row.text)
        spans = (doc.char_span(start, end, label=label) for start, end, label in row.spans)
        kept = filter_spans([span for span in spans if span is not None])
        entities = [(span.start_char, span.end_char, span.label_) for span in kept]
        yield Example.from_dict(doc, {"entities": entities})
