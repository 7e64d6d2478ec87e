"""The trained skill tagger: packaged MiniLM under the layers that Penroll trained and ships."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp.ports import Phrase, PhraseKind
from nlp.runtime.weights import skill_tagger_weights

if TYPE_CHECKING:
    from nlp.runtime.span_model import SpanModel

THRESHOLD = 0.4
"""Probability above which a span is worth reporting, set on posts held out of training."""


@dataclass
class TrainedTagger:
    """Finds skill and knowledge phrases in English text; safe to share between threads.

    The model is loaded at the first call, in the caller's thread (a few seconds).
    """

    threads: int = 1
    threshold: float = THRESHOLD
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _model: "SpanModel | None" = field(default=None, repr=False)

    def tag(self, texts: Sequence[str]) -> list[tuple[Phrase, ...]]:
        """Give the phrases of each text in order of start; raise WeightsError on bad weights.

        A text is one sentence or line: what lies past 256 word pieces of it is not read.
        """
        if not texts:
            return []
        with self._lock:
            if self._model is None:
                self._model = _load(self.threads)
        found = self._model.spans(texts, threshold=self.threshold)
        return [
            tuple(Phrase(s.start, s.end, PhraseKind(s.label), s.probability) for s in spans)
            for spans in found
        ]


def _load(threads: int) -> "SpanModel":
    from nlp.runtime.span_model import SpanModel  # noqa: PLC0415 - seconds and 200 MB of torch

    return SpanModel.shipped(skill_tagger_weights(), threads=threads)
