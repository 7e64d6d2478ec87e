"""Every setting is known, checked and listed, and no secret is shown."""

import re
from pathlib import Path

import pytest

from api.settings import VARIABLES, Settings, SettingsError

ROOT = Path(__file__).parents[2]
_BAD = {
    "PENROLL_ENV": "testing",
    "PENROLL_DATABASE_URL": "mysql://hidden-word@host/db",
    "PENROLL_REDIS_URL": "http://hidden-word",
    "PENROLL_POOL_SIZE": "many hidden-word",
    "PENROLL_PORT": "70000",
    "PENROLL_ALLOWED_ORIGINS": "https://hidden-word/path",
    "PENROLL_TRUSTED_PROXIES": "hidden-word",
    "PENROLL_LOG_LEVEL": "loud",
    "PENROLL_WORKERS": "0",
    "PENROLL_WORKER_THREADS": "-1",
    "PENROLL_LEASE_SECONDS": "0.5",
    "PENROLL_RESEND_SECONDS": "nan",
}


def test_an_empty_environment_gives_embedded_servers_on_this_machine() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.embedded) == ("127.0.0.1", None, True)
    assert settings.data_dir == Path(".penroll")
    assert settings.allowed_origins == ()
    with pytest.raises(SettingsError, match="are not set"):
        _ = settings.database


def test_every_value_given_arrives() -> None:
    settings = Settings.from_env(
        {
            "PENROLL_ENV": "production",
            "PENROLL_DATABASE_URL": "postgresql://penroll:pw@db/penroll",
            "PENROLL_REDIS_URL": "redis://cache/3",
            "PENROLL_POOL_SIZE": "4",
            "PENROLL_PORT": "0",
            "PENROLL_ALLOWED_ORIGINS": "https://a.example, https://b.example:8443",
            "PENROLL_TRUSTED_PROXIES": "10.0.0.0/8,::1/128",
        }
    )
    assert settings.port == 0
    assert not settings.embedded
    assert settings.database.pool_size == 4
    assert settings.allowed_origins == ("https://a.example", "https://b.example:8443")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1/128")


@pytest.mark.parametrize(("name", "value"), _BAD.items())
def test_a_bad_value_is_refused_by_name_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({name: value})
    assert str(refusal.value).startswith(f"{name}: ")
    assert "hidden-word" not in str(refusal.value)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({"PENROLL_PORT": "x", "PENROLL_WORKERS": "x", "PENROLL_PROT": "1"})
    assert str(refusal.value).splitlines() == [
        "PENROLL_PORT: is malformed",
        "PENROLL_WORKERS: is malformed",
        "PENROLL_PROT: there is no such setting (`penroll doctor` lists them)",
    ]


def test_one_url_without_the_other_is_refused() -> None:
    with pytest.raises(SettingsError, match="set both, or neither"):
        Settings.from_env({"PENROLL_REDIS_URL": "redis://cache"})


def test_a_shown_url_keeps_its_password_to_itself() -> None:
    environ = {
        "PENROLL_DATABASE_URL": "postgresql://penroll:s3cret@db:5432/penroll?sslmode=require"
    }
    shown = {variable.name: variable.shown(environ) for variable in VARIABLES}
    expected = "postgresql://penroll:***@db:5432/penroll?sslmode=require"
    assert shown["PENROLL_DATABASE_URL"] == expected
    assert not any("s3cret" in value for value in shown.values())


def test_a_child_process_gets_the_urls_of_its_parent() -> None:
    settings = Settings.from_env({}).at(database_url="postgresql:///x", redis_url="unix:///y")
    inherited = settings.exported({"PATH": "/bin"})
    assert Settings.from_env(inherited).database == settings.database
    assert settings.worker({"PENROLL_WORKER_THREADS": "7"}).threads == 7


def test_every_variable_in_the_code_is_listed_and_the_other_way_round() -> None:
    found: set[str] = set()
    for package in ("api", "graph", "workers", "seeds", "db", "nlp"):
        for source in (ROOT / package).rglob("*.py"):
            found |= set(re.findall(r"\bPENROLL_[A-Z_]*[A-Z]\b", source.read_text()))
    assert found == {variable.name for variable in VARIABLES}
