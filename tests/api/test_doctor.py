"""The doctor lists every setting, hides secrets, and says what to mend."""

from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from api.doctor import Finding, examine
from api.servers.engines import running_engines
from api.settings import VARIABLES
from tests.engines import data_folder

_AWAY = {
    "PENROLL_DATABASE_URL": "postgresql://penroll:s3cret@127.0.0.1:1/penroll",
    "PENROLL_REDIS_URL": "redis://:s3cret@127.0.0.1:1/0",
}


def _ill(findings: list[Finding]) -> dict[str, str]:
    return {finding.name: finding.mend for finding in findings if not finding.well}


def test_a_good_machine_is_well(tmp_path: Path) -> None:
    findings = examine({"PENROLL_DATA_DIR": str(tmp_path / "data")})
    assert set(_ill(findings)) <= {"cores", "disk"}
    assert not (tmp_path / "data").exists()


def test_servers_that_run_are_asked() -> None:
    with data_folder() as data, running_engines(data, lambda _: None):
        told = {f.name: f.detail for f in examine({"PENROLL_DATA_DIR": str(data)})}
    assert told["PostgreSQL"].endswith("with pgvector")
    assert told["Redis"] == "answers, maxmemory-policy noeviction"


def test_servers_that_are_away_are_named_without_their_passwords() -> None:
    findings = examine(_AWAY)
    assert {"PostgreSQL", "Redis"} <= set(_ill(findings))
    assert "s3cret" not in repr(findings)


def test_wrong_settings_are_a_finding_each() -> None:
    wrong = {"PENROLL_PORT": "x", "PENROLL_WORKERS": "99"}
    settings = [f.detail for f in examine(wrong) if f.name == "settings"]
    assert settings == ["PENROLL_PORT: is malformed", "PENROLL_WORKERS: must be between 1 and 32"]


def test_the_command_lists_every_setting_and_fails_when_something_is_wrong() -> None:
    result = CliRunner(env={**_AWAY, "COLUMNS": "200"}).invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert [v.name for v in VARIABLES if v.name not in result.output] == []
    assert "s3cret" not in result.output
    assert "postgresql://penroll:***@127.0.0.1:1/penroll" in result.output


def test_wrong_settings_keep_a_command_from_starting() -> None:
    result = CliRunner(env={"PENROLL_PORT": "http"}).invoke(app, ["migrate"])
    assert result.exit_code == 2
    assert "PENROLL_PORT: is malformed" in result.stderr
