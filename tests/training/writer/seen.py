"""Which roles the bundled writer was trained on: its weights say so themselves."""

from collections.abc import Sequence
from pathlib import Path

from safetensors import safe_open

from nlp.roles.page import RolePage


def about_weights(weights: Path) -> dict[str, str]:
    """Give what the weights say of themselves: `seed`, `roles` by their slugs, and `phrases`."""
    with safe_open(weights, framework="pt") as file:
        return dict(file.metadata())


def about_roles(pages: Sequence[RolePage]) -> str:
    """Put the slugs of the roles trained on into one line, for the weights to keep."""
    return " ".join(sorted(page.slug for page in pages))


def unseen_by(weights: Path, pages: Sequence[RolePage]) -> list[RolePage]:
    """Give the roles, by slug, that the weights were not trained on."""
    seen = set(about_weights(weights)["roles"].split())
    return [page for page in sorted(pages, key=lambda page: page.slug) if page.slug not in seen]
