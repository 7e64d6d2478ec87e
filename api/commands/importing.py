"""`penroll import`: publishers' own files into the role graph."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.commands.context import closing_engine, located, read_settings
from api.terminal import Terminal
from seeds.importers.esco import read_esco
from seeds.importers.onet import read_onet
from seeds.importers.records import ImportedGraph
from seeds.importers.tables import ImportFileError
from seeds.importers.writing import write_graph

imports = typer.Typer(no_args_is_help=True, help="Import a publisher's files into the role graph.")
commands = typer.Typer()
commands.add_typer(imports, name="import")

_Folder = Annotated[
    Path, typer.Argument(exists=True, file_okay=False, help="The publisher's unpacked download.")
]


@imports.command()
def esco(folder: _Folder) -> None:
    """Import ESCO v1: occupations, skills and relations, out of its CSV files in English."""
    _import(folder, read_esco)


@imports.command()
def onet(folder: _Folder) -> None:
    """Import O*NET: occupations, titles, skills and technologies, out of its text files."""
    _import(folder, read_onet)


def _import(folder: Path, read: Callable[[Path], ImportedGraph]) -> None:
    """Read everything first: a damaged file changes nothing."""
    terminal = Terminal()
    try:
        with terminal.step(f"reading {folder}", f"{folder} was read"):
            graph = read(folder)
    except ImportFileError as error:
        terminal.fail(str(error))
        raise typer.Exit(1) from error
    with (
        located(read_settings(), terminal) as settings,
        closing_engine(settings, "penroll-import") as engine,
        terminal.bar() as bar,
    ):
        done = write_graph(engine, graph, report=bar)
    terminal.done(
        f"{graph.publisher.name}: {done.roles} occupations, {done.skills} skills, "
        f"{done.links} relations"
    )
    terminal.say(graph.publisher.attribution)
