"""Link a phrase to the taxonomy: by its words, then by its spelling, then by its meaning."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from nlp.ports import Embed
from nlp.skills.taxonomy import Skill

Vectors = npt.NDArray[np.float32]

LEAST_CONFIDENCE = 0.62
"""Below this a link by meaning is wrong more often than right (see docs/skill-model.md)."""

_WORD = re.compile(r"[a-z0-9]+(?:[.+#][a-z0-9]+)*[+#]*|\.[a-z0-9]+")
_FILLER = frozenset(
    "a an and the of in on to for with by at as or from into use using used work working perform "
    "performing experience experienced knowledge understanding understand skill skills ability "
    "able strong good excellent solid proven proficient proficiency expertise expert familiar "
    "familiarity advanced basic hands-on deep skilled sound thorough various relevant within "
    "principles techniques methods".split()
)
_GENERIC = re.compile(r"\s(?:software|systems?|tools?|programs?|applications?)$")
_ENDINGS = ("ation", "ment", "ing", "er", "or", "ied", "ies", "ed", "y")
_SHORTEST_STEM = 3
_SHORTEST_MISSPELT = 6
_CLOSE_SPELLING = 88.0
_CLOSE_WORD = 80.0
_NEAREST = 3
_CANDIDATES = 30
_MEANING_WEIGHT = 0.65
_HIGHEST_COSINE = 0.88
"""Phrases nearer than this to a name have its words, or nearly so."""

_SAME_WORDS = 0.97
_SAME_STEMS = 0.9
_MISSPELT = 0.85


class LinkKind(StrEnum):
    """What a link rests on."""

    WORDS = "words"
    STEMS = "stems"
    SPELLING = "spelling"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Link:
    """The entry that a phrase means; `confidence` runs from 0 to 1."""

    slug: str
    confidence: float
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class _Name:
    slug: str
    text: str
    preferred: bool


class Linker:
    """The names of a taxonomy, ready to be looked up; built once, safe to use for any phrases.

    `vectors` has a unit row of 384 for the name of each skill, in their order; `embed` gives such
    rows for phrases.
    """

    def __init__(self, skills: Sequence[Skill], *, vectors: Vectors, embed: Embed) -> None:
        if len(skills) != len(vectors):
            raise ValueError(f"{len(skills)} skills but {len(vectors)} vectors")
        self._skills = list(skills)
        self._vectors = vectors
        self._embed = embed
        names = [
            _Name(skill.slug, name, name == skill.name)
            for skill in skills
            for name in dict.fromkeys((skill.name, *skill.aliases))
        ]
        self._by_words = _index((words(name.text), name) for name in names)
        self._by_stems = _index((stems(name.text), name) for name in names)
        self._spellings = [text for text in self._by_words if len(text) >= _SHORTEST_MISSPELT]
        self._stemmed = [stems(skill.name) for skill in skills]

    def link(self, phrases: Sequence[str], *, least: float = LEAST_CONFIDENCE) -> list[Link | None]:
        """Give for each phrase the entry that it means with a confidence of `least`, or None."""
        links = [self.by_name(phrase) for phrase in phrases]
        rows = [
            row
            for row, link in enumerate(links)
            if link is None and self._may_mean_something(phrases[row], least)
        ]
        if rows:
            meanings = self._by_meaning([phrases[row] for row in rows], least)
            for row, link in zip(rows, meanings, strict=True):
                links[row] = link
        return links

    def _may_mean_something(self, phrase: str, least: float) -> bool:
        """Say whether a link of `least` confidence is within reach; an embedding costs far more."""
        plain = words(phrase)
        if not plain or not self._skills:
            return False
        needed = 100 * (least - _MEANING_WEIGHT * _HIGHEST_COSINE) / (1 - _MEANING_WEIGHT)
        if needed <= 0:
            return True
        stemmed = stems(plain)
        near = process.extractOne(stemmed, self._stemmed, scorer=fuzz.ratio, score_cutoff=needed)
        return near is not None

    def by_name(self, phrase: str) -> Link | None:
        """Give the entry whose name has the phrase's words, stems or, but for a slip, letters."""
        plain = words(phrase)
        if plain in self._by_words:
            return Link(self._by_words[plain], _SAME_WORDS, LinkKind.WORDS)
        for stemmed in (stems(plain), stems(_GENERIC.sub("", plain))):
            if stemmed in self._by_stems:
                return Link(self._by_stems[stemmed], _SAME_STEMS, LinkKind.STEMS)
        return self._by_spelling(plain)

    def _by_spelling(self, plain: str) -> Link | None:
        if len(plain) < _SHORTEST_MISSPELT:
            return None
        near = process.extract(
            plain,
            self._spellings,
            scorer=fuzz.ratio,
            score_cutoff=_CLOSE_SPELLING,
            limit=_NEAREST,
        )
        for name, *_ in near:
            if _misspelt(plain, name):
                return Link(self._by_words[name], _MISSPELT, LinkKind.SPELLING)
        return None

    def _by_meaning(self, phrases: Sequence[str], least: float) -> list[Link | None]:
        """Blend the cosine of MiniLM's vectors with how alike the stems are.

        The product is summed row by row: that of a matrix would take other cores for a few rows,
        and its last digits would depend on their number.
        """
        products = np.einsum("pd,sd->ps", self._embed(phrases), self._vectors)
        cosines = np.clip(products, 0.0, 1.0)
        best = (self._best(stems(p), row) for p, row in zip(phrases, cosines, strict=True))
        return [link if link.confidence >= least else None for link in best]

    def _best(self, stemmed: str, cosines: Vectors) -> Link:
        top = np.argsort(-cosines, kind="stable")[:_CANDIDATES]
        scored = [
            (
                _MEANING_WEIGHT * float(cosines[row])
                + (1 - _MEANING_WEIGHT) * fuzz.ratio(stemmed, self._stemmed[row]) / 100,
                self._skills[row].slug,
            )
            for row in top
        ]
        score, slug = max(scored)
        return Link(slug, score, LinkKind.MEANING)


