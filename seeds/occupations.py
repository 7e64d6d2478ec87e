"""Read the nouns that name a job, by which a title outside the library is known as real."""

from functools import cache
from pathlib import Path

from seeds.files import SEEDS


@cache
def occupation_nouns(root: Path = SEEDS) -> frozenset[str]:
    """Give the words of `seeds/occupations.txt`, in lower case."""
    lines = (root / "occupations.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
