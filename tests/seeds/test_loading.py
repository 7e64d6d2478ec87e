"""The library goes into the database once, however often it is loaded."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from db.rows import RoleRequirementRow, RoleRow, RoleTitleRow, SkillRow
from nlp.runtime.embedding import Vectors
from seeds.library import read_library
from seeds.loading import PATIENT, load
from seeds.vectors import embed_changed


class _Recording:
    """Gives every text one vector, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen.extend(texts)
        return np.full((len(texts), 384), 384**-0.5, dtype=np.float32)


def test_loading_twice_changes_nothing(engine: Engine) -> None:
    library = read_library()
    first = load(engine)
    with Session(engine) as session:
        ids = set(session.scalars(select(RoleRequirementRow.id)))
    second = load(engine)
    assert first.roles == second.roles == len(library.roles)
    assert first.embedded > 0
    assert second.embedded == 0
    with Session(engine) as session:
        assert session.scalar(select(func.count(RoleRow.id))) == len(library.roles)
        assert session.scalar(select(func.count(SkillRow.id))) == len(library.skills)
        assert set(session.scalars(select(RoleRequirementRow.id))) == ids
        missing = select(func.count()).where(RoleTitleRow.embedding.is_(None))
        assert session.scalar(missing) == 0


def test_what_has_changed_is_embedded_anew_and_nothing_else(engine: Engine) -> None:
    """A vector is stale when its text is another one, be it a title alone, or its model."""
    embedder = _Recording()
    load(engine, embed=embedder.embed)
    assert len(embedder.seen) == len(set(embedder.seen))
    with Session(engine) as session, session.begin():
        session.execute(update(SkillRow).where(SkillRow.slug == "sql").values(embedded_from=b"old"))
        session.execute(update(RoleRow).where(RoleRow.slug == "coo").values(title="Chief"))
    embedder.seen.clear()
    assert load(engine, embed=embedder.embed).embedded == 1
    assert embedder.seen == ["SQL"]


def test_a_page_with_another_title_has_another_vector(engine: Engine) -> None:
    embedder = _Recording()
    load(engine, embed=embedder.embed)
    with Session(engine) as session, session.begin():
        session.execute(update(RoleRow).where(RoleRow.slug == "coo").values(title="Head cook"))
        embedder.seen.clear()
        assert embed_changed(session, embedder.embed, lambda *_: None) == 1
    assert embedder.seen[0].startswith("Head cook. ")


def test_a_slow_machine_has_time_to_embed(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(PATIENT)
        for name, value in (
            ("statement_timeout", "5min"),
            ("idle_in_transaction_session_timeout", "1h"),
        ):
            assert connection.exec_driver_sql(f"show {name}").scalar() == value
