"""Load the library into the database: one transaction, idempotent, ids kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, delete, not_, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.base import Row
from db.rows import (
    CategoryRow,
    RoleRequirementRow,
    RoleRow,
    RoleSkillRow,
    RoleTitleRow,
    SalaryBandRow,
    SkillRelationRow,
    SkillRow,
)
from nlp.ports import Embed
from nlp.runtime.embedding import Embedder
from seeds.library import Library, read_library
from seeds.rows import RoleRows, Values, category_rows, role_rows, skill_relations, skill_row
from seeds.vectors import Report, embed_changed

PATIENT = (
    # Embedding takes longer than a request may, and the transaction waits meanwhile.
    "set local statement_timeout = '300s'; set local idle_in_transaction_session_timeout = '3600s'"
)


@dataclass(frozen=True, slots=True)
class LoadReport:
    roles: int
    skills: int
    embedded: int


def load(
    engine: Engine,
    *,
    embed: Embed | None = None,
    report: Report = lambda _stage, _done, _total: None,
) -> LoadReport:
    """Read the seed files and bring the database to them; raise SeedError for a bad file.

    `embed` gives the vectors of new texts; without it the packaged model is loaded.
    """
    report("reading seeds", 0, 1)
    library = read_library()
    with Session(engine) as session, session.begin():
        session.connection().exec_driver_sql(PATIENT)
        _load_rows(session, library)
        embedded = embed_changed(session, embed or Embedder().embed, report)
    return LoadReport(len(library.roles), len(library.skills), embedded)


def _load_rows(session: Session, library: Library) -> None:
    _upsert(session, CategoryRow, category_rows(library))
    _upsert(session, SkillRow, [skill_row(skill) for skill in library.skills])
    ids = [skill_row(skill)["id"] for skill in library.skills]
    session.execute(delete(SkillRelationRow).where(SkillRelationRow.skill_id.in_(ids)))
    _insert(session, SkillRelationRow, (r for s in library.skills for r in skill_relations(s)))
    pages = [role_rows(page) for page in library.roles]
    _forget_removed_roles(session, [rows.role["id"] for rows in pages])
    _upsert(session, RoleRow, [rows.role for rows in pages])
    _replace_parts(session, pages)


def _replace_parts(session: Session, pages: Sequence[RoleRows]) -> None:
    ids = [rows.role["id"] for rows in pages]
    for table in (RoleRequirementRow, RoleSkillRow, SalaryBandRow):
        session.execute(delete(table).where(table.role_id.in_(ids)))
    _insert(session, RoleRequirementRow, (r for rows in pages for r in rows.requirements))
    _insert(session, RoleSkillRow, (r for rows in pages for r in rows.skills))
    _insert(session, SalaryBandRow, (r for rows in pages for r in rows.bands))
    titles = [title for rows in pages for title in rows.titles]
    kept = [(title["role_id"], title["title"]) for title in titles]
    key = tuple_(RoleTitleRow.role_id, RoleTitleRow.title)
    session.execute(delete(RoleTitleRow).where(key.not_in(kept)))
    _insert(session, RoleTitleRow, titles)


def _forget_removed_roles(session: Session, kept: Sequence[Any]) -> None:
    gone = and_(RoleRow.library, not_(RoleRow.id.in_(kept)))
    session.execute(delete(RoleRow).where(gone))


def _upsert(session: Session, table: type[Row], rows: Sequence[Values]) -> None:
    """Insert or update by id."""
    statement = insert(table)
    changes = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    merge = statement.on_conflict_do_update(index_elements=["id"], set_=changes)
    session.connection().execute(merge, rows)


def _insert(session: Session, table: type[Row], rows: Iterable[Values]) -> None:
    """Insert rows that are not there yet."""
    statement = insert(table).on_conflict_do_nothing()
    if values := list(rows):
        session.connection().execute(statement, values)
