"""The labelled sets that ranking is measured on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.roles.page import RequirementKind


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
