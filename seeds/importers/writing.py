"""Write an imported graph into the database: one transaction, idempotent, by COPY."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Engine

from db.base import stable_id
from seeds.importers.records import ExternalIds, ImportedGraph, ImportedSkill
from seeds.loading import PATIENT
from seeds.vectors import Report

_CATEGORY_POSITION = 1000
_MAX_SLUG = 120


@dataclass(frozen=True, slots=True)
class ImportReport:
    roles: int
    skills: int
    links: int


def write_graph(engine: Engine, graph: ImportedGraph, *, report: Report) -> ImportReport:
    """Bring the publisher's part of the role graph to `graph`.

    A skill whose name the library already has is not doubled: it becomes that entry, which gains
    the publisher's id. Occupations that the publisher dropped are removed.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(PATIENT)
        raw = connection.connection.driver_connection
        if not isinstance(raw, psycopg.Connection):
            raise TypeError("imports need psycopg's synchronous connection")
        with raw.cursor() as cursor:
            return _Writer(cursor, graph, report).write()


class _Writer:
    def __init__(self, cursor: "psycopg.Cursor[Any]", graph: ImportedGraph, report: Report) -> None:
        self._cursor = cursor
        self._graph = graph
        self._report = report
        self._source = graph.publisher.key

    def write(self) -> ImportReport:
        graph = self._graph
        steps = (
            ("categories", self._categories),
            ("skills", self._skills),
            ("occupations", self._roles),
            ("relations", self._links),
        )
        for number, (stage, step) in enumerate(steps):
            self._report(f"{graph.publisher.name}: {stage}", number, len(steps))
            step()
        self._sign()
        self._report(f"{graph.publisher.name}: done", len(steps), len(steps))
        return ImportReport(len(graph.roles), len(graph.skills), len(graph.links))

    def _categories(self) -> None:
        rows = (
            (
                self._id("category", category.key),
                f"{self._source}-{slugify(category.name)}",
                category.name,
                category.description,
                _CATEGORY_POSITION + position,
            )
            for position, category in enumerate(self._graph.categories)
        )
        self._merge("category", ("id", "slug", "name", "description", "position"), rows)

    def _skills(self) -> None:
        self._skill_ids = self._match_skills()
        new = [s for s in self._graph.skills if self._skill_ids[s.key] == self._id("skill", s.key)]
        slugs = self._slugs((skill.key, skill.name) for skill in new)
        columns = ("id", "slug", "name", "kind", "library", "aliases", "external_ids")
        rows = (
            (
                self._skill_ids[skill.key],
                slugs[skill.key],
                skill.name,
                skill.kind.value,
                False,
                list(skill.aliases),
                _external(skill.external_ids),
            )
            for skill in new
        )
        self._merge("skill", columns, rows)
        self._name_matched(
            [s for s in self._graph.skills if self._skill_ids[s.key] != self._id("skill", s.key)]
        )
        broader = (
            (self._skill_ids[narrow], self._skill_ids[wide], "BROADER")
            for narrow, wide in sorted(self._graph.broader)
            if self._skill_ids[narrow] != self._skill_ids[wide]
        )
        self._merge("skill_relation", ("skill_id", "other_id", "kind"), broader, key=None)

    def _match_skills(self) -> dict[str, UUID]:
        """Map each imported skill to the library's entry of that name, or to an id of its own."""
        self._cursor.execute("select id, lower(name), aliases from skill where library")
        named: dict[str, UUID] = {}
        for skill_id, name, aliases in self._cursor:
            for alias in aliases:
                named.setdefault(alias.lower(), skill_id)
            named[name] = skill_id
        return {
            skill.key: named.get(skill.name.lower(), self._id("skill", skill.key))
            for skill in self._graph.skills
        }

    def _name_matched(self, matched: Sequence[ImportedSkill]) -> None:
        self._cursor.executemany(
            "update skill set external_ids = external_ids || %(ids)s::jsonb "
            "where id = %(id)s and not external_ids @> %(ids)s::jsonb",
            [
                {"id": self._skill_ids[skill.key], "ids": _external(skill.external_ids)}
                for skill in matched
                if skill.external_ids
            ],
        )

    def _roles(self) -> None:
        slugs = self._slugs((role.key, role.title) for role in self._graph.roles)
        columns = (
            "id",
            "slug",
            "title",
            "library",
            "category_id",
            "alternative_titles",
            "external_ids",
            "source",
            "search_text",
        )
        rows = (
            (
                self._id("role", role.key),
                slugs[role.key],
                role.title,
                False,
                self._id("category", role.category),
                list(role.aliases),
                _external(role.external_ids),
                self._source,
                "\n".join((*role.aliases, role.search_text)),
            )
            for role in self._graph.roles
        )
        self._merge("role", columns, rows)
        kept = [self._id("role", role.key) for role in self._graph.roles]
        self._cursor.execute(
            "delete from role where source = %s and id <> all(%s)", (self._source, kept)
        )

    def _links(self) -> None:
        self._cursor.execute(
            "delete from role_skill using role where role.id = role_id and role.source = %s",
            (self._source,),
        )
        merged: dict[tuple[UUID, UUID], bool] = {}
        for (role, skill), essential in self._graph.links.items():
            pair = (self._id("role", role), self._skill_ids[skill])
            merged[pair] = merged.get(pair, False) or essential
        rows = (
            (role, skill, essential, position)
            for position, ((role, skill), essential) in enumerate(merged.items())
        )
        self._merge("role_skill", ("role_id", "skill_id", "essential", "position"), rows, key=None)

    def _sign(self) -> None:
        publisher = self._graph.publisher
        row = (publisher.key, publisher.name, publisher.attribution, publisher.licence)
        self._merge("source", ("key", "name", "attribution", "licence"), [row], key="key")

    def _merge(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        key: str | None = "id",
    ) -> None:
        """COPY `rows` beside the table, then insert them; `key` names the column to update by."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        target, stage = sql.Identifier(table), sql.Identifier(f"imported_{table}")
        self._cursor.execute(
            sql.SQL(
                "create temp table {stage} on commit drop as select {names} from {target} limit 0"
            ).format(stage=stage, names=names, target=target)
        )
        command = sql.SQL("copy {stage} ({names}) from stdin").format(stage=stage, names=names)
        with self._cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(row)
        self._cursor.execute(
            sql.SQL("insert into {target} ({names}) select {names} from {stage} {merge}").format(
                target=target, names=names, stage=stage, merge=_on_conflict(columns, key)
            )
        )

    def _id(self, kind: str, key: str) -> UUID:
        return stable_id(kind, f"{self._source}/{key}")

    def _slugs(self, named: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Give each key a slug made of its name; names that share one are numbered in key order."""
        slugs: dict[str, str] = {}
        taken: dict[str, int] = {}
        for key, name in sorted(named):
            base = f"{self._source}-{slugify(name)}"
            taken[base] = taken.get(base, 0) + 1
            slugs[key] = base if taken[base] == 1 else f"{base}-{taken[base]}"
        return slugs


def _on_conflict(columns: Sequence[str], key: str | None) -> sql.Composable:
    if key is None:
        return sql.SQL("on conflict do nothing")
    changes = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column))
        for column in columns
        if column != key
    )
    return sql.SQL("on conflict ({}) do update set {}").format(sql.Identifier(key), changes)


def _external(ids: ExternalIds) -> str:
    return json.dumps([{"scheme": scheme, "value": value} for scheme, value in ids if value])


def slugify(name: str) -> str:
    """Give `name` as a slug of at most 120 characters: lower case, ASCII, hyphens."""
    return "-".join(_slug_words(name))[:_MAX_SLUG].strip("-") or "x"


def _slug_words(name: str) -> Iterator[str]:
    spelled = name.replace("#", " sharp ").replace("+", " plus ")
    ascii_name = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    yield from re.findall(r"[a-z0-9]+", ascii_name.lower())
