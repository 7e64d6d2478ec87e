"""The authored library: categories, taxonomy and role pages, checked against each other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nlp.roles.page import (
    Band,
    Category,
    Faq,
    Region,
    RequirementKind,
    RequirementText,
    RolePage,
)
from nlp.roles.quarter import Quarter
from nlp.skills.taxonomy import Skill
from seeds.files import SEEDS, Problem, SeedError, name_of, read
from seeds.schema import CategoryEntry, RequirementEntry, RoleEntry, SkillEntry

EDITORIAL_SOURCE = "Penroll editorial estimate (method: docs/salary-bands.md)"


@dataclass(frozen=True)
class Library:
    """All authored seeds, in the order of their slugs."""

    categories: tuple[Category, ...]
    skills: tuple[Skill, ...]
    roles: tuple[RolePage, ...]

    @cached_property
    def roles_by_slug(self) -> dict[str, RolePage]:
        return {role.slug: role for role in self.roles}

    @cached_property
    def skills_by_slug(self) -> dict[str, Skill]:
        return {skill.slug: skill for skill in self.skills}


def read_library(root: Path = SEEDS) -> Library:
    """Read and cross-check every library file under `root`; raise SeedError with all problems."""
    problems: list[Problem] = []
    categories = [_category(entry) for entry in read(root / "categories.yaml", list[CategoryEntry])]
    skills = sorted(_read_skills(root, problems), key=lambda skill: skill.slug)
    roles = sorted(_read_roles(root, problems), key=lambda role: role.slug)
    problems += _cross_check(categories, skills, roles)
    if problems:
        raise SeedError(problems)
    return Library(tuple(categories), tuple(skills), tuple(roles))


def _read_skills(root: Path, problems: list[Problem]) -> Iterator[Skill]:
    for path in sorted((root / "taxonomy").glob("*.yaml")):
        try:
            entries = read(path, list[SkillEntry])
        except SeedError as error:
            problems += error.problems
            continue
        yield from map(_skill, entries)


def _read_roles(root: Path, problems: list[Problem]) -> Iterator[RolePage]:
    for path in sorted((root / "roles").glob("*/*.yaml")):
        try:
            entry = read(path, RoleEntry)
        except SeedError as error:
            problems += error.problems
            continue
        if entry.slug != path.stem:
            problems.append(Problem(name_of(path), "slug", f"must be {path.stem}, as the file"))
        yield _role(entry, category=path.parent.name)


def _category(entry: CategoryEntry) -> Category:
    return Category(entry.slug, entry.name, entry.description)


def _skill(entry: SkillEntry) -> Skill:
    return Skill(
        slug=entry.slug,
        name=entry.name,
        kind=entry.kind,
        aliases=tuple(entry.aliases),
        broader=tuple(entry.broader),
        related=tuple(entry.related),
        ambiguous=entry.ambiguous,
        context=tuple(entry.context),
    )


def _role(entry: RoleEntry, *, category: str) -> RolePage:
    return RolePage(
        slug=entry.slug,
        title=entry.title,
        category=category,
        seniority=entry.seniority,
        updated=Quarter.parse(entry.updated),
        hooks=tuple(entry.hook),
        whys=tuple(entry.why_hire),
        responsibilities=tuple(map(tuple, entry.responsibilities)),
        requirements=(
            *_requirements(RequirementKind.REQUIRED, entry.required),
            *_requirements(RequirementKind.NICE_TO_HAVE, entry.nice_to_have),
        ),
        faq=tuple(Faq(item.question, item.answer) for item in entry.faq),
        bands=_bands(entry),
        alternative_titles={
            language: tuple(titles) for language, titles in entry.alternative_titles
        },
        isco08=tuple(entry.isco08),
        onet=tuple(entry.onet),
    )


def _requirements(
    kind: RequirementKind, entries: Sequence[RequirementEntry]
) -> Iterator[RequirementText]:
    for entry in entries:
        yield RequirementText(kind, entry.text, tuple(entry.skills), entry.min_years)


def _bands(entry: RoleEntry) -> tuple[Band, ...]:
    salary = entry.salary
    as_of = Quarter.parse(salary.as_of)
    source = EDITORIAL_SOURCE if salary.source == "editorial" else salary.source
    return tuple(
        Band(region, low, high, as_of, source)
        for region, (low, high) in (
            (Region.US, salary.us),
            (Region.UK, salary.uk),
            (Region.EUROZONE, salary.eurozone),
        )
    )


def _cross_check(
    categories: Sequence[Category], skills: Sequence[Skill], roles: Sequence[RolePage]
) -> Iterator[Problem]:
    known_categories = {category.slug for category in categories}
    known_skills = {skill.slug for skill in skills}
    yield from _duplicates("taxonomy", (skill.slug for skill in skills))
    yield from _duplicates("roles", (role.slug for role in roles))
    yield from _shared_names(skills)
    for skill in skills:
        for slug in (*skill.broader, *skill.related):
            if slug not in known_skills:
                yield Problem("taxonomy", skill.slug, f"refers to an unknown skill {slug!r}")
    for role in roles:
        where = f"roles/{role.category}/{role.slug}.yaml"
        if role.category not in known_categories:
            yield Problem(where, "(folder)", f"unknown category {role.category!r}")
        for slug in role.skills:
            if slug not in known_skills:
                yield Problem(where, "skills", f"unknown skill {slug!r}")


def _duplicates(where: str, slugs: Iterator[str]) -> Iterator[Problem]:
    for slug, count in Counter(slugs).items():
        if count > 1:
            yield Problem(where, slug, f"is defined {count} times")


def _shared_names(skills: Sequence[Skill]) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for skill in skills:
        for name in {skill.name.casefold(), *(alias.casefold() for alias in skill.aliases)}:
            other = owner.setdefault(name, skill.slug)
            if other != skill.slug:
                yield Problem("taxonomy", skill.slug, f"shares the name {name!r} with {other}")
