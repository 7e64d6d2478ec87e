"""Vectors of the library's roles, skills and titles: made where what they speak of has changed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.base import Row
from db.rows import RoleRow, RoleTitleRow, SkillRow
from nlp.ports import Embed
from nlp.runtime.weights import EMBEDDINGS_BY
from nlp.titles.normalize import normalize

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

Key = dict[str, Any]

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A row, by its primary key, the text that its vector stands for, and what it was made from."""

    table: type[Row]
    key: Key
    text: str
    made_from: bytes | None

    @property
    def digest(self) -> bytes:
        """Give a digest of the text and of the model, either of which makes another vector."""
        return hashlib.sha256(f"{EMBEDDINGS_BY}\n{self.text}".encode()).digest()


def embed_changed(session: Session, embed: Embed, report: Report) -> int:
    """Embed each library row whose text or model is not that of its vector; say how many."""
    changed = [row for row in _wanted(session) if row.made_from != row.digest]
    rows: dict[str, list[_Wanted]] = {}
    for row in sorted(changed, key=lambda row: len(row.text)):
        rows.setdefault(row.text, []).append(row)
    texts = list(rows)
    for start in range(0, len(texts), _CHUNK):
        report("embedding the library", start, len(texts))
        part = texts[start : start + _CHUNK]
        vectors = dict(zip(part, embed(part), strict=True))
        _store(session, [(row, vectors[text]) for text in part for row in rows[text]])
    return len(changed)


def _wanted(session: Session) -> Iterator[_Wanted]:
    for role in session.execute(
        select(
            RoleRow.id,
            RoleRow.title,
            RoleRow.hook,
            RoleRow.responsibilities,
            RoleRow.embedded_from,
        ).where(RoleRow.library)
    ):
        text = f"{role.title}. {role.hook} {' '.join(role.responsibilities)}"
        yield _Wanted(RoleRow, {"id": role.id}, text, role.embedded_from)
    skills = select(SkillRow.id, SkillRow.name, SkillRow.embedded_from).where(SkillRow.library)
    for id_, name, made_from in session.execute(skills):
        yield _Wanted(SkillRow, {"id": id_}, name, made_from)
    titles = select(RoleTitleRow.role_id, RoleTitleRow.title, RoleTitleRow.embedded_from)
    for id_, title, made_from in session.execute(titles):
        yield _Wanted(RoleTitleRow, {"role_id": id_, "title": title}, normalize(title), made_from)


def _store(session: Session, rows: Sequence[tuple[_Wanted, Any]]) -> None:
    for table in (RoleRow, SkillRow, RoleTitleRow):
        values = [
            {f"of_{name}": value for name, value in row.key.items()}
            | {"embedding": vector, "embedded_from": row.digest}
            for row, vector in rows
            if row.table is table
        ]
        if values:
            keys = table.__table__.primary_key
            by_key = [column == bindparam(f"of_{column.name}") for column in keys]
            session.connection().execute(update(table).where(*by_key), values)
