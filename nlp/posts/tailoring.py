"""Authored lines that fit a post to the caller: by industry, and by family of unknown titles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Wordings = tuple[str, ...]

ANY_FAMILY = "any"
"""The family of a title that is near no category."""


@dataclass(frozen=True, slots=True)
class Industry:
    """What an industry asks of anybody in it; `home` are categories whose pages say it already.

    `on_site` duties make no sense for somebody who works from afar.
    """

    slug: str
    names: tuple[str, ...]
    home: frozenset[str]
    duties: Wordings
    on_site: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """What can be said of nearly every job of a category, and no more."""

    category: str
    hooks: Wordings
    duties: tuple[Wordings, ...]


@dataclass(frozen=True, slots=True)
class Tailoring:
    """All authored lines, ready to be looked up."""

    industries: tuple[Industry, ...] = ()
    families: Mapping[str, Family] = field(default_factory=lambda: MappingProxyType({}))

    def industry_of(self, text: str | None) -> Industry | None:
        """Give the industry that `text` names, by the longest name of any that stands in it."""
        plain = " ".join(re.findall(r"[\w&-]+", (text or "").casefold()))
        found = [
            (len(name), industry)
            for industry in self.industries
            for name in industry.names
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", plain)
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def family_of(self, category: str | None) -> Family | None:
        """Give the lines of a category, else those that hold for any job; None without data."""
        return self.families.get(category or ANY_FAMILY, self.families.get(ANY_FAMILY))


NO_TAILORING = Tailoring()
