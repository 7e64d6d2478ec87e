"""No text, however it repeats itself, keeps a worker for minutes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.nlp.long_texts import PIECES

ROOT = Path(__file__).parents[2]
_LIMIT_SECONDS = 300
"""Many times what linear time takes, and a part of what one quadratic pattern takes."""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["blind", "extract"])
def test_long_texts_of_one_piece_are_read_to_their_end(what: str) -> None:
    command = [sys.executable, "-m", "tests.nlp.long_texts", what]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert repr(list(PIECES)[-1]) in done.stdout
