"""What people and the queue do to applicants stands in the log, and names nobody."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from api.cli import app
from db.rows import AuditEntryRow
from db.sessions import sync_engine, sync_sessions
from graph.ids import global_id, key_of
from tests.client import Api, Json, Posted
from tests.graph.test_applicants import DECIDE, ERASE, OVERRIDE

REASON = "Met Quixotina at the fair"


@pytest.fixture(scope="module")
async def logged(api: Api) -> tuple[Posted, Json, list[AuditEntryRow]]:
    """The log of a post whose one applicant was placed, moved, decided on and erased."""
    posted = await api.published()
    made = await api.applied(posted, "Bookkeeping with Xero by Quixotina.")
    await api.work()
    given = {"id": made["applicant"]["id"], "reason": REASON}
    for query, more in ((OVERRIDE, {"position": 1}), (DECIDE, {"status": "SHORTLISTED"})):
        await api.data(query, given | more, token=posted.token)
    await api.data(ERASE, given, token=made["applicantToken"])
    return posted, made, entries(api, posted)


def entries(api: Api, posted: Posted) -> list[AuditEntryRow]:
    engine = sync_engine(api.settings.database, application_name="tests")
    with sync_sessions(engine)() as session:
        rows = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.number)).all()
    engine.dispose()
    post = str(key_of("Post", posted.id))
    return [row for row in rows if row.facts.get("post") == post]


def test_each_deed_is_an_entry_with_who_did_it(
    logged: tuple[Posted, Json, list[AuditEntryRow]],
) -> None:
    rows = logged[2]
    said = [(row.action, row.actor.split()[0]) for row in rows]
    assert said == [
        ("RANKING", "system"),
        ("OVERRIDE", "recruiter"),
        ("DECISION", "recruiter"),
        ("ERASURE", "applicant"),
    ]
    ranking, override, decision, erasure = rows
    assert (ranking.facts["version"], ranking.facts["applicants"]) == (1, 1)
    assert (override.facts["machine_position"], override.facts["position"]) == (1, 1)
    assert override.facts["version"] == 2
    assert (decision.facts["was"], decision.facts["is"]) == ("READY", "SHORTLISTED")
    assert override.facts["assessment"] == decision.facts["assessment"]
    assert len(decision.facts["assessment"]) == 64
    assert (decision.facts["version"], erasure.facts["version"]) == (3, 4)
    assert erasure.facts["applicants"] == 0
    assert {row.facts["ranking"] for row in rows} == {str(ranking.subject_id)}
    assert erasure.subject_id == decision.subject_id == override.subject_id


def test_nothing_of_a_person_is_in_it(logged: tuple[Posted, Json, list[AuditEntryRow]]) -> None:
    _, made, rows = logged
    for row in rows:
        text = json.dumps(row.facts) + row.actor
        for word in (REASON, "Quixotina", "Ana", "example.org", made["applicant"]["handle"]):
            assert word not in text


def environment(api: Api) -> dict[str, str]:
    return {
        "PENROLL_DATABASE_URL": api.settings.database.database_url,
        "PENROLL_REDIS_URL": api.settings.database.redis_url,
    }


Command = Callable[..., Result]


@pytest.fixture
def replay(api: Api, logged: tuple[Posted, Json, list[AuditEntryRow]]) -> Command:
    """Run `penroll audit replay` on a ranking, by default on the one that was logged."""

    def run(name: str | None, *more: str) -> Result:
        command = ["audit", "replay", name or str(logged[2][0].subject_id), *more]
        return CliRunner().invoke(app, command, env=environment(api))

    return run


def test_the_command_replays_a_version_by_either_id(
    replay: Command, logged: tuple[Posted, Json, list[AuditEntryRow]]
) -> None:
    for name in (None, global_id("Ranking", logged[2][0].subject_id)):
        for version, erased in (("1", 1), ("3", 1), ("4", 0)):
            told = replay(name, "--version", version)
            assert told.exit_code == 0, told.output
            assert f"version {version} comes out as it was published" in told.output
            assert told.output.split("erased")[1].split()[0] == str(erased)


@pytest.mark.parametrize(
    ("name", "more", "status", "words"),
    [
        ("nonsense", [], 2, "is no ranking's id"),
        (global_id("Post", uuid.UUID(int=1)), [], 2, "is no ranking's id"),
        (str(uuid.UUID(int=1)), [], 1, "there is no ranking"),
        (None, ["--version", "77"], 1, "no version 77"),
        (None, ["--version", "one"], 2, "a valid integer"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_words(
    replay: Command, name: str | None, more: list[str], status: int, words: str
) -> None:
    told = replay(name, *more)
    plain = " ".join(told.output.replace("│", " ").split())
    assert (told.exit_code, words in plain) == (status, True), told.output


def test_the_command_checks_the_log_and_heads_kept_elsewhere(
    api: Api, logged: tuple[Posted, Json, list[AuditEntryRow]], tmp_path: Path
) -> None:
    run = CliRunner()
    where = environment(api)
    whole = run.invoke(app, ["audit", "verify"], env=where)
    assert (whole.exit_code, "is whole" in whole.output) == (0, True)
    heads = run.invoke(app, ["audit", "heads"], env=where)
    rows = logged[2]
    assert f"{rows[-1].workspace_id} {rows[-1].number} {rows[-1].digest.hex()}" in heads.output
    kept = tmp_path / "heads"
    kept.write_text(heads.output)
    again = run.invoke(app, ["audit", "verify", "--heads", str(kept)], env=where)
    assert again.exit_code == 0, again.output
    kept.write_text(heads.output.replace(rows[-1].digest.hex(), "00" * 32))
    other = run.invoke(app, ["audit", "verify", "--heads", str(kept)], env=where)
    assert other.exit_code == 1
    assert f"entry {rows[-1].number} is not the one that was kept" in other.output
