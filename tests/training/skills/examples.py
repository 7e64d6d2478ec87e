"""Sentences to learn from: labelled ones, and Penroll's own without labels."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from nlp.roles.page import RolePage
from nlp.runtime.span_network import LABELS, MAX_WIDTH
from nlp.runtime.span_sentences import Sentence, sentences
from tests.training.skills.tenses import told_as_done

_HELD_OUT_OF = 8


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with its spans as (start, end, label), and the post that it comes from."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    post: str = ""

    @property
    def held_out(self) -> bool:
        """Say whether its post is one of the eighth on which thresholds and epochs are chosen."""
        return hashlib.sha256(self.post.encode()).digest()[-1] % _HELD_OUT_OF == 0


@dataclass(frozen=True, slots=True)
class Example:
    """A tokenised sentence and what to learn of it.

    `gold` has (start, width, label) cells that are certain; `soft`, where given, has for each cell
    the probability that another network gave it: (words, MAX_WIDTH, labels).
    """

    sentence: Sentence
    gold: tuple[tuple[int, int, int], ...] = ()
    soft: Tensor | None = None


def read_labelled(path: Path) -> list[Labelled]:
    """Read one JSON object a line: text, spans of start, end and label, and post."""
    with path.open(encoding="utf-8") as lines:
        return [_labelled(json.loads(line)) for line in lines if line.strip()]


def _labelled(row: dict[str, Any]) -> Labelled:
    spans = tuple((span["start"], span["end"], span["label"]) for span in row["spans"])
    return Labelled(row["text"], spans, row.get("post", ""))


def labelled_examples(tokenizer: Any, rows: Sequence[Labelled]) -> list[Example]:
    """Tokenise labelled sentences, each once; spans that cut through words are left out."""
    distinct = list(dict.fromkeys(Labelled(row.text, row.spans) for row in rows))
    tokenised = sentences(tokenizer, [row.text for row in distinct])
    return [
        Example(sentence, tuple(_cells(sentence, row)))
        for sentence, row in zip(tokenised, distinct, strict=True)
        if sentence.words
    ]


def _cells(sentence: Sentence, row: Labelled) -> Iterator[tuple[int, int, int]]:
    starts = {start: word for word, (start, _) in enumerate(sentence.words)}
    ends = {end: word for word, (_, end) in enumerate(sentence.words)}
    for start, end, label in row.spans:
        if start in starts and end in ends and label in LABELS:
            width = ends[end] - starts[start]
            if 0 <= width < MAX_WIDTH:
                yield starts[start], width, LABELS.index(label)


def own_duties(roles: Sequence[RolePage]) -> dict[str, str]:
    """Give each duty of the role pages with what a CV would make of it, word for word."""
    duties = (duty for role in roles for wordings in role.responsibilities for duty in wordings)
    return {duty: told for duty in duties if (told := told_as_done(duty)) is not None}
