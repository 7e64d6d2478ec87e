"""Commands that show something and change nothing."""

import os

import typer

from api.doctor import examine, print_report
from api.terminal import Terminal

commands = typer.Typer()


@commands.command()
def schema() -> None:
    """Print the GraphQL schema as SDL."""
    from graph.schema import schema as graph  # noqa: PLC0415 - a second that other commands save

    typer.echo(graph.as_str())


@commands.command()
def doctor() -> None:
    """List every setting and say what is wrong with this machine; status 1 if anything is."""
    findings = examine(os.environ)
    print_report(findings, os.environ, Terminal())
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
