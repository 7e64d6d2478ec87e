"""Advice on sentences and lists that are longer than people like to read.

Twenty-five words a sentence is the limit of the GOV.UK style guide ("Content design: planning,
writing and managing content"). The limits for lists are editorial.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SENTENCE_WORDS = 25
MAX_BULLETS = 8

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")
_BULLET = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+\S.*$", re.MULTILINE)
_LIST = re.compile(r"(?:^[ \t]*(?:[-*•]|\d+[.)])[ \t]+\S.*(?:\n|$))+", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Advice:
    """text[start:end] would read better otherwise; `message` says how."""

    start: int
    end: int
    message: str


def advise(text: str) -> tuple[Advice, ...]:
    """Give advice in the order of the text; offsets are code points."""
    found = (*_long_sentences(text), *_long_lists(text))
    return tuple(sorted(found, key=lambda own: (own.start, own.end)))


def _long_sentences(text: str) -> Iterator[Advice]:
    for match in _SENTENCE.finditer(text):
        words = len(_WORD.findall(match[0]))
        if words > MAX_SENTENCE_WORDS:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            message = f"{words} words in a sentence: split it, {MAX_SENTENCE_WORDS} are enough"
            yield Advice(start, match.end(), message)


def _long_lists(text: str) -> Iterator[Advice]:
    for match in _LIST.finditer(text):
        bullets = len(_BULLET.findall(match[0]))
        if bullets > MAX_BULLETS:
            message = f"{bullets} bullets in a list: keep the {MAX_BULLETS} that matter most"
            yield Advice(match.start(), match.start() + len(match[0].rstrip()), message)
