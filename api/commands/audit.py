"""`penroll audit`: is the log whole, where does it end, and do past rankings come out again?"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.commands.context import closing_engine, located, read_settings
from api.terminal import Terminal
from db.audit import chains, heads, still_there, verify
from db.audit_chain import Head
from db.sessions import sync_sessions
from graph.ids import key_of
from workers.replaying import Replay, ReplayError, replay

log = typer.Typer(no_args_is_help=True, help="Check the audit log.")
commands = typer.Typer()
commands.add_typer(log, name="audit")

_Heads = Annotated[
    Path | None,
    typer.Option("--heads", help="What `penroll audit heads` printed earlier, kept elsewhere."),
]

_Ranking = Annotated[str, typer.Argument(metavar="RANKING", help="Its id, as GraphQL gives it.")]
_Version = Annotated[
    int | None, typer.Option("--version", help="Which one; the present one where it is left out.")
]
_SHOWN = 20
"""Applicants with another score that are named."""


@log.command("heads")
def print_heads() -> None:
    """Print where each workspace's log ends; keep it elsewhere to hold the log against later."""
    with _reading() as session:
        for workspace_id, head in heads(session).items():
            typer.echo(f"{workspace_id} {head.number} {head.digest.hex()}")


@log.command("verify")
def verify_log(kept: _Heads = None) -> None:
    """Say which entries of the log are missing or changed; status 1 if any is."""
    terminal = Terminal()
    earlier = _kept(kept) if kept else []
    with _reading() as session:
        problems = [*_faults(session), *_lost(session, earlier)]
        logs = len(chains(session))
    for problem in problems:
        terminal.fail(problem)
    if problems:
        raise typer.Exit(1)
    terminal.done(f"the audit log is whole: {logs} workspaces, {len(earlier)} earlier heads")


@log.command("replay")
def replay_ranking(ranking: _Ranking, version: _Version = None) -> None:
    """Score a past ranking anew from its snapshot; status 1 unless the same comes out."""
    key, terminal = _ranking_key(ranking), Terminal()
    with _reading() as session:
        try:
            done = replay(session, key, version)
        except ReplayError as error:
            terminal.fail(str(error))
            raise typer.Exit(1) from error
    for line in _table(done):
        terminal.say(line)
    for problem in (*done.different[:_SHOWN], *done.faults):
        terminal.fail(problem)
    if not done.holds:
        terminal.fail(f"version {done.version} is not proven")
        raise typer.Exit(1)
    terminal.done(f"version {done.version} comes out as it was published")


def _ranking_key(text: str) -> uuid.UUID:
    key = key_of("Ranking", text)
    try:
        return key or uuid.UUID(text)
    except ValueError as error:
        message = (
            f"{text!r} is no ranking's id; `{{ post {{ ranking {{ id version }} }} }}` gives it"
        )
        raise typer.BadParameter(message, param_hint="RANKING") from error


def _table(done: Replay) -> Iterator[str]:
    yield f"ranking {done.ranking_id}, version {done.version}"
    counts = {
        "applicants": done.applicants,
        "identical": done.identical,
        "different": len(done.different),
        "erased": done.erased,
        "of another scorer": done.unproven,
        "without a snapshot": done.without,
    }
    for name, count in counts.items():
        yield f"  {name:<20}{count:>8}"
    yield f"  {'order':<20}{'the same' if done.same_order else 'another':>8}"
    for name in ("inputs", "output"):
        stored, computed = getattr(done.logged, name), getattr(done.recomputed, name)
        verdict = "the same" if stored == computed else "NOT THE SAME"
        yield f"  digest of {name:<10}  logged {stored[:16]}  recomputed {computed[:16]}  {verdict}"


@contextmanager
def _reading() -> Iterator[Session]:
    with (
        located(read_settings(), Terminal.of_errors()) as settings,
        closing_engine(settings, "penroll-audit") as engine,
        sync_sessions(engine)() as session,
    ):
        yield session


def _faults(session: Session) -> Iterator[str]:
    for workspace_id in chains(session):
        for finding in verify(session, workspace_id):
            yield f"workspace {workspace_id}: {finding}"


def _lost(session: Session, earlier: list[tuple[uuid.UUID, Head]]) -> Iterator[str]:
    for workspace_id, head in earlier:
        if not still_there(session, workspace_id, head):
            yield f"workspace {workspace_id}: entry {head.number} is not the one that was kept"


def _kept(path: Path) -> list[tuple[uuid.UUID, Head]]:
    try:
        lines = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [
            (uuid.UUID(workspace), Head(int(number), bytes.fromhex(digest)))
            for workspace, number, digest in lines
        ]
    except (OSError, ValueError) as error:
        message = f"{path} does not hold what `penroll audit heads` prints"
        raise typer.BadParameter(message, param_hint="--heads") from error
