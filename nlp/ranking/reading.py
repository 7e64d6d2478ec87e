"""What ranking reads of a CV once, at extraction: passages as whole numbers, ready to compare.

Vectors are kept as int8. A product of two of them is a sum of whole numbers below 2**24, which
float32 holds exactly, so it comes out the same in whatever order or batch it is added up.
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
from nlp.ranking.passages import Passage, passages, undated, windows

READING = "penroll-reading 2"
"""Name and version of the stored form; raise the number with every change of what is stored."""

DIMENSIONS = 384
SCALE = 500.0
"""One unit of a component: 1/500, so that a component of up to 0.254 fits into int8."""

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
    return Reading(
        spans=np.array([(p.span.start, p.span.end) for p in cut], np.int32).reshape(-1, 2),
        listed=np.array([passage.listed for passage in cut], np.bool_),
        passages=whole([passage.in_context for passage in cut], embed),
        windows=whole([_window(blind_text, cut, part.passages) for part in parts], embed),
        reaches=np.array([(p.reach.start, p.reach.stop) for p in parts], np.int32).reshape(-1, 2),
        words=hashes(flat),
        stems=stem_hashes(flat),
        word_ends=np.cumsum([len(words) for words in told], dtype=np.int32),
    )


def without_meaning(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embed nothing: readings and questions made with it compare by words alone."""
    return np.zeros((len(texts), DIMENSIONS), np.float32)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def whole(texts: Sequence[str], embed: Embed) -> Whole:
    """Embed texts and give whole numbers of 1/SCALE."""
    if not texts:
        return np.empty((0, DIMENSIONS), np.int8)
    rows: Whole = np.rint(embed(texts) * SCALE).clip(-127, 127).astype(np.int8)
    return rows


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


def _window(blind_text: str, cut: Sequence[Passage], part: range) -> str:
    """Give the CV from the first to the last of `part`, without dates, under the first's title."""
    first, last = cut[part[0]], cut[part[-1]]
    lines = blind_text[first.span.start : last.span.end].split("\n")
    told = "\n".join(told for line in lines if (told := undated(line)))
    return f"{first.title}: {told}" if first.title else told


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
