"""Slips of a changed sentence: what no reader would write, and no author here wrote."""

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[a-z][a-z'’-]*")
_DOUBLED = re.compile(r"\b([a-z]+) \1\b", re.IGNORECASE)
_LEAST = 4
_MAY_REPEAT = frozenset(
    "about after also among another because been before being between both could does down each "
    "even ever every from have having here into just like many more most much must need needs only "
    "other others over same should some such than that their them then there these they this those "
    "through under until upon very well what when where whether which while will with within "
    "without work works would your yours".split()
)


def is_clumsy(text: str, wordings: Sequence[str]) -> bool:
    """Say whether `text` says a word twice in a row, or a content word twice in one sentence.

    Where an authored wording does the same it is meant: `day by day` and `a question nobody
    asked, and the question behind it` are no slips.
    """
    allowed = set().union(*(_repeated(own) for own in wordings))
    doubled = {match[1].lower() for match in _DOUBLED.finditer(text)}
    return bool(doubled) or not _repeated(text) <= allowed


def _repeated(text: str) -> set[str]:
    """Give the stems of content words that stand twice in one sentence of the text."""
    return {
        stem
        for sentence in re.split(r"(?<=[.!?])\s+", text.lower())
        for stem, count in Counter(map(_stem, _content(sentence))).items()
        if count > 1
    }


def _content(sentence: str) -> list[str]:
    return [
        word for word in _WORD.findall(sentence) if len(word) >= _LEAST and word not in _MAY_REPEAT
    ]


def _stem(word: str) -> str:
    """Cut off the commonest endings: records, recorded and recording are one word."""
    return re.sub(r"(?<=\w{3})(?:ing|ers?|ed|es|s|e)$", "", word)
