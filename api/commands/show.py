"""Commands that show something and change nothing."""

import os
from typing import Annotated

import typer

from api.commands.context import read_settings
from api.doctor import examine, examine_servers, print_findings, print_settings
from api.terminal import Terminal

commands = typer.Typer()


@commands.command()
def schema() -> None:
    """Print the GraphQL schema as SDL."""
    from graph.schema import schema as graph  # noqa: PLC0415 - a second that other commands save

    typer.echo(graph.as_str())


@commands.command()
def doctor(
    servers: Annotated[
        bool, typer.Option("--servers", help="Only say whether the servers answer.")
    ] = False,
) -> None:
    """List every setting and say what is wrong with this machine; status 1 if anything is."""
    terminal = Terminal()
    if servers:
        findings = list(examine_servers(read_settings()))
    else:
        findings = examine(os.environ)
        print_settings(os.environ, terminal)
    print_findings(findings, terminal)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
