"""Reading level of text whose bullets count as sentences.

Formulas: Flesch, R. (1948), "A new readability yardstick"; Kincaid, J. P. et al. (1975),
"Derivation of new readability formulas for Navy enlisted personnel".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|\n+")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^aeiouycgsxzhl]es|[^aeiouytd]ed|[^aeiouyl]e)$")
_EXTRA = re.compile(r"(?:(?<=cr)ea(?=t)|ia(?!n$|l$)|io(?!n)|eo(?!u)|[aeiou]ing$|[^aeiou]ier$|ua)")


@dataclass(frozen=True, slots=True)
class Readability:
    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade: 0.39 words/sentence + 11.8 syllables/word - 15.59."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def ease(self) -> float:
        """Flesch reading ease: 206.835 - 1.015 words/sentence - 84.6 syllables/word."""
        if not self.words:
            return 100.0
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words


def readability(blocks: Iterable[str]) -> Readability:
    """Count sentences, words and syllables; each block (paragraph or bullet) ends a sentence."""
    sentences = [part for block in blocks for part in _SENTENCE_END.split(block) if part.strip()]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    return Readability(len(sentences), len(words), sum(map(syllables, words)))


def syllables(word: str) -> int:
    """Estimate the syllables of an English word by vowel groups; a number counts as one."""
    lower = re.sub(r"[^a-z]", "", word.lower())
    if len(lower) <= 3:
        return 1
    count = len(_VOWELS.findall(lower)) + len(_EXTRA.findall(lower))
    if _SILENT_END.search(lower):
        count -= 1
    return max(count, 1)
