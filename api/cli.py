"""The `penroll` command."""

import typer

from api.commands import audit, data, importing, linting, reextracting, run, show

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A role library, a local job-post writer and a live ranking, behind one GraphQL API.",
)
for group in (run, data, importing, reextracting, linting, audit, show):
    app.add_typer(group.commands)

if __name__ == "__main__":
    app()
