"""Read a seed file against its schema, with errors that name file and field."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

SEEDS = Path(__file__).parent

Shape = TypeVar("Shape")


class Entry(BaseModel):
    """Base of every seed schema: unknown keys are errors, values are stripped."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a seed file."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.message}"


class SeedError(ValueError):
    """Seed files that do not hold to their schema; the text has a line for each problem."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read(path: Path, shape: type[Shape]) -> Shape:
    """Read the YAML file at `path` as a `shape`; raise SeedError where it does not fit."""
    name = name_of(path)
    try:
        raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise SeedError([Problem(name, "(file)", f"is not YAML: {error}")]) from error
    try:
        return TypeAdapter(shape).validate_python(raw)
    except ValidationError as error:
        raise SeedError(
            [
                Problem(name, ".".join(map(str, item["loc"])) or "(file)", item["msg"])
                for item in error.errors(include_url=False)
            ]
        ) from error


def name_of(path: Path) -> str:
    """Give the path as messages show it: relative to the seeds folder where it lies inside."""
    return str(path.relative_to(SEEDS)) if path.is_relative_to(SEEDS) else str(path)
