"""Find the library's roles for any title: exact names, then spelling and meaning together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from nlp.ports import Embed
from nlp.titles.normalize import MAX_TITLE_LENGTH, joined, normalize, seniority_words
from nlp.titles.telling import TellingWords

Vectors = npt.NDArray[np.float32]

MATCH_THRESHOLD = 0.74
"""Confidence from which a title is taken to mean the role."""
NEAR_THRESHOLD = 0.46
"""Confidence from which a role is worth suggesting; nonsense and prompts stay below it."""

SUGGEST_THRESHOLD = 0.5
"""Confidence from which a role is named to somebody whose title is none."""

_SENSELESS, _SLIP = 0.35, 0.86
"""A name whose meaning is this far off, and that no slip of the finger makes of the title, is out:
a winter is no waiter, a waitr is one."""

_MEANING_WEIGHT = 0.6
_MAX_WORDS = 12
_CANDIDATES = 40
_SAME_MEANING = 0.85
_SAME_JOINED = 0.9
"""Titles this alike without spaces are one: "Vertriebs-Mitarbeiter" and "Vertriebsmitarbeiter"."""
_TELLING_SHARE = 0.6
_DISCOUNT = 0.8
"""A name that lacks the telling words, and whose meaning is not the same, counts for less."""
_HEAD_ALONE = MATCH_THRESHOLD - 0.01
"""The most for a title that names no more than the kind: any of many architects, not the UX one."""
_ACRONYM_LETTERS = 4
"""Names this short (CFO, RN) match to the letter or not at all: any four letters are near one."""


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A title that stands for a role: its own or an alternative one."""

    role: str
    title: str


@dataclass(frozen=True, slots=True)
class TitleMatch:
    role: str
    confidence: float

    @property
    def certain(self) -> bool:
        return self.confidence >= MATCH_THRESHOLD

    @property
    def worth_suggesting(self) -> bool:
        """True where somebody who typed no job may have meant this one."""
        return self.confidence >= SUGGEST_THRESHOLD


class TitleIndex:
    """Known titles, ready to be compared; `vectors` holds a unit row of 384 for each."""

    def __init__(self, titles: Sequence[KnownTitle], vectors: Vectors) -> None:
        if len(titles) != len(vectors):
            raise ValueError(f"{len(titles)} titles but {len(vectors)} vectors")
        self._roles = [known.role for known in titles]
        self._normalized = [normalize(known.title) for known in titles]
        self._joined = [joined(name) for name in self._normalized]
        self._vectors = vectors
        self._is_acronym = np.array([len(name) <= _ACRONYM_LETTERS for name in self._normalized])
        roles = zip(self._roles, self._normalized, strict=True)
        self._telling = TellingWords(list(roles))
        self._by_name: dict[str, list[KnownTitle]] = {}
        self._by_joined: dict[str, list[KnownTitle]] = {}
        for known, name in zip(titles, self._normalized, strict=True):
            self._by_name.setdefault(name, []).append(known)
            self._by_joined.setdefault(joined(name), []).append(known)

    def exact(self, title: str) -> str | None:
        """Give the one role that bears `title` to the letter after cleaning, if there is one."""
        roles = self._bearers(title)
        return roles.pop() if len(roles) == 1 else None

    def match(self, title: str, embed: Embed, *, limit: int) -> list[TitleMatch]:
        """Give the roles near `title`, best first; empty for nonsense.

        Confidence runs from 0 to 1. It is 1 for a role that bears the title; else a mixture of
        spelling (rapidfuzz's token-sort ratio) and meaning (cosine of the MiniLM vectors), less
        where the words that set the title apart are not shared.
        """
        name = normalize(title)
        if not is_title_shaped(title) or not name or not self._roles:
            return []
        scores = self._scores(name, embed)
        best: dict[str, float] = {}
        for role, score in zip(self._roles, scores.tolist(), strict=True):
            best[role] = max(best.get(role, 0.0), score)
        for role in self._bearers(title):
            best[role] = 1.0
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        near = [TitleMatch(role, score) for role, score in ranked if score >= NEAR_THRESHOLD]
        return near[:limit]

    def nearest(self, title: str, embed: Embed, *, limit: int) -> list[tuple[str, float]]:
        """Give (role, cosine) of the known titles nearest in meaning alone, nearest first."""
        meaning = self._vectors @ embed([normalize(title)])[0]
        return [(self._roles[row], float(meaning[row])) for row in np.argsort(-meaning)[:limit]]

    def _bearers(self, title: str) -> set[str]:
        """Give the roles that bear `title`; of those that differ in seniority alone the nearest."""
        asked, name = seniority_words(title), normalize(title)
        named = self._by_name.get(name) or self._by_joined.get(joined(name), [])
        bearers = [(len(asked ^ seniority_words(known.title)), known.role) for known in named]
        nearest = min(bearers, default=(0, ""))[0]
        return {role for distance, role in bearers if distance == nearest}

    def _scores(self, name: str, embed: Embed) -> Vectors:
        meaning = np.clip(self._vectors @ embed([name])[0], 0.0, 1.0)
        spelling, as_one_word = self._spelling(name)
        blended = _MEANING_WEIGHT * meaning + (1 - _MEANING_WEIGHT) * spelling
        scores = np.minimum(np.maximum(blended, 0.97 * (spelling**4)), 0.99)
        senseless = (meaning < _SENSELESS) & (spelling < _SLIP)
        scores = np.where(self._is_acronym | senseless, 0.0, scores)
        best = np.zeros(len(scores), dtype=np.float32)
        for row in np.argsort(-scores)[:_CANDIDATES]:
            alike = (
                meaning[row] >= _SAME_MEANING
                or as_one_word[row] >= _SAME_JOINED
                or self._shares(name, self._normalized[row])
            )
            best[row] = scores[row] if alike else scores[row] * _DISCOUNT
            if self._telling.lacks_modifier(name, self._normalized[row]):
                best[row] = min(best[row], _HEAD_ALONE)
        return best

    def _spelling(self, name: str) -> tuple[Vectors, Vectors]:
        """Give how alike `name` and each known title are spelt, 0 to 1, and so without spaces."""
        sorted_words = process.cdist([name], self._normalized, scorer=fuzz.token_sort_ratio)[0]
        one_word = process.cdist([joined(name)], self._joined, scorer=fuzz.ratio)[0]
        close = np.where(one_word >= 100 * _SAME_JOINED, one_word, 0.0)
        return np.maximum(sorted_words, close) / 100.0, one_word / 100.0

    def _shares(self, name: str, other: str) -> bool:
        return self._telling.shared(name, other) >= _TELLING_SHARE


def is_title_shaped(title: str) -> bool:
    """Say whether `title` has the shape of a title: some letters, few words, one line.

    One word over and over is none.
    """
    stripped = title.strip()
    words = stripped.casefold().split()
    return (
        2 <= len(stripped) <= MAX_TITLE_LENGTH
        and "\n" not in stripped
        and len(words) <= _MAX_WORDS
        and (len(words) == 1 or len(set(words)) > 1)
        and sum(char.isalpha() for char in stripped) >= 2
    )
