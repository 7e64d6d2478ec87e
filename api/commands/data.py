"""Commands that fill the database: its tables and the library."""

import typer

from api.commands.context import closing_engine, located, read_settings
from api.terminal import Terminal
from db.migrations import upgrade
from seeds.files import SeedError
from seeds.loading import load

commands = typer.Typer()


@commands.command()
def migrate() -> None:
    """Bring the tables to the newest revision."""
    terminal = Terminal()
    with (
        located(read_settings(), terminal) as settings,
        closing_engine(settings, "penroll-migrate") as engine,
        terminal.step("bringing the tables up to date", "the tables are up to date"),
    ):
        upgrade(engine)


@commands.command()
def seed() -> None:
    """Load the role library and the taxonomy; what is there already stays."""
    terminal = Terminal()
    with (
        located(read_settings(), terminal) as settings,
        closing_engine(settings, "penroll-seed") as engine,
    ):
        try:
            with terminal.bar() as bar:
                loaded = load(engine, report=bar)
        except SeedError as error:
            terminal.fail(str(error))
            raise typer.Exit(1) from error
    terminal.done(f"the library is loaded: {loaded.roles} roles, {loaded.skills} skills")
