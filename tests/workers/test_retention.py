"""Applications go by themselves after the time of their place, once, and with a log entry."""

import uuid

import pytest
from sqlalchemy import Engine, select, text

from db.audit import SYSTEM, verify
from db.retention import Place
from db.rows import ApplicantRow, AuditEntryRow, PostRow
from db.sessions import Sessions
from seeds.packs import read_packs
from tests.world import World, add_applicant, make_world
from workers.retention import RetentionSweep, retention_at


@pytest.fixture
def world(sessions: Sessions) -> World:
    """A post in Great Britain, where six months after the decision are usual."""
    return make_world(sessions)


def applicant(
    sessions: Sessions, world: World, *, status: str = "READY", decided: str | None = None
) -> uuid.UUID:
    """Add an applicant; `decided` is how long ago, as an interval of PostgreSQL."""
    with sessions.begin() as session:
        key = add_applicant(session, world)
        session.execute(
            text(
                "update applicant set status = :s, decided_at = now() - cast(:d as interval) "
                "where id = :i"
            ),
            {"s": status, "d": decided, "i": key},
        )
    return key


def close(sessions: Sessions, world: World, ago: str) -> None:
    with sessions.begin() as session:
        session.execute(
            text("update post set status = 'CLOSED', closed_at = now() - cast(:a as interval)"),
            {"a": ago},
        )


def left(sessions: Sessions) -> set[uuid.UUID]:
    with sessions() as session:
        return set(session.scalars(select(ApplicantRow.id)))


def test_the_time_runs_from_a_decision_else_from_the_closing(
    sessions: Sessions, engine: Engine, world: World
) -> None:
    applicant(sessions, world, status="REJECTED", decided="6 months 1 day")
    kept = {
        applicant(sessions, world, status="REJECTED", decided="5 months 20 days"),
        applicant(sessions, world, status="SHORTLISTED", decided="9 months"),
        applicant(sessions, world),
    }
    assert RetentionSweep(engine, keep_days=None).step() == 1
    assert left(sessions) == kept


def test_a_closed_post_lets_go_of_the_undecided(
    sessions: Sessions, engine: Engine, world: World
) -> None:
    applicant(sessions, world)
    recent = applicant(sessions, world, status="HIRED", decided="1 day")
    close(sessions, world, "7 months")
    assert RetentionSweep(engine, keep_days=None).step() == 1
    assert left(sessions) == {recent}


def test_what_was_swept_is_logged_with_its_reason(
    sessions: Sessions, engine: Engine, world: World
) -> None:
    gone = applicant(sessions, world, status="REJECTED", decided="1 year")
    RetentionSweep(engine, keep_days=None).step()
    with sessions() as session:
        entry = session.scalars(select(AuditEntryRow)).one()
        assert verify(session, world.workspace_id) == []
    assert (entry.action, entry.actor, entry.subject_id) == ("ERASURE", SYSTEM, gone)
    assert entry.facts["why"].startswith("kept long enough: UK GDPR")


def test_one_of_many_sweepers_takes_the_turn_of_an_hour(
    sessions: Sessions, engine: Engine, world: World
) -> None:
    applicant(sessions, world, status="REJECTED", decided="1 year")
    first, second = (RetentionSweep(engine, keep_days=None) for _ in range(2))
    assert first.step() == 1
    late = applicant(sessions, world, status="REJECTED", decided="1 year")
    assert second.step() == first.step() == 0
    assert left(sessions) == {late}
    with sessions.begin() as session:
        session.execute(text("update sweep set begun_at = begun_at - interval '61 minutes'"))
    assert second.step() == 1


def test_a_setting_takes_the_place_of_the_packs(
    sessions: Sessions, engine: Engine, world: World
) -> None:
    applicant(sessions, world, status="REJECTED", decided="31 days")
    kept = applicant(sessions, world, status="REJECTED", decided="29 days")
    assert RetentionSweep(engine, keep_days=30).step() == 1
    assert left(sessions) == {kept}


def test_where_no_pack_says_nothing_goes(sessions: Sessions, engine: Engine, world: World) -> None:
    kept = applicant(sessions, world, status="REJECTED", decided="20 years")
    with sessions.begin() as session:
        session.get_one(PostRow, world.post_id).country = "JP"
    assert RetentionSweep(engine, keep_days=None).step() == 0
    assert left(sessions) == {kept}


@pytest.mark.parametrize(
    ("place", "months", "days"),
    [
        (Place("DE", None, None), 6, 0),
        (Place("NL", None, None), 0, 28),
        (Place("CA", "ON", None), 36, 0),
        (Place("US", "CA", None), 48, 0),
        (Place("US", "NY", "New York"), 12, 0),
    ],
)
def test_the_narrowest_pack_that_says_so_holds(place: Place, months: int, days: int) -> None:
    kept = retention_at(place, read_packs())
    assert kept is not None
    assert (kept.months, kept.days) == (months, days)
