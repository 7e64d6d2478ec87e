"""Cut text into tokens that read the same in a CV and in the taxonomy, whatever their spelling."""

import re
import unicodedata
from typing import NamedTuple

_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_JOINER = frozenset("-‐‑‒–\u00ad'’")
_SPELLINGS = (
    (re.compile(r"isation"), "ization"),
    (re.compile(r"mould"), "mold"),
    (re.compile(r"is(e|ed|ing|er|ers)$"), r"iz\1"),
    (re.compile(r"our(s|al|ed|ing)?$"), r"or\1"),
    (re.compile(r"ll(ing|ed|er|ers)$"), r"l\1"),
    (re.compile(r"tre(s)?$"), r"ter\1"),
    (re.compile(r"(?<=[a-z]{3})ies$"), "y"),
    (re.compile(r"(?<=[a-z]{3})(?<![sui])s$"), ""),
)
_RESPELLED = re.compile(
    r"isation|mould|(?:s|is(?:e|ed|ing|er)|our(?:al|ed|ing)?|ll(?:ing|ed|er)|"
    r"tre)$"
)


class Token(NamedTuple):
    """text[start:end]; `key` is its spelling without case, accents, plural and British forms."""

    start: int
    end: int
    raw: str
    key: str


def tokens(text: str) -> list[Token]:
    """Give the words, numbers and marks of `text`; joiners inside a word are left out.

    "Front-end" and "front end" give the same keys, as do "C++" and "c ++"; "Java8" is two tokens.
    """
    found = []
    for match in _PIECE.finditer(text):
        raw = match.group()
        if raw in _JOINER and _inside_word(text, match.start(), match.end()):
            continue
        found.append(Token(match.start(), match.end(), raw, folded(raw)))
    return found


def folded(word: str) -> str:
    """Give the key of a single word."""
    if word == "&":
        return "and"
    plain = unaccented(word.casefold())
    if _RESPELLED.search(plain):
        for pattern, spelling in _SPELLINGS:
            plain = pattern.sub(spelling, plain)
    return plain


def unaccented(word: str) -> str:
    if word.isascii():
        return word
    return "".join(
        mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark)
    )


def _inside_word(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
