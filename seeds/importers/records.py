"""What an import brings, whoever publishes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.skills.taxonomy import SkillKind

ExternalIds = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the data, and the words that its licence asks to be shown."""

    key: str
    name: str
    attribution: str
    licence: str


@dataclass(frozen=True, slots=True)
class ImportedCategory:
    key: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class ImportedRole:
    """An occupation; `key` is the publisher's id, `search_text` is searched and never shown."""

    key: str
    title: str
    category: str
    aliases: tuple[str, ...]
    search_text: str
    external_ids: ExternalIds


@dataclass(frozen=True, slots=True)
class ImportedSkill:
    key: str
    name: str
    kind: SkillKind
    aliases: tuple[str, ...]
    external_ids: ExternalIds


@dataclass(frozen=True, slots=True)
class ImportedGraph:
    """A whole publication. `links` maps (role key, skill key) to whether it is essential."""

    publisher: Publisher
    categories: tuple[ImportedCategory, ...]
    roles: tuple[ImportedRole, ...]
    skills: tuple[ImportedSkill, ...]
    links: Mapping[tuple[str, str], bool]
    broader: frozenset[tuple[str, str]] = frozenset()
