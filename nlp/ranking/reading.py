"""What ranking reads of a CV once, at extraction: passages as whole numbers, ready to compare.

Vectors are kept as int8. A product of two of them is a sum of whole numbers below 2**24, which
float32 holds exactly, so it comes out the same in whatever order or batch it is added up. No word
is embedded twice: what a passage means under its title, and a window as a whole, is mixed of the
vectors of their parts, in whole numbers too.
"""

import math
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.ranking.evidence import is_common, stem
from nlp.ranking.passages import Passage, passages, windows

READING = "penroll-reading 4"
"""Name and version of the stored form; raise the number with every change of what is stored."""

DIMENSIONS = 384
SCALE = 500.0
"""One unit of a component: 1/500, so that a component of up to 0.254 fits into int8."""

_OWN, _TITLE = 7, 3
"""The parts that a passage's own words and its title have in its vector."""

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
Whole = npt.NDArray[np.int8]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint32]

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A blind CV of n passages, w windows and t words.

    `spans` n x 2, code points; `listed` n, whether it is an item of a list. `passages` n x 384
    and `windows` w x 384, whole numbers of 1/SCALE; `reaches` w x 2, from which passage up to which
    a copy spoils each window. `words` t, a hash of each word; `stems` t, a hash of its stem, 0 for
    a common word; `word_ends` n, the words up to the end of each passage.

    The vector of a passage is of its own words and its title, that of a window the mean of its
    passages, weighed by their length.
    """

    spans: Places
    listed: Flags
    passages: Whole
    windows: Whole
    reaches: Places
    words: Hashes
    stems: Hashes
    word_ends: Places


def read(blind_text: str, embed: Embed) -> Reading:
    """Read a blind CV; `embed` gives each text what it would give it alone."""
    cut = passages(blind_text)
    parts = windows(cut)
    told = [words_of(passage.text) for passage in cut]
    flat = [word for words in told for word in words]
    rows = _passages(cut, embed)
    return Reading(
        spans=np.array([(p.span.start, p.span.end) for p in cut], np.int32).reshape(-1, 2),
        listed=np.array([passage.listed for passage in cut], np.bool_),
        passages=rows,
        windows=_windows([part.passages for part in parts], rows, [len(words) for words in told]),
        reaches=np.array([(p.reach.start, p.reach.stop) for p in parts], np.int32).reshape(-1, 2),
        words=hashes(flat),
        stems=stem_hashes(flat),
        word_ends=np.cumsum([len(words) for words in told], dtype=np.int32),
    )


def _passages(cut: Sequence[Passage], embed: Embed) -> Whole:
    """Give each passage's vector, mixed with its title's where it stands under one."""
    texts = list(dict.fromkeys(t for passage in cut for t in (passage.text, passage.title) if t))
    place = {text: row for row, text in enumerate(texts)}
    rows = whole(texts, embed).astype(np.int64)
    own = rows[[place[passage.text] for passage in cut]]
    title = rows[[place[passage.title or passage.text] for passage in cut]]
    return _unit(_OWN * own + _TITLE * title)


def _windows(parts: Sequence[range], rows: Whole, lengths: Sequence[int]) -> Whole:
    weighed = rows * np.array(lengths, np.int64).reshape(-1, 1)
    sums = [weighed[part.start : part.stop].sum(axis=0) for part in parts]
    return _unit(np.array(sums, np.int64).reshape(-1, DIMENSIONS))


def _unit(sums: npt.NDArray[np.int64]) -> Whole:
    """Bring sums of vectors to unit length, in whole numbers of 1/SCALE; nothing stays nothing."""
    lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    return _stored(sums / np.maximum(lengths, 1))


def without_meaning(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embed nothing: readings and questions made with it compare by words alone."""
    return np.zeros((len(texts), DIMENSIONS), np.float32)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def whole(texts: Sequence[str], embed: Embed) -> Whole:
    """Embed texts and give whole numbers of 1/SCALE."""
    if not texts:
        return np.empty((0, DIMENSIONS), np.int8)
    return _stored(embed(texts))


def _stored(rows: npt.NDArray[np.floating]) -> Whole:
    stored: Whole = np.rint(rows * SCALE).clip(-127, 127).astype(np.int8)
    return stored


def hashes(words: Sequence[str]) -> Hashes:
    return np.array([hash_of(word) for word in words], np.uint32)


def stem_hashes(words: Sequence[str]) -> Hashes:
    """Hash the stems of telling words; 0 stands for a word that tells nothing."""
    return np.array(
        [0 if len(w) < 3 or is_common(w) or w.isdigit() else hash_of(stem(w)) for w in words],
        np.uint32,
    )


def hash_of(word: str) -> int:
    """Give a hash that is the same in every process."""
    return zlib.crc32(word.encode()) or 1


def packed(reading: Reading) -> bytes:
    """Write a reading for storage: its three lengths as int32, then each array as it is."""
    lengths = np.array([len(reading.spans), len(reading.windows), len(reading.words)], "<i4")
    return b"".join([lengths.tobytes(), *(array.tobytes() for array in _arrays(reading))])


def unpacked(content: bytes) -> Reading:
    """Read what `packed` wrote."""
    n, w, t = (int(length) for length in np.frombuffer(content, "<i4", 3))
    shapes = {
        "spans": ((n, 2), np.int32),
        "listed": ((n,), np.bool_),
        "passages": ((n, DIMENSIONS), np.int8),
        "windows": ((w, DIMENSIONS), np.int8),
        "reaches": ((w, 2), np.int32),
        "words": ((t,), np.uint32),
        "stems": ((t,), np.uint32),
        "word_ends": ((n,), np.int32),
    }
    arrays: dict[str, Any] = {}
    at = 12
    for name, (shape, kind) in shapes.items():
        count = math.prod(shape)
        arrays[name] = np.frombuffer(content, kind, count, at).reshape(shape)
        at += arrays[name].nbytes
    return Reading(**arrays)


def _arrays(reading: Reading) -> Iterator[npt.NDArray[Any]]:
    return (getattr(reading, field.name) for field in fields(reading))
