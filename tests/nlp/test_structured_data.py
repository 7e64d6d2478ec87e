"""Independent validators find no fault in any pack's sample post.

They are Node packages: `npm ci` in tests/nlp/structured_data installs them. Where they are absent
these tests are skipped; the product's own checks (test_json_ld.py) run everywhere.
"""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nlp.posts.brief import WorkMode
from nlp.posts.json_ld import json_ld
from nlp.posts.legal import packs_of
from nlp.posts.render import Page, html_page
from seeds.packs import read_packs
from tests.nlp.samples import sample_brief, written

FOLDER = Path(__file__).parent / "structured_data"
PACKS = read_packs()
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules").is_dir(),
    reason="Node packages are absent: run `npm ci` in tests/nlp/structured_data",
)


@cache
def samples() -> dict[str, tuple[dict[str, Any], str]]:
    """Give JSON-LD and page of two posts a pack: hybrid, and remote with a last day."""
    made = {}
    for pack in PACKS:
        for mode in (WorkMode.HYBRID, WorkMode.REMOTE):
            brief = replace(sample_brief(pack), work_mode=mode, apply_by=date(2028, 1, 31))
            packs = packs_of(brief, PACKS)
            plan, sections = written(brief, packs)
            posting = json_ld(brief, sections, packs, posted_on=date(2027, 12, 15))
            page = html_page(sections, Page(plan.headline, json_ld=posting))
            made[f"{pack.code} {mode}"] = (posting, page)
    return made


def test_adobes_validator_finds_no_error() -> None:
    assert errors({name: page for name, (_, page) in samples().items()}) == {}


def test_adobes_validator_would_notice() -> None:
    broken = {"no title": samples()["GB HYBRID"][1].replace('"title":', '"titel":')}
    assert errors(broken).keys() == {"no title"}


def errors(pages: dict[str, str]) -> dict[str, list[str]]:
    run = subprocess.run(
        ["node", "validate.mjs"],
        cwd=FOLDER,
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(run.stdout)
    return found


def test_schema_dts_takes_every_posting(tmp_path: Path) -> None:
    assert compiled(tmp_path, [posting for posting, _ in samples().values()]) == ""


def test_schema_dts_would_notice(tmp_path: Path) -> None:
    posting = samples()["GB HYBRID"][0] | {"datePostd": "2027-12-15"}
    assert "datePostd" in compiled(tmp_path, [posting])


def compiled(folder: Path, postings: list[dict[str, Any]]) -> str:
    """Compile the postings as typed constants; give the compiler's complaints."""
    lines = ['import type { JobPosting, WithContext } from "schema-dts";']
    for number, posting in enumerate(postings):
        lines.append(f"export const p{number}: WithContext<JobPosting> = {json.dumps(posting)};")
    (folder / "samples.ts").write_text("\n".join(lines), encoding="utf-8")
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]
    compiler = FOLDER / "node_modules" / ".bin" / "tsc"
    command = [str(compiler), *options, "samples.ts"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
