"""`penroll lint` says what to mend and where, for people and for CI."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app

POST = """Warehouse Manager

We are looking for a young and dynamic person.
Salary: €40,000 - €50,000 gross per year.
"""


@pytest.fixture
def post(tmp_path: Path) -> Path:
    file = tmp_path / "post.md"
    file.write_text(POST, encoding="utf-8")
    return file


def lint(file: Path | str, *options: str, text: str | None = None) -> Result:
    return CliRunner().invoke(app, ["lint", str(file), *options], input=text)


def test_findings_stand_at_their_line_and_column(post: Path) -> None:
    result = lint(post, "--country", "DE", "--as-of", "2026-11-24")
    assert result.exit_code == 1
    places = re.findall(r"post\.md:(\d+):(\d+): (\w+): (.*) \[([\w-]+)\]", result.output)
    (young,) = [place for place in places if '"young' in place[3]]
    line, column = int(young[0]), int(young[1])
    assert POST.splitlines()[line - 1][column - 1 :].startswith("young")
    assert "Not legal advice" in result.output


def test_json_is_for_programs(post: Path) -> None:
    result = lint(post, "--country", "DE", "--format", "json")
    findings = json.loads(result.stdout)
    assert {"line", "column", "rule", "level", "message", "source"} == set(findings[0])


def test_github_gets_annotations(post: Path) -> None:
    result = lint(post, "--country", "DE", "--format", "github")
    for line in result.stdout.splitlines():
        assert re.match(
            r"::(error|warning|notice) file=\S+,line=\d+,col=\d+,title=[\w-]+::\S", line
        )


def test_a_law_that_is_not_in_force_yet_is_no_finding() -> None:
    text = "Bookkeeper\n\nWe offer real work."
    before = lint("-", "--country", "CA", "--region", "ON", "--as-of", "2025-12-31", text=text)
    after = lint("-", "--country", "CA", "--region", "ON", "--as-of", "2026-01-01", text=text)
    assert len(after.output.splitlines()) > len(before.output.splitlines())


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--country", "XX"], "supported"),
        (["--country", "DE", "--as-of", "soon"], "no date"),
    ],
)
def test_what_cannot_be_used_is_status_2(post: Path, options: list[str], reason: str) -> None:
    result = lint(post, *options)
    assert result.exit_code == 2
    assert reason in result.output


def test_a_file_that_is_no_text_is_status_2(tmp_path: Path) -> None:
    file = tmp_path / "post.md"
    file.write_bytes(b"\xff\xfe")
    assert lint(file, "--country", "DE").exit_code == 2


def test_a_long_sentence_is_noted_and_no_reason_to_fail(tmp_path: Path) -> None:
    file = tmp_path / "post.md"
    file.write_text("word " * 30, encoding="utf-8")
    result = lint(file, "--country", "IN", "--as-of", "2026-11-24")
    assert "post.md:1:1: notice: 30 words in a sentence" in result.output
    assert (result.exit_code == 1) is (": error:" in result.output or "warning" in result.output)