def _index(keyed: Iterable[tuple[str, _Name]]) -> dict[str, str]:
    """Give the one skill of each key; of several, the one whose own name it is, if that is one."""
    bearers: dict[str, list[_Name]] = defaultdict(list)
    for key, name in keyed:
        if key:
            bearers[key].append(name)
    index = {}
    for key, names in bearers.items():
        own = {name.slug for name in names if name.preferred}
        slugs = own if len(own) == 1 else {name.slug for name in names}
        if len(slugs) == 1:
            index[key] = slugs.pop()
    return index


def _misspelt(plain: str, name: str) -> bool:
    """Say whether each word is one of the name's, or near it: "anger" is no slip for "change".

    A short word near another one is mostly a word of its own: "heart" is no slip for "heat".
    """
    pairs = list(zip_longest(plain.split(), name.split(), fillvalue=""))
    return all(
        word == wanted
        or (
            len(wanted) >= _SHORTEST_MISSPELT
            and word[:1] == wanted[:1]
            and fuzz.ratio(word, wanted) >= _CLOSE_WORD
        )
        for word, wanted in pairs
    )


def words(text: str) -> str:
    """Give the words of a name in lower case, without accents, joined by spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def stems(text: str) -> str:
    """Give the stems of the telling words of a name, sorted: "managing staff", "staff manager"."""
    plain = words(text).split()
    telling = [word for word in plain if word not in _FILLER] or plain
    return " ".join(sorted(map(_stem, telling)))


def _stem(word: str) -> str:
    """Cut a plural, then one ending of a noun or verb, then a last e: "manag", "test"."""
    if word.endswith("s") and not word.endswith("ss"):
        word = _without(word, "s")
    for ending in _ENDINGS:
        if (stem := _without(word, ending)) != word:
            return _without(stem, "e")
    return _without(word, "e")


def _without(word: str, ending: str) -> str:
    long_enough = len(word) - len(ending) >= _SHORTEST_STEM
    return word.removesuffix(ending) if long_enough else word
