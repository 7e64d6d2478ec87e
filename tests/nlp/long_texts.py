"""Read texts that send a careless pattern back and forth; run as a process that can be stopped.

`python -m tests.nlp.long_texts blind` names each piece before it is read, so that the last one
named is the one that did not come to an end.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date

from nlp.ranking.blinding import blind
from nlp.skills.extraction import Extractor
from seeds.library import read_library

PIECES = {
    "- \n": 400_000,
    "•\n": 400_000,
    "a@b.example\n": 200_000,
    "X.X.X.": 200_000,
    "A--A--": 800_000,
    "a": 200_000,
    "a.": 200_000,
    "0 ": 200_000,
    "- ": 200_000,
    "name ": 200_000,
    "born ": 200_000,
    "Mother of two ": 200_000,
    "French C1 fluent ": 200_000,
    "English C1 German A2 ": 200_000,
}
"""What is repeated, and up to how many characters: linear time takes seconds for all of them, and
quadratic time a quarter of an hour and more for the longest."""


def read(texts: Sequence[str], function: Callable[[str], object]) -> None:
    for piece in texts:
        sys.stdout.write(f"{piece!r}\n")
        sys.stdout.flush()
        function(piece * (PIECES[piece] // len(piece)))


def extract(text: str) -> None:
    """Extract from the text as extraction gets it: blind."""
    EXTRACTOR.extract(blind(text), today=date(2026, 11, 24))


if __name__ == "__main__":
    if sys.argv[1] == "blind":
        read(list(PIECES), blind)
    else:
        EXTRACTOR = Extractor(read_library().skills)
        read([piece for piece in PIECES if piece != "A--A--"], extract)
