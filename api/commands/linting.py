"""`penroll lint`: hold any post against the rules of a country, without a server."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.linting import NOTICE, LintFormat, lint, shown
from api.terminal import Terminal
from nlp.language import language_of
from nlp.rules.packs import CountryPack, UnsupportedJurisdictionError
from seeds.packs import read_packs
from seeds.wording_rules import wording_rules

commands = typer.Typer()
_UNUSABLE = 2


@commands.command("lint")
def lint_post(
    file: Annotated[Path, typer.Argument(help="The post as text or Markdown; - reads the input.")],
    country: Annotated[str, typer.Option(help="Where the job is: DE, GB, US.")],
    region: Annotated[str | None, typer.Option(help="A subdivision: CA, ON.")] = None,
    headcount: Annotated[int | None, typer.Option(min=1, help="Employees of the company.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day whose law holds; today if not set.")
    ] = None,
    form: Annotated[LintFormat, typer.Option("--format")] = LintFormat.TEXT,
) -> None:
    """Print what to mend in a post, by line and column; status 1 when there is anything."""
    text, packs = _text(file), _packs(country, region)
    day = _day(as_of)
    wording = wording_rules(language_of(text))
    findings = lint(text, packs, wording, as_of=day, headcount=headcount)
    written = shown(findings, str(file), form)
    if written:
        typer.echo(written)
    serious = [finding for finding in findings if finding.level != NOTICE]
    if form is LintFormat.TEXT:
        typer.echo(f"{len(serious)} findings. Not legal advice; rules of {day}.", err=True)
    if serious:
        raise typer.Exit(1)


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(f"{file} cannot be read as UTF-8 text") from error


def _packs(country: str, region: str | None) -> tuple[CountryPack, ...]:
    try:
        return read_packs().chain(country, region)
    except UnsupportedJurisdictionError as error:
        raise _refusal(str(error)) from error


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refusal(f"{text!r} is no date such as 2026-11-24") from error


def _refusal(message: str) -> typer.Exit:
    Terminal.of_errors().fail(message)
    return typer.Exit(_UNUSABLE)
