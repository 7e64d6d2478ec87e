"""Compare what a post asks with many readings at once: the same numbers as one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ranking.blinding import impersonal
from nlp.ranking.copying import PostWords, find_copied, lengths_of
from nlp.ranking.evidence import stem
from nlp.ranking.passages import passages
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

_WORDS_IN_QUOTE = 4
"""Brings the words' weights, in thousandths, to the size of whole products of vectors."""
_PASSAGE_AS_WINDOW = round(0.1 * SCALE * SCALE)
"""How much nearer than a window its best passage comes, as a rule: a cosine of 0.1."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What r requirements ask, ready to compare.

    `alone` and `in_context` are r x 384 whole numbers: the requirement's own words, and those
    words under the post's title. `stems` are the u telling stems of all, `stem_weights` is u x r;
    `words` are the post's own, to know a copy by.
    """

    alone: Whole
    in_context: Whole
    stems: Hashes
    stem_weights: Floats
    words: PostWords


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near m readings come to r requirements, each array m x r.

    `meaning` is the mean of three cosines: the requirement with its best passage, the same under
    the titles of post and position, and the requirement under the post's title with the best
    window, or with the best passage less 0.1 where no window comes that near. `words` is the share
    of the requirement's telling words, by weight, that one passage holds; items of a list have
    none, as a bare word tells of no use. `passage` is the place of the passage that comes nearest,
    -1 for none; `copied` tells for each reading which passages are copies of the post's words,
    `alike` which have no words but such.

    A copied passage counts nowhere, nor does a window that it may have shaped: what a reading gives
    with copies in it, it gives without them, or gives more.
    """

    meaning: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]
    passage: Places
    copied: tuple[Flags, ...]
    alike: tuple[Flags, ...]


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
    return Questions(
        alone=whole(requirements, embed),
        in_context=whole([f"{title}: {text}" if title else text for text in requirements], embed),
        stems=stems,
        stem_weights=grid,
        words=PostWords.of([words_of(line) for line in [title, *_lines(requirements)]]),
    )


def _lines(requirements: Sequence[str]) -> Iterator[str]:
    """Give each requirement, and the passages that a blind CV would be cut into where it has it."""
    for text in requirements:
        yield text
        for blinded in impersonal(text):
            yield from (passage.text for passage in passages(blinded))


def compare(questions: Questions, readings: Sequence[Reading]) -> Likeness:
    """Compare each reading; what a reading gives depends on no other one."""
    counts = _counts([len(reading.spans) for reading in readings])
    lengths = lengths_of(readings)
    copied, alike = find_copied(questions.words, readings, lengths)
    told = _stack([reading.passages for reading in readings])
    alone = _products(questions.alone, told, copied)
    near = _products(questions.in_context, told, copied)
    parts = _stack([reading.windows for reading in readings])
    wide = _products(questions.in_context, parts, _spoiled(readings, counts, copied))
    owners = np.repeat(np.arange(len(copied)), lengths)
    shared = _shared_words(questions, readings, owners, copied)
    nearest = _best(near, counts)
    widest = _best(wide, _counts([len(reading.windows) for reading in readings]))
    widest = np.maximum(widest, nearest - _PASSAGE_AS_WINDOW)
    meaning = (_best(alone, counts) + nearest + widest).astype(np.float64) / (3 * SCALE * SCALE)
    totals = np.maximum(questions.stem_weights.sum(axis=0), 1).astype(np.float64)
    return Likeness(
        meaning=meaning,
        words=_best(shared, counts).astype(np.float64) / totals,
        passage=_places(alone + near + _WORDS_IN_QUOTE * shared, counts),
        copied=tuple(np.split(copied, np.cumsum(counts)[:-1])),
        alike=tuple(np.split(alike, np.cumsum(counts)[:-1])),
    )


def _counts(values: Sequence[int]) -> Places:
    return np.array(values, np.int64)


def _spoiled(readings: Sequence[Reading], counts: Places, copied: Flags) -> Flags:
    """Say which windows have a copied passage within their reach."""
    starts = np.cumsum(counts) - counts
    shifts = np.repeat(starts, [len(reading.reaches) for reading in readings])
    reaches = np.concatenate([*(reading.reaches for reading in readings), np.empty((0, 2), int)])
    before = np.concatenate([[0], np.cumsum(copied)])
    first, end = reaches.T + shifts
    return np.asarray(before[end] > before[first], np.bool_)


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
    found = np.full((len(counts), values.shape[1]), -1, np.int64)
    filled = counts > 0
    if filled.any():
        starts = (np.cumsum(counts) - counts)[filled]
        best = np.maximum.reduceat(values, starts, axis=0)
        owners = np.repeat(np.arange(len(starts)), counts[filled])
        rows = np.where(values == best[owners], np.arange(len(values))[:, None], len(values))
        places = np.minimum.reduceat(rows, starts, axis=0) - starts[:, None]
        found[filled] = np.where(best > 0, places, -1)
    return found


def _shared_words(
    questions: Questions, readings: Sequence[Reading], owners: Places, copied: Flags
) -> Floats:
    """Give n x r: the weight of the requirement's stems that a passage holds, outside lists.

    `owners` are the passages of the words.
    """
    stems = np.concatenate([*(reading.stems for reading in readings), hashes([])])
    held = np.zeros((len(copied), len(questions.stems)), np.float32)
    if len(questions.stems):
        at = np.searchsorted(questions.stems, stems).clip(max=len(questions.stems) - 1)
        same = questions.stems[at] == stems
        held[owners[same], at[same]] = 1
    held[copied] = 0
    held[np.concatenate([*(reading.listed for reading in readings), np.empty(0, np.bool_)])] = 0
    shared: Floats = held @ questions.stem_weights
    return shared
