"""Turn sentences into the numbers that the span network reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import torch

from nlp.runtime.span_network import Batch

MAX_PIECES = 256
_NO_WORD, _MARKS, _NUMBER, _CODE, _LOWER, _LETTER, _UPPER, _TITLE, _MIXED = range(9)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A tokenised text: `words` are (start, end) offsets, cut at spaces and marks.

    `pieces`, `word_of` (None for marks of the model) and `shapes` run along the word pieces.
    """

    words: tuple[tuple[int, int], ...]
    pieces: tuple[int, ...]
    word_of: tuple[int | None, ...]
    shapes: tuple[int, ...]


def sentences(tokenizer: Any, texts: Sequence[str]) -> list[Sentence]:
    """Tokenise `texts`; what lies past MAX_PIECES word pieces of a text is not read."""
    encoded = tokenizer(
        list(texts), truncation=True, max_length=MAX_PIECES, return_offsets_mapping=True
    )
    return [
        _sentence(text, encoded["input_ids"][i], encoded.word_ids(i), encoded["offset_mapping"][i])
        for i, text in enumerate(texts)
    ]


def _sentence(
    text: str, pieces: list[int], word_of: list[int | None], offsets: list[tuple[int, int]]
) -> Sentence:
    words: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(word_of, offsets, strict=True):
        if word is not None:
            words[word] = (words.get(word, (start, end))[0], end)
    shapes = {word: word_shape(text[start:end]) for word, (start, end) in words.items()}
    return Sentence(
        words=tuple(words.values()),
        pieces=tuple(pieces),
        word_of=tuple(word_of),
        shapes=tuple(_NO_WORD if word is None else shapes[word] for word in word_of),
    )


def word_shape(word: str) -> int:
    """Give the id of a word's spelling: marks, number, code (B2B), case; see the constants."""
    if not any(map(str.isalnum, word)):
        return _MARKS
    if any(map(str.isdigit, word)):
        return _NUMBER if word.isdigit() else _CODE
    if word.islower():
        return _LOWER
    if len(word) == 1:
        return _LETTER
    if word.isupper():
        return _UPPER
    return _TITLE if word[0].isupper() and word[1:].islower() else _MIXED


def collate(batch: Sequence[Sentence]) -> Batch:
    """Lay sentences, each of at least one word, end to end."""
    lengths = [len(sentence.words) for sentence in batch]
    before = accumulate(lengths, initial=0)
    nowhere = sum(lengths)
    word_of = [
        nowhere if word is None else first + word
        for first, sentence in zip(before, batch, strict=False)
        for word in sentence.word_of
    ]
    return Batch(
        pieces=torch.tensor([piece for sentence in batch for piece in sentence.pieces]),
        shapes=torch.tensor([shape for sentence in batch for shape in sentence.shapes]),
        word_of=torch.tensor(word_of),
        sizes=torch.tensor([len(sentence.pieces) for sentence in batch]),
        lengths=torch.tensor(lengths),
    )


def batches(
    rows: Sequence[int], lengths: Sequence[int], *, pieces: int, most: int | None = None
) -> Iterator[list[int]]:
    """Cut `rows` into runs of at most `pieces` word pieces, and of `most` rows if that is given.

    A sentence of more word pieces is a run of its own.
    """
    batch: list[int] = []
    taken = 0
    for row in rows:
        if batch and (taken + lengths[row] > pieces or len(batch) == most):
            yield batch
            batch, taken = [], 0
        batch.append(row)
        taken += lengths[row]
    if batch:
        yield batch
