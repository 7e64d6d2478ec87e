"""The process that reads one file: takes limits upon itself, reads stdin, answers in JSON.

python -m nlp.documents.child CPU_SECONDS MEMORY_BYTES OPEN_FILES
"""

import ctypes
import json
import os
import resource
import sys

from nlp.documents.outcome import DocumentText, Outcome, Unreadable, UnreadableReason
from nlp.documents.reading import read

_PR_SET_NO_NEW_PRIVS = 38


def main(cpu_seconds: int, memory: int, open_files: int) -> None:
    content = sys.stdin.buffer.read()
    _limit(cpu_seconds, memory, open_files)
    sys.stdout.write(json.dumps(_told(_outcome(content))))


def _outcome(content: bytes) -> Outcome:
    try:
        return read(content)
    except Exception:  # noqa: BLE001 - a file may make any parser fail in any way
        return Unreadable(UnreadableReason.DAMAGED)


def _told(outcome: Outcome) -> dict[str, object]:
    read_text = isinstance(outcome, DocumentText)
    return {
        "text": outcome.text if isinstance(outcome, DocumentText) else None,
        "reason": None if read_text else getattr(outcome, "reason", None),
        "hidden": [[hidden.kind, hidden.characters] for hidden in outcome.hidden],
    }


def _limit(cpu_seconds: int, memory: int, open_files: int) -> None:
    """Let the kernel end this process before it harms another; what a system lacks is left out."""
    wanted = {
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_AS": memory,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": open_files,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None and not (name == "RLIMIT_AS" and sys.platform == "darwin"):
            resource.setrlimit(kind, (value, value))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.environ.clear()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
