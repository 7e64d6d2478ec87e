"""Training examples of the editing writer, made from the library's authored wordings."""

import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.posts.voice import as_employer
from nlp.roles.page import RolePage
from nlp.runtime.edits import Phrase, PhraseList, Site
from tests.training.writer.judge import JUDGED
from tests.training.writer.pointer import Pair
from tests.training.writer.rules import Rule, edits_of
from tests.training.writer.splices import Splice, Splicer, units_of

HELD_OUT = 7
"""One role in about so many is never trained on."""
_SURE = 0.97
_UNSOUND = 0.03
_SPREAD = 0.2
_MIDDLE_OF_DUTIES, _MIDDLE_OF_PROSE = -0.35, -0.1
"""The gain at which a judged splice counts as one half."""


@dataclass(frozen=True, slots=True)
class TagExample:
    """A sentence with the words at which a tail may begin, and sites with whether each is right."""

    words: tuple[str, ...]
    joints: frozenset[int]
    sites: tuple[Site, ...]
    right: tuple[bool, ...]

    @property
    def words_count(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class FitExample:
    head: str
    tail: str
    fits: float

    @property
    def words_count(self) -> int:
        return len(self.head.split()) + len(self.tail.split())


def split_roles(pages: Sequence[RolePage]) -> tuple[list[RolePage], list[RolePage]]:
    """Give the roles to train on, and those held out: one in seven by a hash of its slug.

    A role stays on its side however many others join the library.
    """
    ordered = sorted(pages, key=lambda page: page.slug)
    held = [page for page in ordered if _is_held_out(page.slug)]
    return [page for page in ordered if page not in held], held


def _is_held_out(slug: str) -> bool:
    return int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4]) % HELD_OUT == 0


def wordings(page: RolePage) -> list[tuple[str, ...]]:
    """Give the wordings of each unit as posts have them: the employer speaks in the why."""
    hooks, whys, *duties = units_of(page)
    return [hooks, tuple(as_employer(why) for why in whys), *duties]


def phrase_list(pages: Sequence[RolePage], rules: Sequence[Rule]) -> list[Phrase]:
    """Learn the phrase list: what the rules put for something that really stands in a wording."""
    counts = Counter(
        phrase
        for page in pages
        for unit in wordings(page)
        for text in unit
        for _, phrase in edits_of(text, rules)
    )
    return sorted(counts, key=lambda phrase: (phrase.kind, phrase.source, phrase.target))


def tag_examples(
    pages: Sequence[RolePage],
    splicer: Splicer,
    rules: Sequence[Rule],
    phrases: PhraseList,
    *,
    chance: random.Random,
) -> Iterator[TagExample]:
    """Give each wording as it is, and once more with a content word of another role in it."""
    texts = [text for page in pages for unit in wordings(page) for text in unit]
    nouns = [
        word for text in texts for word in text.split()[2:] if word.isalpha() and len(word) > 5
    ]
    for text in texts:
        yield _tagged(text, splicer, rules, phrases)
        if chance.random() < 0.25:
            yield _tagged(_with_other_content(text, nouns, chance), splicer, rules, phrases)


def _tagged(text: str, splicer: Splicer, rules: Sequence[Rule], phrases: PhraseList) -> TagExample:
    words = tuple(text.split())
    right = set(edits_of(text, rules))
    sites = tuple(phrases.sites(words))
    return TagExample(
        words,
        frozenset(splicer.joints(text)),
        sites,
        tuple((site.start, phrases.phrases[site.phrase]) in right for site in sites),
    )


def _with_other_content(text: str, nouns: Sequence[str], chance: random.Random) -> str:
    """Put a random content word of some role for one of the text's, so that copying is learned."""
    words = text.split()
    places = [n for n, word in enumerate(words) if n > 1 and word.isalpha() and len(word) > 5]
    if places:
        words[chance.choice(places)] = chance.choice(nouns)
    return " ".join(words)


