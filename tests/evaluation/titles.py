"""Score title matching on labelled titles: `make eval-titles`.

Titles are split by a hash of their text: the tuning half may be looked at while thresholds are
set, the test half is for the figures.
"""

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import yaml

from nlp.ports import Embed
from nlp.runtime.embedding import Embedder
from nlp.titles.matching import KnownTitle, TitleIndex, TitleMatch
from nlp.titles.normalize import normalize
from seeds.library import read_library

_DATA = Path(__file__).with_name("titles.yaml")


class _File(TypedDict):
    matched: dict[str, list[str]]
    missing: list[str]
    nonsense: list[str | int]
    further_matched: dict[str, list[str]]
    further_missing: list[str]
    further_nonsense: list[str]


@dataclass(frozen=True, slots=True)
class LabelledTitle:
    """`role` is the library's slug; None where no role may be matched."""

    title: str
    role: str | None
    nonsense: bool

    @property
    def split(self) -> str:
        digest = hashlib.sha256(self.title.encode()).digest()
        return "test" if digest[0] % 2 else "tuning"


@dataclass(frozen=True, slots=True)
class Outcome:
    labelled: LabelledTitle
    matches: tuple[TitleMatch, ...]

    @property
    def rank(self) -> int | None:
        """Give the place of the right role among the matches, from 1; None when it is absent."""
        roles = [match.role for match in self.matches]
        return roles.index(self.labelled.role) + 1 if self.labelled.role in roles else None

    @property
    def false_accept(self) -> bool:
        """Say whether a title without a role was matched, or nonsense got even a suggestion."""
        if self.labelled.nonsense:
            return bool(self.matches)
        return any(match.certain for match in self.matches)


@dataclass(frozen=True, slots=True)
class Figures:
    titles: int
    top_1: float
    top_5: float
    certain: float
    false_accepts: float


def labelled_titles() -> Iterator[LabelledTitle]:
    data: _File = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    for group in (data["matched"], data["further_matched"]):
        for role, titles in group.items():
            yield from (LabelledTitle(title, role, nonsense=False) for title in titles)
    for title in (*data["missing"], *data["further_missing"]):
        yield LabelledTitle(title, None, nonsense=False)
    for text in (*data["nonsense"], *data["further_nonsense"]):
        yield LabelledTitle(str(text), None, nonsense=True)


def library_index(embedder: Embedder) -> TitleIndex:
    known = [
        KnownTitle(role.slug, title)
        for role in read_library().roles
        for title in dict.fromkeys(
            (role.title, *(t for titles in role.alternative_titles.values() for t in titles))
        )
    ]
    return TitleIndex(known, embedder.embed([normalize(entry.title) for entry in known]))


def outcomes() -> list[Outcome]:
    embedder = Embedder()
    index = library_index(embedder)
    labelled = list(labelled_titles())
    embed = _embedded_at_once([normalize(each.title) for each in labelled], embedder)
    return [Outcome(each, tuple(index.match(each.title, embed, limit=5))) for each in labelled]


def _embedded_at_once(names: Sequence[str], embedder: Embedder) -> Embed:
    vectors = dict(zip(names, embedder.embed(names), strict=True))
    return lambda texts: np.stack([vectors[text] for text in texts])


def figures(results: Sequence[Outcome]) -> Figures:
    """Give shares of titles: top-1 and top-5 of those with a role, false accepts of the rest."""
    real = [result for result in results if result.labelled.role is not None]
    rest = [result for result in results if result.labelled.role is None]
    return Figures(
        titles=len(results),
        top_1=sum(result.rank == 1 for result in real) / len(real),
        top_5=sum(result.rank is not None for result in real) / len(real),
        certain=sum(result.rank == 1 and result.matches[0].certain for result in real) / len(real),
        false_accepts=sum(result.false_accept for result in rest) / len(rest),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list the tuning half's errors")
    arguments = parser.parse_args()
    every = outcomes()
    for split in ("tuning", "test"):
        results = [result for result in every if result.labelled.split == split]
        found = figures(results)
        print(  # noqa: T201
            f"{split:7} titles {found.titles}  top-1 {found.top_1:.3f}  top-5 {found.top_5:.3f}  "
            f"matched {found.certain:.3f}  false accepts {found.false_accepts:.3f}"
        )
        if arguments.errors and split == "tuning":
            _print_errors(results)


def _print_errors(results: Sequence[Outcome]) -> None:
    for result in results:
        labelled = result.labelled
        wrong = result.rank != 1 if labelled.role else result.false_accept
        if wrong:
            found = ", ".join(f"{m.role} {m.confidence:.2f}" for m in result.matches) or "nothing"
            print(f"  {labelled.title!r}: wanted {labelled.role}, found {found}")  # noqa: T201


if __name__ == "__main__":
    main()
