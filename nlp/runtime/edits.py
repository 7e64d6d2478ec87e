"""Edits of a sentence as data: words kept, and phrases of a list put for others."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_EDGE = re.compile(r"^([\"“(]*)(.*?)([,.;:!?\"”)]*)$")
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the learned phrase list: `target` may stand for the words of `source`.

    `kind` is `reword`, `small` for what makes no new sentence by itself, or what the context must
    ask for: `simple`, `senior`, `junior`, `remote`.
    """

    source: tuple[str, ...]
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Where phrases read well: `find` matches whole words in the surroundings that they need."""

    kind: str
    find: re.Pattern[str]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a phrase of the list could be put: words[start : start + length]."""

    start: int
    length: int
    phrase: int

    @property
    def words(self) -> range:
        return range(self.start, self.start + self.length)


class PhraseList:
    """Finds where the phrases of the list could be put, as the rules have it."""

    def __init__(self, phrases: Sequence[Phrase], rules: Sequence[Rule]) -> None:
        self.phrases = tuple(phrases)
        self._by_first: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            self._by_first[phrase.source[0]].append(number)
        self._finds: dict[tuple[str, str], list[re.Pattern[str]]] = defaultdict(list)
        for rule in rules:
            for target in rule.targets:
                self._finds[rule.kind, target].append(rule.find)

    def places(self, words: Sequence[str]) -> Iterator[Site]:
        """Give each place, in order, at which the words of some phrase's source stand."""
        bare = [bare_word(word) for word in words]
        for start, word in enumerate(bare):
            for number in self._by_first.get(word, ()):
                source = self.phrases[number].source
                if tuple(bare[start : start + len(source)]) == source:
                    yield Site(start, len(source), number)

    def sites(self, words: Sequence[str]) -> list[Site]:
        """Give each place, in order, at which a rule allows a phrase of the list."""
        text = " ".join(words)
        begins = [0, *accumulate(len(word) + 1 for word in words)]
        return [
            site
            for site in self.places(words)
            if self._allows(text, begins[site.start] + _opening(words[site.start]), site)
        ]

    def _allows(self, text: str, begin: int, site: Site) -> bool:
        phrase = self.phrases[site.phrase]
        matches = (find.match(text, begin) for find in self._finds[phrase.kind, phrase.target])
        return any(match is not None and words_of(match[0]) == phrase.source for match in matches)

    def applied(self, words: Sequence[str], sites: Iterable[Site]) -> str:
        """Give the text with the phrases put in; the sites must not overlap."""
        result = list(words)
        for site in sorted(sites, key=lambda own: own.start, reverse=True):
            result[site.start : site.start + site.length] = [
                _in_place_of([words[place] for place in site.words], self.phrases[site.phrase])
            ]
        return " ".join(result)


def apart(sites: Iterable[Site], *, most: int) -> list[Site]:
    """Take the first sites that overlap none taken before them, `most` at the most."""
    taken: list[Site] = []
    for site in sites:
        if not any(set(site.words) & set(own.words) for own in taken):
            taken.append(site)
    return taken[:most]


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text in lower case without the marks around them."""
    return tuple(bare_word(word) for word in text.split())


def bare_word(word: str) -> str:
    """Give a word in lower case without the marks around it."""
    match = _EDGE.match(word)
    return match[2].lower() if match else word.lower()


def _opening(word: str) -> int:
    """Give the number of marks before a word."""
    match = _EDGE.match(word)
    return len(match[1]) if match else 0


def _in_place_of(words: Sequence[str], phrase: Phrase) -> str:
    first, last = _EDGE.match(words[0]), _EDGE.match(words[-1])
    before, after = first[1] if first else "", last[3] if last else ""
    capital = bool(first and first[2][:1].isupper() and phrase.source[0] != "i")
    target = phrase.target[:1].upper() + phrase.target[1:] if capital else phrase.target
    return f"{before}{target}{after}"


def holds_placeholders(text: str, wordings: Sequence[str]) -> bool:
    """Say whether the text has the placeholders of one of the wordings, each as often."""
    held = Counter(_PLACEHOLDER.findall(text))
    return any(held == Counter(_PLACEHOLDER.findall(own)) for own in wordings)


def longest_copy(text: str, wordings: Sequence[str]) -> int:
    """Give the number of words in the longest run that `text` shares with one of the wordings."""
    words = [bare_word(word) for word in text.split()]
    return max(_longest_run(words, [bare_word(word) for word in own.split()]) for own in wordings)


def _longest_run(ours: Sequence[str], theirs: Sequence[str]) -> int:
    longest = 0
    previous = [0] * (len(theirs) + 1)
    for word in ours:
        current = [0]
        for place, other in enumerate(theirs):
            current.append(previous[place] + 1 if word == other else 0)
        longest = max(longest, *current)
        previous = current
    return longest
