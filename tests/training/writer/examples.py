"""Training examples of the editing writer, made from the library's authored wordings."""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.posts.voice import as_employer
from nlp.roles.page import RolePage
from nlp.runtime.edits import Phrase, PhraseList, Rule, Site, apart, words_of
from tests.training.writer.pointer import Pair

HELD_OUT = 7
"""One role in about so many is never trained on."""
_VERDICTS = Path(__file__).parent / "judged.jsonl"
"""What a reader said of phrases put in at places of the library: would a recruiter publish it?"""
_NEIGHBOURS = 3
_UNJUDGED = 0.3
"""A phrase that no rule allows at a place may still read well there: such a label counts less."""

Verdicts = Mapping[tuple[Phrase, str], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with places for phrases, how well each reads there, and how sure that is."""

    words: tuple[str, ...]
    sites: tuple[Site, ...]
    right: tuple[float, ...]
    weights: tuple[float, ...]


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
    return [page.hooks, tuple(map(as_employer, page.whys)), *page.responsibilities]


def phrase_list(pages: Sequence[RolePage], rules: Sequence[Rule]) -> list[Phrase]:
    """Learn the phrase list: what the rules put for something that really stands in a wording."""
    found = {
        phrase
        for page in pages
        for unit in wordings(page)
        for text in unit
        for rule in rules
        for phrase in _edits(rule, text)
    }
    return sorted(found, key=lambda phrase: (phrase.kind, phrase.source, phrase.target))


def _edits(rule: Rule, text: str) -> Iterator[Phrase]:
    for match in rule.find.finditer(text):
        source = words_of(match[0])
        for target in rule.targets:
            if source and words_of(target) != source:
                yield Phrase(source, target, rule.kind)


def examples(
    pages: Sequence[RolePage], phrases: PhraseList, *, chance: random.Random
) -> Iterator[Example]:
    """Give each wording as it is, and once more with a content word of another role in it."""
    texts = [text for page in pages for unit in wordings(page) for text in unit]
    nouns = _content(texts)
    verdicts = read_verdicts()
    for text in texts:
        yield _labelled(text, phrases, verdicts)
        if chance.random() < 0.25:
            other = _with_other_content(text, nouns, chance)
            yield _labelled(other, phrases, verdicts)


def _labelled(text: str, phrases: PhraseList, verdicts: Verdicts) -> Example:
    """Label each place by the reader's verdict; where there is none, by the rules."""
    words = text.split()
    allowed = set(phrases.sites(words))
    sites, right, weights = [*phrases.places(words)], list[float](), list[float]()
    for site in sites:
        verdict = verdicts.get((phrases.phrases[site.phrase], surroundings(words, site)))
        is_known = verdict is not None or site in allowed
        right.append(float(site in allowed if verdict is None else verdict))
        weights.append(1.0 if is_known else _UNJUDGED)
    return Example(tuple(words), tuple(sites), tuple(right), tuple(weights))


def surroundings(words: Sequence[str], site: Site) -> str:
    """Give a place with the words next to it, by which a verdict is found again."""
    end = site.start + site.length
    near = words[max(0, site.start - _NEIGHBOURS) : site.start], words[end : end + _NEIGHBOURS]
    return " [] ".join(" ".join(own) for own in near).lower()


def read_verdicts(path: Path = _VERDICTS) -> Verdicts:
    """Read the verdicts: phrase and surroundings -> does it read well?"""
    verdicts: dict[tuple[Phrase, str], bool] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        own = json.loads(line)
        phrase = Phrase(tuple(own["source"].split()), own["target"], own["kind"])
        verdicts |= {(phrase, place): True for place in own["good"]}
        verdicts |= {(phrase, place): False for place in own["bad"]}
    return verdicts


def _with_other_content(text: str, nouns: Sequence[str], chance: random.Random) -> str:
    """Put a random content word of some role for one of the text's, so that copying is learned."""
    words = text.split()
    places = [n for n, word in enumerate(words) if n > 1 and word.isalpha() and len(word) > 5]
    if places:
        words[chance.choice(places)] = chance.choice(nouns)
    return " ".join(words)


def pairs(pages: Sequence[RolePage], phrases: PhraseList, *, chance: random.Random) -> list[Pair]:
    """Give wordings with a new wording each: one of them with some phrases put in.

    In a third of them a content word is another role's, in source and target alike.
    """
    nouns = [word for page in pages for unit in wordings(page) for word in _content(unit)]
    return [
        _pair(unit, target, nouns, chance)
        for page in pages
        for unit in wordings(page)
        for target in (_edited(text, phrases, chance) for text in unit)
        if target not in unit
    ]


def _content(unit: Sequence[str]) -> list[str]:
    return [word for text in unit for word in text.split()[2:] if word.isalpha() and len(word) > 5]


def _edited(text: str, phrases: PhraseList, chance: random.Random) -> str:
    """Put up to three phrases in."""
    words = text.split()
    sites = [s for s in phrases.sites(words) if phrases.phrases[s.phrase].kind == "reword"]
    return phrases.applied(words, apart(chance.sample(sites, len(sites)), most=3))


def _pair(unit: Sequence[str], target: str, nouns: Sequence[str], chance: random.Random) -> Pair:
    sources = list(unit)
    shared = [word for word in _content([target]) if any(word in own.split() for own in sources)]
    if shared and chance.random() < 0.33:
        old, new = chance.choice(shared), chance.choice(nouns)
        sources = [own.replace(old, new) for own in sources]
        target = target.replace(old, new)
    return Pair(tuple(sources), target)
