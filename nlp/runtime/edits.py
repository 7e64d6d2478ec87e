"""Edits of a sentence as data: words kept, phrases put for others, a tail taken from elsewhere."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.runtime.soundness import is_sound, leaves_whole, reads_on, suits_object

_EDGE = re.compile(r"^([\"“(]*)(.*?)([,.;:!?\"”)]*)$")
_OBJECT = 4
"""Words after a phrase among which its object stands."""
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the learned phrase list: `target` may stand for the words of `source`.

    `kind` is `reword`, or what the context must ask for: `simple`, `senior`, `junior`, `remote`.
    """

    source: tuple[str, ...]
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a phrase of the list could be put: words[start : start + length]."""

    start: int
    length: int
    phrase: int

    @property
    def words(self) -> range:
        return range(self.start, self.start + self.length)


@dataclass(frozen=True, slots=True)
class Splice:
    """The first words of one wording, and the last words of another; `tail` may be empty."""

    head: str
    tail: str = ""
    comma: bool = False

    @property
    def text(self) -> str:
        if not self.tail:
            return self.head
        return f"{self.head}{',' if self.comma else ''} {self.tail}"


class PhraseList:
    """Finds where the phrases of the list could be put."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._by_first: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            self._by_first[phrase.source[0]].append(number)

    def sites(self, words: Sequence[str]) -> list[Site]:
        """Give each place, in order, at which the words of some source stand."""
        bare = [bare_word(word) for word in words]
        return [
            Site(start, len(self.phrases[number].source), number)
            for start, word in enumerate(bare)
            for number in self._by_first.get(word, ())
            if self._stands(self.phrases[number], words, bare, start)
        ]

    def _stands(
        self, phrase: Phrase, words: Sequence[str], bare: Sequence[str], start: int
    ) -> bool:
        end = start + len(phrase.source)
        if tuple(bare[start:end]) != phrase.source or not _runs_on(words[start:end]):
            return False
        if phrase.target.endswith(" will") and bare.count("you") > 1:
            return False  # the other clauses would stay in the present
        before = bare[start - 1] if start and words[start - 1][-1].isalnum() else ""
        following = bare[end] if end < len(bare) and words[end - 1][-1].isalnum() else ""
        return reads_on(phrase.source, phrase.target, before, following) and suits_object(
            phrase.target, bare[end : end + _OBJECT]
        )

    def applied(self, words: Sequence[str], sites: Iterable[Site]) -> str:
        """Give the text with the phrases put in; the sites must not overlap."""
        result = list(words)
        for site in sorted(sites, key=lambda own: own.start, reverse=True):
            result[site.start : site.start + site.length] = [
                _in_place_of([words[place] for place in site.words], self.phrases[site.phrase])
            ]
        return " ".join(result)


def bare_word(word: str) -> str:
    """Give a word in lower case without the marks around it."""
    match = _EDGE.match(word)
    return match[2].lower() if match else word.lower()


def _runs_on(words: Sequence[str]) -> bool:
    """Say whether no mark stands between the words."""
    return all(word[-1].isalnum() for word in words[:-1])


def _in_place_of(words: Sequence[str], phrase: Phrase) -> str:
    first, last = _EDGE.match(words[0]), _EDGE.match(words[-1])
    before, after = first[1] if first else "", last[3] if last else ""
    capital = bool(first and first[2][:1].isupper() and phrase.source[0] != "i")
    target = phrase.target[:1].upper() + phrase.target[1:] if capital else phrase.target
    return f"{before}{target}{after}"


def split_at(text: str, place: int) -> tuple[str, str, bool]:
    """Cut a text before its word `place`: head, tail, and whether a comma stood between."""
    words = text.split()
    head = " ".join(words[:place])
    return head.rstrip(","), " ".join(words[place:]), head.endswith(",")


def splices(cuts: Sequence[tuple[str, Sequence[int]]]) -> Iterator[Splice]:
    """Give every sound join of heads and tails of two wordings; each text comes with its joints."""
    parts = [[split_at(text, place) for place in places] for text, places in cuts]
    for own, (text, _) in enumerate(cuts):
        heads = [head for head, tail, _ in parts[own] if leaves_whole(tail)] or [text]
        for other, found in enumerate(parts):
            if other != own:
                yield from (
                    Splice(head, tail, comma)
                    for head in heads
                    for _, tail, comma in found
                    if is_sound(head, tail)
                )


def says_twice(splice: Splice) -> bool:
    """Say whether head and tail share a word of some length, as two wordings of one thing may."""
    head, tail = ({bare_word(word) for word in part.split()} for part in (splice.head, splice.tail))
    return any(len(word) > 4 for word in head & tail)


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
