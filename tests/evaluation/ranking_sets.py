"""The labelled sets that ranking is measured on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlp.roles.page import RequirementKind, RolePage
from seeds.library import Library
from tests.evaluation.cvs import FOLDER, read_gold_cvs


@dataclass(frozen=True, slots=True)
class Post:
    id: str
    title: str
    requirements: tuple[tuple[RequirementKind, str], ...]

    @property
    def text(self) -> str:
        return "\n".join([self.title, *(text for _, text in self.requirements)])


@dataclass(frozen=True, slots=True)
class Sample:
    """Posts, CVs by id, and the grade (0 to 3) of each CV for each post, by their ids."""

    posts: tuple[Post, ...]
    cvs: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def composed(folder: Path, prefix: str) -> Sample:
    """Read the set of `prefix` in `folder`."""
    posts = tuple(
        Post(
            row["id"],
            row["title"],
            (
                *((RequirementKind.REQUIRED, text) for text in row["required"]),
                *((RequirementKind.NICE_TO_HAVE, text) for text in row["nice_to_have"]),
            ),
        )
        for row in rows(folder / f"{prefix}_posts.jsonl")
    )
    cvs = {row["id"]: row["text"] for row in rows(folder / f"{prefix}_cvs.jsonl")}
    grades: dict[str, dict[str, int]] = {post.id: {} for post in posts}
    for row in rows(folder / f"{prefix}_qrels.jsonl"):
        grades[row["post"]][row["cv"]] = row["grade"]
    return Sample(posts, cvs, grades)


def gold_set(library: Library) -> Sample:
    """Give the project's own gold CVs, graded by hand for the posts of roles of the library.

    The posts are of the roles that some CV is the very applicant for. The CVs are whole ones of
    distant occupations in three languages, the posts English; grades are in `gold_roles.yaml`.
    """
    cvs = {cv.name: cv for cv in read_gold_cvs()}
    fits = yaml.safe_load((FOLDER.parent / "gold_roles.yaml").read_text(encoding="utf-8"))
    roles = {role.slug: role for role in library.roles}
    asked = sorted({slug for fit in fits.values() for slug in fit["own"]})
    grades = {
        slug: {
            name: grade
            for name, cv in cvs.items()
            if (grade := _grade(slug, fits[name], same=roles[slug].category == cv.category))
        }
        for slug in asked
    }
    return Sample(
        tuple(post_of(roles[slug]) for slug in asked),
        {name: cv.text for name, cv in cvs.items()},
        grades,
    )


def post_of(role: RolePage) -> Post:
    return Post(role.slug, role.title, tuple((r.kind, r.text) for r in role.requirements))


def _grade(slug: str, fit: Mapping[str, list[str]], *, same: bool) -> int:
    if slug in fit["own"]:
        return 3
    return 2 if slug in fit["near"] else int(same)
