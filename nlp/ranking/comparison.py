"""Compare what a post asks with many readings at once: the same numbers as one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ranking.evidence import stem
from nlp.ranking.rarity import weight
from nlp.ranking.reading import (
    DIMENSIONS,
    SCALE,
    Embed,
    Hashes,
    Reading,
    Whole,
    hashes,
    stem_hashes,
    whole,
    words_of,
)

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_SHINGLE = 3
_WORDS_IN_QUOTE = 4
"""Brings the words' weights, in thousandths, to the size of whole products of vectors."""
_COPIED_PASSAGE = 0.75
_COPIED_WINDOW = 0.2


@dataclass(frozen=True, slots=True)
class Questions:
    """What r requirements ask, ready to compare.

    `alone` and `in_context` are r x 384 whole numbers: the requirement's own words, and those
    words under the post's title. `stems` are the u telling stems of all, `stem_weights` is u x r.
    `shingles` and `pairs` are hashes of three and of two words in a row of the post's own text.
    """

    alone: Whole
    in_context: Whole
    stems: Hashes
    stem_weights: Floats
    shingles: npt.NDArray[np.uint64]
    pairs: npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near m readings come to r requirements, each array m x r.

    `meaning` is the mean of three cosines: the requirement with its best passage, the same under
    the titles of post and position, and the requirement under the post's title with the best
    window. `words` is the share of the requirement's telling words, by weight, that one passage
    holds. `passage` is the place of the passage that comes nearest, -1 for none; `copied` tells
    for each reading which passages repeat the post.
    """

    meaning: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]
    passage: Places
    copied: tuple[Flags, ...]


def ask(title: str, requirements: Sequence[str], embed: Embed) -> Questions:
    """Prepare the requirements of a post for comparison."""
    told = [words_of(text) for text in requirements]
    stems_of = [stem_hashes(words) for words in told]
    weights = {
        int(hash_): weight_of
        for words, row in zip(told, stems_of, strict=True)
        for word, hash_ in zip(words, row, strict=True)
        if hash_ and (weight_of := weight(stem(word)))
    }
    stems = np.array(sorted(weights), np.uint32)
    grid = np.zeros((len(stems), len(told)), np.float32)
    for place, row in enumerate(stems_of):
        rows = np.searchsorted(stems, np.unique(row[row > 0]))
        grid[rows, place] = [weights[int(stems[at])] for at in rows]
    short = [hashes(words) for words in told if len(words) == _SHINGLE - 1]
    return Questions(
        alone=whole(requirements, embed),
        in_context=whole([f"{title}: {text}" if title else text for text in requirements], embed),
        stems=stems,
        stem_weights=grid,
        shingles=np.unique(np.concatenate([_runs(hashes(w), _SHINGLE) for w in [*told, []]])),
        pairs=np.unique(np.concatenate([_runs(row, 2) for row in [*short, hashes([])]])),
    )


def compare(questions: Questions, readings: Sequence[Reading]) -> Likeness:
    """Compare each reading; what a reading gives depends on no other one."""
    counts = np.array([len(reading.spans) for reading in readings], np.int64)
    copies = [_copies(questions, reading) for reading in readings]
    copied = np.concatenate([of_passages for of_passages, _ in copies]) if copies else _none()
    soiled = np.concatenate([of_windows for _, of_windows in copies]) if copies else _none()
    passages = _stack([reading.passages for reading in readings])
    parts = _stack([reading.windows for reading in readings])
    alone = _products(questions.alone, passages, copied)
    near = _products(questions.in_context, passages, copied)
    wide = _products(questions.in_context, parts, soiled)
    shared = _shared_words(questions, readings, copied)
    window_counts = np.array([len(reading.windows) for reading in readings], np.int64)
    nearness = _best(alone, counts) + _best(near, counts) + _best(wide, window_counts)
    meaning = nearness.astype(np.float64) / (3 * SCALE * SCALE)
    totals = np.maximum(questions.stem_weights.sum(axis=0), 1).astype(np.float64)
    return Likeness(
        meaning=meaning,
        words=_best(shared, counts).astype(np.float64) / totals,
        passage=_places(alone + near + _WORDS_IN_QUOTE * shared, counts),
        copied=tuple(of_passages for of_passages, _ in copies),
    )


def _none() -> Flags:
    return np.empty(0, np.bool_)


def _stack(blocks: Sequence[Whole]) -> Floats:
    return np.concatenate([*blocks, np.empty((0, DIMENSIONS), np.int8)]).astype(np.float32)


def _products(asked: Whole, told: Floats, left_out: Flags) -> Floats:
    """Multiply n told by r asked vectors: exact whole numbers; nothing for what is left out."""
    products: Floats = np.maximum(told @ asked.astype(np.float32).T, 0)
    products[left_out] = 0
    return products


def _best(values: Floats, counts: Places) -> Floats:
    """Give the largest value of each reading's stretch of rows, 0 for an empty one."""
    best = np.zeros((len(counts), values.shape[1]), np.float32)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        best[filled] = np.maximum.reduceat(values, starts, axis=0)
    return best


