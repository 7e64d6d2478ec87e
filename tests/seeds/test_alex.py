"""The linter `alex` finds nothing insensitive in the library, apart from a reviewed allow-list.

`alex` is a Node package: `npm ci` in tests/seeds/alex installs it. Where it is absent this test is
skipped; the product's own checker of wording runs everywhere. Each allowed word was read in its
place: "master data", "rehab units", "hang doors", "three-way matching", "hosts" of restaurants.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from nlp.roles.page import RolePage
from seeds.library import read_library

FOLDER = Path(__file__).parent / "alex"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules").is_dir(),
    reason="alex is absent: run `npm ci` in tests/seeds/alex",
)


def words_of(page: RolePage) -> str:
    wordings = (w for group in (page.hooks, page.whys, *page.responsibilities) for w in group)
    return "\n\n".join((*wordings, *page.prose))


def findings(folder: Path) -> list[str]:
    """Run alex over the Markdown files in `folder`; give its warnings."""
    shutil.copy(FOLDER / ".alexrc.json", folder / ".alexrc.json")
    names = sorted(path.name for path in folder.glob("*.md"))
    run = subprocess.run(
        [FOLDER / "node_modules/.bin/alex", *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.strip() for line in run.stderr.splitlines() if " warning " in line]


def test_no_page_is_insensitive(tmp_path: Path) -> None:
    for page in read_library().roles:
        (tmp_path / f"{page.slug}.md").write_text(words_of(page), encoding="utf-8")
    assert findings(tmp_path) == []


def test_alex_would_notice(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("He is a crazy chairman.\n", encoding="utf-8")
    assert findings(tmp_path)
