"""The wheel holds the six packages, with their data, and nothing else; migrations are one line."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from db.migrations import configuration

ROOT = Path(__file__).parents[1]
PACKAGES = {"api", "graph", "workers", "nlp", "db", "seeds"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in a wheel that was built now."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built).namelist()


def test_the_wheel_holds_six_packages_and_nothing_else(wheel: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_each_package_says_that_it_is_typed(wheel: list[str]) -> None:
    assert {name.split("/")[0] for name in wheel if name.endswith("/py.typed")} >= PACKAGES


def test_the_wheel_carries_every_tracked_file_of_its_packages(wheel: list[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", *sorted(PACKAGES)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert set(listed.stdout.splitlines()) <= set(wheel)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_by_hash_and_names_no_machine(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 50
    assert "://" not in text
    assert not re.search(
        r"^(torch|nvidia-|cuda-|triton|sentence-transformers|datasette==)", text, re.MULTILINE
    )


def test_the_lock_of_the_tests_agrees_with_the_one_that_runs() -> None:
    running = set(re.findall(r"^\S+==\S+", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    tested = set(
        re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE)
    )
    assert running <= tested


def test_the_migrations_are_one_line_from_first_to_head() -> None:
    script = ScriptDirectory.from_config(configuration())
    revisions = [revision.revision for revision in script.walk_revisions()]
    files = sorted((ROOT / "db" / "migrations" / "versions").glob("[0-9]*.py"))
    assert revisions[::-1] == [path.name.partition("_")[0] for path in files]
