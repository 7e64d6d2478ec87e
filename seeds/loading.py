"""Load the library into the database: one transaction, idempotent, ids kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, bindparam, case, delete, not_, select, tuple_, update
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
from nlp.titles.normalize import normalize
from seeds.library import Library, read_library
from seeds.rows import RoleRows, Values, category_rows, role_rows, skill_relations, skill_row

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

PATIENT = (
    # Embedding takes longer than a request may, and the transaction waits meanwhile.
    "set local statement_timeout = '300s'; set local idle_in_transaction_session_timeout = '300s'"
)
_CHUNK = 200


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
        embedded = _embed_missing(session, embed or Embedder(threads=2).embed, report)
    return LoadReport(len(library.roles), len(library.skills), embedded)


def _load_rows(session: Session, library: Library) -> None:
    _upsert(session, CategoryRow, category_rows(library))
    _upsert(session, SkillRow, map(skill_row, library.skills), stale=SkillRow.name)
    ids = [skill_row(skill)["id"] for skill in library.skills]
    session.execute(delete(SkillRelationRow).where(SkillRelationRow.skill_id.in_(ids)))
    _insert(session, SkillRelationRow, (r for s in library.skills for r in skill_relations(s)))
    pages = [role_rows(page) for page in library.roles]
    _forget_removed_roles(session, [rows.role["id"] for rows in pages])
    _upsert(session, RoleRow, (rows.role for rows in pages), stale=RoleRow.search_text)
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
    _insert(session, RoleTitleRow, titles, keep_existing=True)


def _forget_removed_roles(session: Session, kept: Sequence[Any]) -> None:
    gone = and_(RoleRow.library, not_(RoleRow.id.in_(kept)))
    session.execute(delete(RoleRow).where(gone))


def _upsert(session: Session, table: type[Row], rows: Iterable[Values], stale: Any = None) -> None:
    """Insert or update by id; a changed `stale` column empties the row's embedding."""
    for chunk in _chunks(rows):
        statement = insert(table).values(chunk)
        changes: Values = {name: statement.excluded[name] for name in chunk[0] if name != "id"}
        if stale is not None:
            same = stale == statement.excluded[stale.name]
            changes["embedding"] = case((same, table.__table__.c.embedding), else_=None)
        session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes))


def _insert(
    session: Session, table: type[Row], rows: Iterable[Values], *, keep_existing: bool = False
) -> None:
    for chunk in _chunks(rows):
        statement = insert(table).values(chunk)
        session.execute(statement.on_conflict_do_nothing() if keep_existing else statement)


def _chunks(rows: Iterable[Values]) -> Iterable[list[Values]]:
    chunk: list[Values] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _embed_missing(session: Session, embed: Embed, report: Report) -> int:
    """Embed every library row that has no vector yet; say how many there were."""
    roles = session.execute(
        select(RoleRow.id, RoleRow.title, RoleRow.hook, RoleRow.responsibilities).where(
            RoleRow.library, RoleRow.embedding.is_(None)
        )
    ).all()
    skills = session.execute(
        select(SkillRow.id, SkillRow.name).where(SkillRow.library, SkillRow.embedding.is_(None))
    ).all()
    titles = session.execute(
        select(RoleTitleRow.role_id, RoleTitleRow.title).where(RoleTitleRow.embedding.is_(None))
    ).all()
    work: list[tuple[type[Row], list[Values], list[str]]] = [
        (
            RoleRow,
            [{"b_id": id_} for id_, *_ in roles],
            [f"{title}. {hook} {' '.join(duties)}" for _, title, hook, duties in roles],
        ),
        (SkillRow, [{"b_id": id_} for id_, _ in skills], [name for _, name in skills]),
        (
            RoleTitleRow,
            [{"b_id": id_, "b_title": title} for id_, title in titles],
            [normalize(title) for _, title in titles],
        ),
    ]
    total = sum(len(texts) for _, _, texts in work)
    done = 0
    for table, keys, texts in work:
        for start in range(0, len(texts), _CHUNK):
            report("embedding the library", done, total)
            part = slice(start, start + _CHUNK)
            _store(session, table, keys[part], embed(texts[part]))
            done += len(texts[part])
    return done


def _store(session: Session, table: Any, keys: list[dict[str, Any]], vectors: Any) -> None:
    condition = (
        and_(table.role_id == bindparam("b_id"), table.title == bindparam("b_title"))
        if table is RoleTitleRow
        else table.id == bindparam("b_id")
    )
    session.connection().execute(
        update(table).where(condition).values(embedding=bindparam("b_vector")),
        [key | {"b_vector": vector} for key, vector in zip(keys, vectors, strict=True)],
    )
