"""Eight words in a row as numbers, by which copied text is found without keeping the text."""

import hashlib
import re

LENGTH = 8
_WORD = re.compile(r"\{[a-z][a-z0-9_]*\}|[\w+#’']+")


def shingles(*texts: str) -> frozenset[int]:
    """Give a signed 64-bit number for each eight words in a row of each text, in any case.

    Placeholders count as words, so the same sentence for two companies gives the same numbers.
    """
    return frozenset(number for text in texts for number in _of(text))


def _of(text: str) -> list[int]:
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[start : start + LENGTH]) for start in range(len(words) - LENGTH + 1))
    return [_number(run) for run in runs]


def _number(run: str) -> int:
    digest = hashlib.blake2b(run.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
