"""Tell a real title that the library lacks from nonsense, and find the family it belongs to."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.titles.normalize import normalize

_MAX_WORDS = 6
_NO_TITLE_STARTS = frozenset(
    "what how who why when where is are be become ignore write print say tell you i my the please "
    "forget act pretend show give make".split()
)
_JOINS = frozenset("of for in to and".split())

_AGENT = re.compile(r"\w{2,}(?:er|or|ist|ian|ant|man|woman|person)")
"""Endings of those who do something: stylist, hacker."""

_VOTERS = 8
_SHARE = 0.75
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A known title by the category of its role; `likeness` is the cosine of the two vectors."""

    category: str
    likeness: float


def is_occupation(title: str, nouns: Collection[str]) -> bool:
    """Say whether a short title has a noun of work at its end, or before `of`, `for` or `in`.

    `Piano tuner` and `Curator of prints` do; `blue table` and a sentence do not.
    """
    words = normalize(title).split()
    if not 0 < len(words) <= _MAX_WORDS or words[0] in _NO_TITLE_STARTS:
        return False
    heads = [words[-1]]
    heads += [word for word, after in pairwise(words) if after in _JOINS]
    return any(head in nouns or head.removesuffix("s") in nouns for head in heads)


def names_somebody(title: str, nouns: Collection[str]) -> bool:
    """Say whether a word of the title is a noun of work, or the last one has the ending of one.

    So `growth hacker` names somebody, `kitchen` and `customer happiness` a place and a thing. It is
    a weaker sign than `is_occupation`: a winter ends like a waiter.
    """
    words = normalize(title).split()
    ends_so = bool(words) and _AGENT.fullmatch(words[-1]) is not None
    return ends_so or any(word in nouns for word in words)


def family_of(near: Sequence[Neighbour]) -> str | None:
    """Give the category that most of the nearest titles share; None where they are far or divided.

    Spelling is left out of it: a beekeeper is no bookkeeper.
    """
    voters = sorted(near, key=lambda own: -own.likeness)[:_VOTERS]
    if not voters or voters[0].likeness < _NEAR:
        return None
    weight: dict[str, float] = defaultdict(float)
    for own in voters:
        weight[own.category] += own.likeness
    best = max(weight, key=lambda category: weight[category])
    return best if weight[best] >= _SHARE * sum(weight.values()) else None
