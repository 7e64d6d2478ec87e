"""How much of what sets one title apart from others another title shares.

"Police officer" and "Privacy officer" have a word in common that says little; the telling word
differs. Words weigh by inverse document frequency over the roles that bear them.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

_SAME_WORD = 82.0
_KNOWN_WORD = 85.0
_MODIFIER_SHARE = 0.45


class TellingWords:
    """Weighs the words of titles by how few roles bear them."""

    def __init__(self, titles: Sequence[tuple[str, str]]) -> None:
        """Take (role, normalized title) pairs."""
        bearers: dict[str, set[str]] = defaultdict(set)
        for role, title in titles:
            for word in title.split():
                bearers[word].add(role)
        roles = len({role for role, _ in titles})
        self._words = sorted(bearers)
        self._weights = {w: math.log((roles + 1) / (len(b) + 0.5)) for w, b in bearers.items()}
        self._unknown = math.log((roles + 1) / 0.5)

    def shared(self, title: str, name: str) -> float:
        """Give the share of the weight of `title` that `name` has too, 0 to 1; slips forgiven."""
        named = name.split()
        weighed = [(self._weight(word), _stands_in(word, named)) for word in title.split()]
        total = sum(weight for weight, _ in weighed)
        return sum(weight for weight, stands in weighed if stands) / total if total else 0.0

    def lacks_modifier(self, title: str, name: str) -> bool:
        """Say whether `title` is the bare kind ("architect") of `name` ("UX architect").

        So it is where all its words are in the name, and the words that it lacks tell much.
        """
        words = title.split()
        inside = all(_stands_in(word, name.split()) for word in words)
        return inside and 1.0 - self.shared(name, title) >= _MODIFIER_SHARE

    def _weight(self, word: str) -> float:
        known = self._weights.get(word)
        if known is not None:
            return known
        near = process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_KNOWN_WORD)
        return self._weights[near[0]] if near else self._unknown


def _stands_in(word: str, words: Sequence[str]) -> bool:
    return any(word == other or _is_slip(word, other) for other in words)


def _is_slip(word: str, other: str) -> bool:
    """Say whether `word` is `other` misspelt: "waitr" is "waiter", "winter" and "butter" are not.

    A slip keeps the first letter and has one edit (two neighbours swapped count as one) in short
    words, one more for every seven letters.
    """
    return (
        word[0] == other[0]
        and fuzz.ratio(word, other) >= _SAME_WORD
        and OSA.distance(word, other) <= 1 + len(word) // 7
    )
