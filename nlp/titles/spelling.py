"""Mend the spelling of a search by the words that titles and skills are made of."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_CLOSE = 78.0
_SHORTEST = 4


class Vocabulary:
    """The words of known names, to be compared with what people type."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words = sorted({word for name in names for word in words_of(name)})
        self._known = frozenset(self._words)

    def mended(self, search: str) -> str:
        """Give `search` with each unknown word replaced by the nearest known one, if one is near.

        Words of fewer than four letters stay: any three letters are near some word.
        """
        return " ".join(map(self._mended, words_of(search)))

    def _mended(self, word: str) -> str:
        if word in self._known or len(word) < _SHORTEST:
            return word
        found = process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_CLOSE)
        return str(found[0]) if found else word


def words_of(text: str) -> list[str]:
    """Give the words of a text in lower case, in order."""
    return [word.lower() for word in _WORD.findall(text)]
