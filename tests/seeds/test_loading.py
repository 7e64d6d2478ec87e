"""The library goes into the database once, however often it is loaded."""

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.rows import RoleRequirementRow, RoleRow, RoleTitleRow, SkillRow
from seeds.library import read_library
from seeds.loading import PATIENT, load


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


def test_a_slow_machine_has_time_to_embed(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(PATIENT)
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            assert connection.exec_driver_sql(f"show {name}").scalar() == "5min"