def fit_examples(
    pages: Sequence[RolePage], splicer: Splicer, *, chance: random.Random
) -> list[FitExample]:
    """Give judged splices, authored joints, and tails that cannot fit.

    A judged splice counts by how likely a language model found its tail after this head, against
    the tail's own head.
    """
    judged = _judged()
    examples: list[FitExample] = []
    tails: list[str] = []
    for page in pages:
        for number, unit in enumerate(wordings(page)):
            for splice in splicer.splices(unit):
                gain = judged.get((page.slug, number, splice.head, splice.tail))
                fits = _fits(splice, gain)
                if fits is not None and (splice.sound or chance.random() < 0.5):
                    examples.append(FitExample(_headed(splice), splice.tail, fits))
                if splice.own:
                    tails.append(splice.tail)
    sound = [example for example in examples if example.fits > 0.5]
    broken = [_broken(example, tails, chance) for example in sound if chance.random() < 0.4]
    return examples + broken


def _fits(splice: Splice, gain: float | None) -> float | None:
    if splice.own:
        return _SURE
    if not splice.sound:
        return _UNSOUND
    if gain is None:
        return None
    middle = _MIDDLE_OF_PROSE if splice.tail[0].isupper() else _MIDDLE_OF_DUTIES
    return _SURE / (1 + math.exp(-(gain - middle) / _SPREAD))


def _judged() -> dict[tuple[str, int, str, str], float]:
    lines = (json.loads(line) for line in JUDGED.read_text().splitlines())
    return {(own["role"], own["unit"], own["head"], own["tail"]): own["gain"] for own in lines}


def _headed(splice: Splice) -> str:
    return splice.head + ("," if splice.comma else "")


def _broken(example: FitExample, tails: Sequence[str], chance: random.Random) -> FitExample:
    """Spoil a pair: the tail of another unit, or a cut where no clause begins."""
    words = f"{example.head} {example.tail}".split()
    if chance.random() < 0.6 or len(words) < 6:
        return FitExample(example.head, chance.choice(tails), 0.02)
    kept, begin = chance.randint(2, len(words) - 3), chance.randint(2, len(words) - 2)
    return FitExample(" ".join(words[:kept]), " ".join(words[begin:]), 0.02)


def pairs(
    pages: Sequence[RolePage], splicer: Splicer, rules: Sequence[Rule], *, chance: random.Random
) -> list[Pair]:
    """Give wordings with good new wordings: splices that fit, with up to two phrases put in.

    In a third of them a content word is another role's, in source and target alike.
    """
    judged = _judged()
    nouns = [word for page in pages for unit in wordings(page) for word in _content(unit)]
    found: list[Pair] = []
    for page in pages:
        for number, unit in enumerate(wordings(page)):
            for splice in splicer.splices(unit):
                fits = _fits(splice, judged.get((page.slug, number, splice.head, splice.tail)))
                if not splice.own and fits is not None and fits > 0.5:
                    target = _edited(splice.text, rules, chance)
                    found.append(_pair(unit, target, nouns, chance))
    return found


def _content(unit: Sequence[str]) -> list[str]:
    return [word for text in unit for word in text.split()[2:] if word.isalpha() and len(word) > 5]


def _edited(text: str, rules: Sequence[Rule], chance: random.Random) -> str:
    """Put up to two phrases of the rules in."""
    for _ in range(chance.randint(0, 2)):
        edits = [own for own in edits_of(text, rules) if own[1].kind in ("reword", "small")]
        if edits:
            start, phrase = chance.choice(edits)
            site = Site(start, len(phrase.source), 0)
            text = PhraseList([phrase]).applied(text.split(), [site])
    return text


def _pair(unit: Sequence[str], target: str, nouns: Sequence[str], chance: random.Random) -> Pair:
    sources = list(unit)
    shared = [word for word in _content([target]) if any(word in own.split() for own in sources)]
    if shared and chance.random() < 0.33:
        old, new = chance.choice(shared), chance.choice(nouns)
        sources = [own.replace(old, new) for own in sources]
        target = target.replace(old, new)
    return Pair(tuple(sources), target)
