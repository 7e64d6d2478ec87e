"""The audit log cannot be changed, and tells which entry was touched by whoever managed to."""

import threading
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from db.audit import SYSTEM, Action, Happening, append, heads, sealed_of, still_there, verify
from db.audit_chain import Facts, Fault, Finding, Head, seal
from db.rows import AuditEntryRow
from db.sessions import Sessions

WORKSPACE = uuid.UUID(int=7)
ENTRIES = 6


@pytest.fixture
def log(sessions: Sessions) -> Sessions:
    for number in range(ENTRIES):
        note(sessions, number)
    return sessions


def note(sessions: Sessions, number: int, *, workspace: uuid.UUID = WORKSPACE) -> None:
    facts: Facts = {"version": number, "model": "ränker 1", "note": None}
    with sessions.begin() as session:
        append(session, Happening(workspace, Action.RANKING, SYSTEM, uuid.uuid4(), facts))


def found(sessions: Sessions) -> list[Finding]:
    with sessions() as session:
        return verify(session, WORKSPACE)


@pytest.fixture
def forge(engine: Engine) -> Callable[[str], None]:
    """Run a statement as somebody who may take the triggers off the table."""

    def run(statement: str) -> None:
        with engine.begin() as connection:
            connection.execute(text("alter table audit_entry disable trigger user"))
            connection.execute(text(statement))

    return run


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'nobody'",
        "delete from audit_entry",
        "delete from audit_entry where number = 3",
        "truncate audit_entry",
    ],
)
def test_even_the_tables_owner_cannot_change_the_log(
    log: Sessions, engine: Engine, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    assert found(log) == []


def test_an_untouched_log_has_no_findings_and_rises_by_one(log: Sessions) -> None:
    with log() as session:
        rows = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.number)).all()
        assert heads(session) == {WORKSPACE: Head(ENTRIES, rows[-1].digest)}
    assert [row.number for row in rows] == list(range(1, ENTRIES + 1))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert found(log) == []


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "action = 'DECISION'",
        "actor = 'somebody'",
        "subject_id = gen_random_uuid()",
        """facts = facts || '{"version": 99}'""",
        "digest = sha256('other')",
    ],
)
def test_a_changed_entry_is_named(
    log: Sessions, forge: Callable[[str], None], change: str, number: int
) -> None:
    forge(f"update audit_entry set {change} where number = {number}")
    assert found(log) == [Finding(number, number, Fault.CHANGED)]


@pytest.mark.parametrize(
    ("gone", "first", "last"),
    [
        ("= 1", 1, 1),
        ("= 3", 3, 3),
        ("in (3, 4)", 3, 4),
        ("= 6", 6, 6),
        ("> 3", 4, 6),
        ("> 0", 1, 6),
    ],
)
def test_missing_entries_are_named_also_at_the_end(
    log: Sessions, forge: Callable[[str], None], gone: str, first: int, last: int
) -> None:
    forge(f"delete from audit_entry where number {gone}")
    assert found(log) == [Finding(first, last, Fault.MISSING)]


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_an_entry_that_was_changed_and_sealed_anew_is_named(
    log: Sessions, engine: Engine, number: int
) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter table audit_entry disable trigger user"))
    with log.begin() as session:
        row = session.get_one(AuditEntryRow, (WORKSPACE, number))
        row.actor = "somebody"
        row.digest = seal(sealed_of(row).entry, row.previous).digest
    assert found(log) == [Finding(number, number, Fault.CHANGED)]


def test_an_entry_of_another_chain_does_not_fit(
    log: Sessions, forge: Callable[[str], None]
) -> None:
    other = uuid.UUID(int=8)
    note(log, 0, workspace=other)
    forge(f"delete from audit_entry where number = 1 and workspace_id <> '{other}'")
    forge(f"update audit_entry set workspace_id = '{WORKSPACE}' where workspace_id = '{other}'")
    assert found(log) == [Finding(1, 1, Fault.CHANGED)]


def test_a_head_kept_elsewhere_tells_of_a_log_that_was_written_anew(
    log: Sessions, forge: Callable[[str], None]
) -> None:
    with log() as session:
        kept = heads(session)[WORKSPACE]
        assert still_there(session, WORKSPACE, kept)
    forge("delete from audit_entry")
    forge("delete from audit_head")
    for number in range(ENTRIES):
        note(log, number)
    assert found(log) == []
    with log() as session:
        assert not still_there(session, WORKSPACE, kept)


def test_entries_without_a_head_and_past_it_are_told(
    log: Sessions, forge: Callable[[str], None], engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(text("update audit_head set number = 5"))
    assert Finding(6, 6, Fault.UNKNOWN) in found(log)
    with engine.begin() as connection:
        connection.execute(text("delete from audit_head"))
    assert found(log) == [Finding(6, 6, Fault.HEADLESS)]


def test_writers_at_once_make_one_chain_without_a_gap(sessions: Sessions) -> None:
    def write() -> None:
        for number in range(10):
            note(sessions, number)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found(sessions) == []
    with sessions() as session:
        assert heads(session)[WORKSPACE].number == 40


def test_what_is_rolled_back_was_never_logged(log: Sessions) -> None:
    with log() as session:
        append(session, Happening(WORKSPACE, Action.EXPORT, SYSTEM, uuid.uuid4()))
        session.rollback()
    assert found(log) == []
    with log() as session:
        assert heads(session)[WORKSPACE].number == ENTRIES