def _places(values: Floats, counts: Places) -> Places:
    """Give the first place of the largest value in each stretch, -1 where none is above 0."""
    ends = np.cumsum(counts)
    found = np.full((len(counts), values.shape[1]), -1, np.int64)
    for at, (end, count) in enumerate(zip(ends, counts, strict=True)):
        if count:
            stretch = values[end - count : end]
            places = stretch.argmax(axis=0)
            found[at] = np.where(stretch.max(axis=0) > 0, places, -1)
    return found


def _shared_words(questions: Questions, readings: Sequence[Reading], copied: Flags) -> Floats:
    """Give n x r: the weight of the requirement's stems that a passage holds."""
    stems = np.concatenate([*(reading.stems for reading in readings), hashes([])])
    owners = np.repeat(
        np.arange(len(copied)),
        np.concatenate([*(_lengths(r.word_ends) for r in readings), np.empty(0, np.int64)]),
    )
    held = np.zeros((len(copied), len(questions.stems)), np.float32)
    if len(questions.stems):
        at = np.searchsorted(questions.stems, stems).clip(max=len(questions.stems) - 1)
        same = questions.stems[at] == stems
        held[owners[same], at[same]] = 1
    held[copied] = 0
    shared: Floats = held @ questions.stem_weights
    return shared


def _copies(questions: Questions, reading: Reading) -> tuple[Flags, Flags]:
    """Say which passages and which windows repeat the post, by runs of three words."""
    words, lengths = reading.words, _lengths(reading.word_ends)
    repeated = np.zeros(len(words), np.bool_)
    for start in np.flatnonzero(np.isin(_runs(words, _SHINGLE), questions.shingles)):
        repeated[start : start + _SHINGLE] = True
    before = np.concatenate([[0], np.cumsum(repeated)])
    ends = reading.word_ends.astype(np.int64)
    held = before[ends] - before[ends - lengths]
    pairs = np.zeros(len(lengths), np.bool_)
    two = lengths == _SHINGLE - 1
    first = words[(ends - lengths)[two]].astype(np.uint64)
    pairs[two] = np.isin(first << np.uint64(32) | words[ends[two] - 1], questions.pairs)
    copied = pairs | (held >= _COPIED_PASSAGE * np.maximum(lengths, 1))
    return copied, _soiled(reading, np.where(copied, lengths, held), lengths)


def _soiled(reading: Reading, held: Places, lengths: Places) -> Flags:
    """Say which windows repeat the post with more than a fifth of their words."""
    ends = reading.window_ends.astype(np.int64)
    told = np.diff(np.concatenate([[0], np.cumsum(lengths)])[np.concatenate([[0], ends])])
    same = np.diff(np.concatenate([[0], np.cumsum(held)])[np.concatenate([[0], ends])])
    return np.asarray(same > _COPIED_WINDOW * told)


def _lengths(ends: npt.NDArray[np.int32]) -> Places:
    return np.diff(ends, prepend=0).astype(np.int64)


def _runs(words: Hashes, length: int) -> npt.NDArray[np.uint64]:
    """Hash each run of `length` words in a row; 0 runs when there are fewer words."""
    count = max(len(words) - length + 1, 0)
    runs = np.zeros(count, np.uint64)
    for offset in range(length):
        runs = runs * np.uint64(1 << 32 if length == 2 else 1_000_003) + words[
            offset : offset + count
        ].astype(np.uint64)
    return runs
