"""The system never rejects anyone: only a person's decision writes that status."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "graph", "workers", "seeds", "db", "nlp")


def test_only_a_decision_of_a_person_sets_a_final_status() -> None:
    """`graph/deciding.py` stores what a recruiter said; elsewhere the word is read, never set."""
    sets = re.compile(
        r"""status\s*=\s*["']?(?:REJECTED|HIRED|SHORTLISTED)|set status""", re.IGNORECASE
    )
    found = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if sets.search(file.read_text(encoding="utf-8"))
    }
    assert found == set()
    deciding = (ROOT / "graph/deciding.py").read_text(encoding="utf-8")
    assert len(re.findall(r"row\.status\s*(?:,[^=\n]*)?=(?!=)", deciding)) == 1
