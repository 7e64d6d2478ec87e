"""Any published version of a ranking comes out again from its snapshot, and nothing else does."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.audit import SYSTEM, sealed_of, verify
from db.audit_chain import genesis, seal
from db.progress import ProgressWriter, sync_client
from db.rows import (
    ApplicantRow,
    AuditEntryRow,
    AuditHeadRow,
    ProfileReadingRow,
    RankingCriteriaRow,
    RankingEntryRow,
    RankingScoreRow,
    ScorerInputRow,
)
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from nlp.ranking import criteria
from tests.workers.boards import Board
from tests.world import SKILLS, make_world
from workers.actors import handlers
from workers.execution import Executor
from workers.replaying import ReplayError, replay

CVS = (
    "Developer.\nFive years of Python, two of them with SQL.\nNo experience with Docker.",
    "Daily work with Docker and Python.\n2019 - 2023 Engineer, Acme\nPostgreSQL tuning.",
    "Bookkeeping with Xero for six years.",
)
TABLES = ("ranking_score", "ranking_criteria", "scorer_input", "audit_entry")


@pytest.fixture(scope="module")
def shared(module_database_url: str) -> Iterator[Sessions]:
    settings = DatabaseSettings(module_database_url, "redis://unused")
    engine = sync_engine(settings, application_name="tests")
    yield sync_sessions(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def executor(shared: Sessions, valkey: object) -> Iterator[Executor]:
    """One for the module, so that the model is loaded once."""
    with sync_client(valkey.url) as client:  # type: ignore[attr-defined]
        progress = ProgressWriter(client)
        yield Executor(shared, progress, handlers(shared, progress), timedelta(seconds=30))


@pytest.fixture
def board(shared: Sessions, executor: Executor) -> Board:
    """Three applicants, read and placed."""
    made = Board(shared, executor, make_world(shared))
    made.apply(*CVS)
    return made


@pytest.fixture(scope="module")
def unchanged(shared: Sessions, executor: Executor) -> Board:
    """A board for tests that roll back whatever they do: two versions, one profile replaced."""
    made = Board(shared, executor, make_world(shared))
    made.apply(*CVS)
    made.add_words(made.applicants[0], "Docker: Daily work with Docker.")
    return made


def test_every_version_comes_out_again_whatever_came_after_it(board: Board) -> None:
    first = board.ranking.version
    before = board.scores(first)
    board.ask_for("Bookkeeping")
    board.rank_anew()
    board.add_words(board.applicants[0], "Docker: Daily work with Docker.")
    board.apply("Python, SQL and Docker every day.")
    board.rank_anew()
    last = board.ranking.version
    assert last >= first + 4
    assert board.scores(first) == before
    assert board.scores(last)[board.applicants[2]] != before[board.applicants[2]]
    for version in range(1, last + 1):
        done = board.replayed(version)
        assert done.holds, (version, done)
        assert done.identical == done.applicants == len(board.scores(version))
    assert board.replayed().applicants == 4


def test_a_ranking_that_changes_nothing_stores_nothing_again(board: Board) -> None:
    kept, version = board.kept(), board.ranking.version
    for _ in range(3):
        board.rank_anew()
    assert board.kept() == kept
    assert board.ranking.version == version + 3
    assert board.replayed().holds


def test_a_replaced_profile_is_kept_once_however_often_it_is_read_again(board: Board) -> None:
    scores, _, inputs = board.kept()
    board.add_words(board.applicants[0], "Docker: Daily work with Docker.")
    assert board.kept()[2] == inputs + 2
    for _ in range(2):
        board.add_words(board.applicants[1], "")
    assert board.kept()[0] <= scores + 3
    for version in range(1, board.ranking.version + 1):
        assert board.replayed(version).holds


def test_a_cv_without_a_stored_reading_is_replayed_from_what_was_read_then(board: Board) -> None:
    with board.sessions.begin() as session:
        workspace = board.world.workspace_id
        session.execute(
            delete(ProfileReadingRow).where(ProfileReadingRow.workspace_id == workspace)
        )
    board.rank_anew()
    assert board.kept()[2] == len(CVS)
    assert board.replayed().holds
    with board.sessions.begin() as session:
        session.get_one(ApplicantRow, board.applicants[0]).cv_text = "Another text."
    assert board.replayed().holds


def test_an_entry_names_versions_and_digests_and_who_asked(board: Board) -> None:
    board.rank_anew(asked_by="recruiter 7")
    own = AuditEntryRow.workspace_id == board.world.workspace_id
    with board.sessions() as session:
        entries = session.scalars(select(AuditEntryRow).where(own).order_by("number")).all()
        assert verify(session, board.world.workspace_id) == []
        criteria = session.scalars(
            select(RankingCriteriaRow).where(RankingCriteriaRow.post_id == board.world.post_id)
        ).one()
    arrived, last = entries[0].facts, entries[-1].facts
    assert {entry.actor for entry in entries} == {SYSTEM}
    assert (arrived["asked_by"], last["asked_by"]) == (None, "recruiter 7")
    assert last["criteria"] == criteria.digest.hex()
    assert (last["applicants"], last["assessed"]) == (3, 3)
    assert last["pipeline"].startswith("penroll-skills ")
    assert last["model"].startswith("penroll-ranker ")
    assert last["embedding"].startswith("all-MiniLM-L6-v2 ")
    assert {len(last[name]) for name in ("weights", "inputs", "output")} == {64}


ALTERED = [
    ("update ranking_score set score = score + 1", "is stored"),
    ("update ranking_score set tie_break = 'z'", "orders equal scores"),
    ("update ranking_score set output = sha256(output)", "points or quotations"),
    ("update ranking_score set input = sha256('x')", "digest of what was scored"),
    ("update ranking_score set pipeline = 'another'", "digest of what was scored"),
    ("update extracted_skill set years = 30", "stored skills"),
    ("update extracted_skill set mentions = '[]'", "stored skills"),
    ("delete from extracted_skill", "stored skills"),
    ("update profile_reading set content = content || '\\x00'", "stored reading"),
    ("delete from profile_reading", "stored reading"),
    ("update ranking_criteria set content = replace(content, '100.0', '99.0')", "weights"),
    ("update ranking_criteria set vectors = set_byte(vectors, 9, 7)", "weights"),
    ("update ranking_entry set score = score + 1", "board shows"),
    ("update ranking_entry set assessments = '[]'", "board shows"),
    ("delete from ranking_entry", "missing on the board"),
    ("update applicant set salt = gen_random_uuid()", "digest of what was scored"),
]


def forge(session: Session, board: Board, statement: str) -> None:
    """Change what is stored, as somebody who may take the triggers off the tables."""
    for table in TABLES:
        session.execute(text(f"alter table {table} disable trigger user"))
    joined = "and" if "where" in statement else "where"
    own = f"{statement} {joined} workspace_id = '{board.world.workspace_id}'"
    result = session.execute(text(own))
    assert result.rowcount > 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("statement", "words"), ALTERED)
def test_what_was_altered_is_found(unchanged: Board, statement: str, words: str) -> None:
    ranking = unchanged.ranking
    assert unchanged.replayed().holds
    with unchanged.rolled_back() as session:
        forge(session, unchanged, statement)
        done = replay(session, ranking.id)
    assert not done.holds
    assert any(words in told for told in done.different), done.different


@pytest.mark.parametrize(
    "statement",
    [
        "update scorer_input set content = content || '\\x00'",
        "update scorer_input set digest = sha256(digest)",
        "delete from scorer_input",
    ],
)
def test_a_kept_input_that_was_altered_is_found_in_the_version_that_used_it(
    unchanged: Board, statement: str
) -> None:
    ranking = unchanged.ranking
    used = ranking.version - 1
    assert unchanged.replayed(used).holds
    with unchanged.rolled_back() as session:
        forge(session, unchanged, statement)
        done, now = replay(session, ranking.id, used), replay(session, ranking.id)
    assert not done.holds
    assert str(unchanged.applicants[0]) in done.different[0]
    assert now.holds


def test_a_snapshot_that_was_made_anew_to_fit_is_missed_by_the_log(unchanged: Board) -> None:
    """Whoever leaves an applicant out, consistently, cannot leave them out of the digests."""
    ranking = unchanged.ranking
    gone = unchanged.applicants[2]
    with unchanged.rolled_back() as session:
        for table in ("ranking_score", "ranking_entry"):
            forge(session, unchanged, f"delete from {table} where applicant_id = '{gone}'")
        done = replay(session, ranking.id)
        assert (done.different, done.without) == ((), 1)
        assert done.logged != done.recomputed
        assert not done.holds


def test_the_logs_own_faults_are_told(unchanged: Board) -> None:
    ranking = unchanged.ranking
    with unchanged.rolled_back() as session:
        forge(session, unchanged, "update audit_entry set actor = 'nobody' where number = 1")
        done = replay(session, ranking.id)
    assert (done.faults, done.holds) == (("entry 1 was changed",), False)


@pytest.mark.parametrize(
    "statement",
    [
        "update ranking_score set score = 1",
        "update ranking_score set since = since + 1",
        "update ranking_score set until = 1 where until is not null",
        "update ranking_score set applicant_id = null, score = null",
        "update ranking_criteria set content = '{}'",
        "update scorer_input set content = ''",
    ],
)
def test_even_the_tables_owner_cannot_change_a_snapshot(unchanged: Board, statement: str) -> None:
    with (
        unchanged.rolled_back() as session,
        pytest.raises(DBAPIError, match="is never changed"),
    ):
        session.execute(text(statement))


def test_an_erased_applicant_is_told_as_erased_and_the_others_are_checked(board: Board) -> None:
    board.add_words(board.applicants[0], "Docker: Daily work with Docker.")
    versions = range(1, board.ranking.version + 1)
    before = [board.replayed(version) for version in versions]
    board.erase(board.applicants[0])
    for was in before:
        done = board.replayed(was.version)
        assert done.holds, done
        assert (done.applicants, done.logged) == (was.applicants, was.logged)
        assert (done.erased, done.identical) == (1, was.identical - 1)
    now = board.replayed()
    assert (now.version, now.applicants, now.erased, now.holds) == (versions[-1] + 1, 2, 0, True)
    with board.rolled_back() as session:
        forge(session, board, "update ranking_score set score = 1 where score is not null")
        assert len(replay(session, board.ranking.id, versions[-1]).different) == 2


@pytest.mark.parametrize("by_hand", [False, True])
def test_nothing_of_an_erased_applicant_is_kept_but_salted_digests(
    board: Board, *, by_hand: bool
) -> None:
    """Nor of one whose row somebody deletes by hand."""
    board.add_words(board.applicants[0], "Docker: Daily work with Docker.")
    gone = board.applicants[0]
    if by_hand:
        with board.sessions.begin() as session:
            session.execute(delete(ApplicantRow).where(ApplicantRow.id == gone))
    else:
        board.erase(gone)
    with board.sessions() as session:
        inputs = select(ScorerInputRow).where(ScorerInputRow.applicant_id == gone)
        assert session.scalar(inputs) is None
        rows = session.scalars(
            select(RankingScoreRow).where(
                RankingScoreRow.ranking_id == board.ranking.id,
                RankingScoreRow.applicant_id.is_(None),
            )
        ).all()
    assert len(rows) == 2
    for row in rows:
        told = (row.criteria, row.skills, row.reading, row.pipeline, row.score, row.tie_break)
        assert set(told) == {None}
        assert row.until is not None


def test_whoever_withdrew_is_in_the_versions_before(board: Board) -> None:
    before = board.ranking.version
    board.withdraw(board.applicants[1])
    board.rank_anew()
    assert board.replayed(before).identical == 3
    assert board.replayed().identical == 2
    for version in range(before, board.ranking.version + 1):
        assert board.replayed(version).holds


def as_before_snapshots(session: Session, board: Board) -> None:
    """Make the ranking as an earlier Penroll stored it, its log sealed as it was then."""
    ranking = board.ranking
    session.execute(text("alter table ranking_score disable trigger user"))
    session.execute(text("alter table audit_entry disable trigger user"))
    session.execute(delete(RankingScoreRow).where(RankingScoreRow.ranking_id == ranking.id))
    trace = dict.fromkeys(("criteria", "skills", "reading", "pipeline", "input", "output"))
    own = RankingEntryRow.ranking_id == ranking.id
    session.execute(update(RankingEntryRow).where(own).values(trace))
    _seal_anew(session, board.world.workspace_id)
    session.execute(text("alter table ranking_score enable trigger user"))
    session.execute(text("alter table audit_entry enable always trigger audit_entry_append_only"))


def _seal_anew(session: Session, workspace_id: uuid.UUID) -> None:
    known = ("post", "version", "generation", "model", "applicants", "assessed")
    previous = genesis(workspace_id)
    entries = select(AuditEntryRow).where(AuditEntryRow.workspace_id == workspace_id)
    for row in session.scalars(entries.order_by(AuditEntryRow.number)):
        row.facts = {name: row.facts[name] for name in known}
        sealed = seal(sealed_of(row).entry, previous)
        row.previous, row.digest = previous, sealed.digest
        previous = sealed.digest
    session.get_one(AuditHeadRow, workspace_id).digest = previous
    session.flush()


def test_a_ranking_older_than_snapshots_says_so_and_its_log_is_whole(board: Board) -> None:
    with board.sessions.begin() as session:
        as_before_snapshots(session, board)
    old = board.ranking.version
    with board.sessions() as session:
        assert verify(session, board.world.workspace_id) == []
    with pytest.raises(ReplayError, match="before snapshots were kept: rank the post anew"):
        board.replayed()
    board.apply("Python.")
    part = board.replayed()
    assert (part.identical, part.without, part.holds) == (1, 3, False)
    with pytest.raises(ReplayError, match=f"they begin with {old + 1}"):
        board.replayed(old)
    board.rank_anew()
    assert (board.replayed().identical, board.replayed().holds) == (4, True)
    with board.sessions() as session:
        assert verify(session, board.world.workspace_id) == []


def test_scores_of_another_scorer_are_told_and_not_called_proven(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(criteria, "RANKER", "penroll-ranker of tomorrow")
    done = board.replayed()
    assert (done.unproven, done.identical, done.different, done.holds) == (3, 0, (), False)
    assert done.logged == done.recomputed


@pytest.mark.parametrize("version", [0, -1, 99])
def test_a_version_that_never_was_is_refused(unchanged: Board, version: int) -> None:
    with pytest.raises(ReplayError, match=f"no version {version}"):
        unchanged.replayed(version)


def test_a_ranking_that_never_was_is_refused(unchanged: Board) -> None:
    with unchanged.sessions() as session, pytest.raises(ReplayError, match="no ranking"):
        replay(session, uuid.uuid4())


def anything(board: Board, chance: random.Random) -> None:
    """Do one of the things that people do to a ranking."""
    someone = chance.choice(board.applicants)
    deeds: list[Callable[[], None]] = [
        board.rank_anew,
        lambda: board.ask_for(chance.choice(SKILLS)),
        lambda: board.apply(f"Daily work with {chance.choice(SKILLS)}."),
        lambda: board.add_words(someone, f"Daily work with {chance.choice(SKILLS)}."),
        lambda: board.leave(someone, board.withdraw),
        lambda: board.leave(someone, board.erase),
    ]
    chance.choice(deeds)()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_deeds_in_any_order_every_version_comes_out_again(
    board: Board, seed: int
) -> None:
    chance = random.Random(seed)
    board.apply(*CVS)
    for _ in range(10):
        anything(board, chance)
    board.rank_anew()
    done = [board.replayed(version) for version in range(1, board.ranking.version + 1)]
    assert [one.version for one in done if not one.holds] == []
    assert board.replayed().applicants == len(board.applicants)
