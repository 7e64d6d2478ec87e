"""Find what a CV copies from the post: such words prove nothing, wherever they were pasted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ranking.reading import Hashes, Reading, hashes, stem_hashes

Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

_RUN = 3
_COPIED_SHARE = 0.75
_SENTENCE = 4
"""A copy of so many words is no chance; fewer are a name that anybody may give."""
_SALAD = 8
_SALAD_SHARE = 0.8
"""Of eight telling words or more in a sentence that speaks of work, some are never the post's."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class PostWords:
    """Hashes of a post's own words, each set sorted: three in a row, and whole lines.

    `names` are the lines of one word and of two, `stems` those of the telling words.
    """

    runs: Keys
    names: tuple[Keys, Keys]
    lines: Keys
    stems: Hashes

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]]) -> "PostWords":
        """Take in the title and the requirements, each as its lower-case words."""
        told = [hashes(words) for words in lines if words]
        lengths = _counts([len(row) for row in told])
        one, two = (_set([_runs(row, n) for row in told if len(row) == n]) for n in (1, 2))
        return cls(
            runs=_set([_runs(row, _RUN) for row in told]),
            names=(one, two),
            lines=np.unique(_keys(np.concatenate([*told, hashes([])]), lengths)),
            stems=np.unique(np.concatenate([*map(stem_hashes, lines), hashes([])])),
        )


def find_copied(
    post: PostWords, readings: Sequence[Reading], lengths: Counts
) -> tuple[Flags, Flags]:
    """Say of each passage of all readings, one after the other, whether it is copied, and alike.

    Passages are alike that are a line of the post, or have three in four of their words from its
    short lines and from runs of three there. A stretch of them is copied when it holds four words
    of such runs, or an item of a list twice; so a title or a name is copied that was pasted among
    sentences of the post. A long passage of the post's telling words and no others is copied as
    well. Elsewhere it is what anybody may say. `lengths` are the passages' words.
    """
    words = np.concatenate([*(reading.words for reading in readings), hashes([])])
    ends = np.cumsum(_counts([len(reading.words) for reading in readings]))
    in_runs = _covered(words, ends, post.runs, _RUN)
    known = (
        in_runs | _covered(words, ends, post.names[0], 1) | _covered(words, ends, post.names[1], 2)
    )
    keys = _keys(words, lengths)
    same = _sums(known, lengths) >= _COPIED_SHARE * np.maximum(lengths, 1)
    listed = np.concatenate([*(reading.listed for reading in readings), np.empty(0, np.bool_)])
    owners = np.repeat(np.arange(len(readings)), [len(r.spans) for r in readings])
    salad = _salad(post, readings, lengths, owners)
    alike = np.logical_or(same | salad, _among(keys, post.lines))
    if not alike.any():
        return alike, alike
    held = np.where(salad, lengths, _sums(in_runs, lengths))
    return _spread(alike, held, np.where(listed, keys, 0), owners), alike


def _salad(post: PostWords, readings: Sequence[Reading], lengths: Counts, owners: Counts) -> Flags:
    """Say which passages tell, in a row, hardly a word that the post has not, in whatever order."""
    stems = np.concatenate([*(reading.stems for reading in readings), hashes([])])
    listed = np.concatenate([*(reading.listed for reading in readings), np.empty(0, np.bool_)])
    telling = _sums(stems > 0, lengths)
    known = _sums((stems > 0) & _among(stems, post.stems), lengths)
    full = ~listed & (known >= _SALAD_SHARE * telling)
    salad = np.zeros(len(full), np.bool_)
    for stretch in _stretches(full, owners):
        salad[stretch] = telling[stretch].sum() >= _SALAD
    return salad


def _stretches(flags: Flags, owners: Counts) -> list[Counts]:
    """Give the places of each row of flags that is one reading's."""
    places = np.flatnonzero(flags)
    breaks = (np.diff(places) > 1) | (np.diff(owners[places]) > 0)
    return np.split(places, np.flatnonzero(breaks) + 1)


def lengths_of(readings: Sequence[Reading]) -> Counts:
    """Count the words of each passage of all readings, one after the other."""
    ends = [reading.word_ends for reading in readings if len(reading.word_ends)]
    if not ends:
        return _counts([])
    flat = np.concatenate(ends).astype(np.int64)
    lengths = np.diff(flat, prepend=0)
    starts = np.cumsum([0, *(len(each) for each in ends[:-1])])
    lengths[starts] = flat[starts]
    return np.asarray(lengths, np.int64)


def _counts(values: Sequence[int]) -> Counts:
    return np.array(values, np.int64)


def _set(keys: Sequence[Keys]) -> Keys:
    return np.unique(np.concatenate([*keys, np.empty(0, np.uint64)]))


def _covered(words: Hashes, ends: Counts, known: Keys, length: int) -> Flags:
    """Say which words stand in a known run of this length; none goes past a reading's end."""
    found = _among(_runs(words, length), known)
    for reach in range(1, length):
        across = ends - reach
        found[across[(across >= 0) & (across < len(found))]] = False
    covered = np.zeros(len(words), np.bool_)
    for offset in range(length):
        covered[offset : offset + len(found)] |= found
    return covered


def _sums(flags: Flags, lengths: Counts) -> Counts:
    """Count the flags of each passage."""
    before = np.concatenate([[0], np.cumsum(flags)])
    ends = np.cumsum(lengths)
    return np.asarray(before[ends] - before[ends - lengths], np.int64)


def _runs(words: Hashes, length: int) -> Keys:
    """Hash each run of so many words; there are none in fewer words."""
    count = max(len(words) - length + 1, 0)
    runs = np.zeros(count, np.uint64)
    for offset in range(length):
        runs = runs * np.uint64(1_000_003) + words[offset : offset + count].astype(np.uint64)
    return runs


def _keys(words: Hashes, lengths: Counts) -> Keys:
    """Hash each passage as a whole, in the order of its words."""
    ends = np.cumsum(lengths)
    place = np.arange(len(words)) - np.repeat(ends - lengths, lengths)
    powers = np.multiply.accumulate(np.full(max(place, default=0) + 1, _FACTOR, np.uint64))
    sums = np.concatenate([[np.uint64(0)], np.cumsum(words * powers[place], dtype=np.uint64)])
    return np.asarray(sums[ends] - sums[ends - lengths], np.uint64)


def _among(values: Keys | Hashes, known: Keys | Hashes) -> Flags:
    """Say which values are among the known, which are sorted."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    at = np.searchsorted(known, values).clip(max=len(known) - 1)
    return np.asarray(known[at] == values, np.bool_)


def _spread(alike: Flags, held: Counts, listed: Keys, owners: Counts) -> Flags:
    """Judge each stretch of passages alike, which are one reading's.

    `held` are their words in runs, `listed` the hashes of list items, 0 for other passages.
    """
    copied = np.zeros(len(alike), np.bool_)
    for stretch in _stretches(alike, owners):
        items = listed[stretch][listed[stretch] > 0]
        if held[stretch].sum() >= _SENTENCE or len(np.unique(items)) < len(items):
            copied[stretch] = True
    return copied
