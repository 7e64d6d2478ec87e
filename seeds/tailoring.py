"""Read the authored lines of `seeds/tailoring`: what industries and families of jobs ask for."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from nlp.posts.tailoring import ANY_FAMILY, Family, Industry, Tailoring
from seeds.files import SEEDS, Entry, Problem, SeedError, name_of, read
from seeds.schema import CategoryEntry

Wordings = Annotated[list[str], Field(min_length=3)]


class _IndustryEntry(Entry):
    slug: str
    names: Annotated[list[str], Field(min_length=1)]
    home: list[str]
    on_site: bool = False
    duties: Wordings


class _FamilyEntry(Entry):
    category: str
    hooks: Wordings
    duties: Annotated[list[Wordings], Field(min_length=2)]


@cache
def read_tailoring(root: Path = SEEDS) -> Tailoring:
    """Read both files; raise SeedError with every problem."""
    paths = root / "tailoring" / "industries.yaml", root / "tailoring" / "families.yaml"
    industries = read(paths[0], list[_IndustryEntry])
    families = read(paths[1], list[_FamilyEntry])
    known = {category.slug for category in read(root / "categories.yaml", list[CategoryEntry])}
    problems = [*_home_problems(paths[0], industries, known)]
    problems += _family_problems(paths[1], families, known)
    if problems:
        raise SeedError(problems)
    return Tailoring(
        tuple(map(_industry, industries)),
        {entry.category: _family(entry) for entry in families},
    )


def _industry(entry: _IndustryEntry) -> Industry:
    return Industry(
        slug=entry.slug,
        names=tuple(entry.names),
        home=frozenset(entry.home),
        duties=tuple(entry.duties),
        on_site=entry.on_site,
    )


def _family(entry: _FamilyEntry) -> Family:
    return Family(entry.category, tuple(entry.hooks), tuple(map(tuple, entry.duties)))


def _home_problems(
    path: Path, industries: list[_IndustryEntry], known: set[str]
) -> Iterator[Problem]:
    for entry in industries:
        for category in set(entry.home) - known:
            yield Problem(name_of(path), f"{entry.slug}.home", f"there is no category {category}")


def _family_problems(
    path: Path, families: list[_FamilyEntry], known: set[str]
) -> Iterator[Problem]:
    held = {entry.category for entry in families}
    for category in sorted((known | {ANY_FAMILY}) ^ held):
        yield Problem(name_of(path), category, "each category, and `any`, has one family")
