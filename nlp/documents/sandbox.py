"""Read a hostile file safely: a fresh process with limits, killed when its time is up."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from nlp.documents.outcome import (
    DocumentText,
    Hidden,
    HiddenKind,
    Outcome,
    Unreadable,
    UnreadableReason,
)
from nlp.documents.reading import is_plain_text, read

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """Seconds and bytes that reading one file may take."""

    wall_seconds: float = 20.0
    cpu_seconds: int = 10
    memory: int = 1_024 * 1_024 * 1_024
    open_files: int = 32


DEFAULT_LIMITS = SandboxLimits()


def read_document(content: bytes, *, limits: SandboxLimits = DEFAULT_LIMITS) -> Outcome:
    """Give what `nlp.documents.reading.read` gives, whatever the file does to its parser.

    A parser that crashes or asks for too much memory means DAMAGED, one that takes too long
    TIMED_OUT. Plain text has no parser and is read here.
    """
    if is_plain_text(content):
        return read(content)
    process = subprocess.Popen(
        [sys.executable, "-m", "nlp.documents.child", *_arguments(limits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
        start_new_session=True,
        close_fds=True,
    )
    try:
        answer, _ = process.communicate(content, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return Unreadable(UnreadableReason.TIMED_OUT)
    finally:
        _end(process)
    return _outcome(answer, process.returncode)


def _arguments(limits: SandboxLimits) -> list[str]:
    return [str(limits.cpu_seconds), str(limits.memory), str(limits.open_files)]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and whatever it started, if they still live."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _outcome(answer: bytes, status: int) -> Outcome:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Unreadable(UnreadableReason.TIMED_OUT)
    try:
        told = json.loads(answer)
        hidden = tuple(Hidden(HiddenKind(kind), count) for kind, count in told["hidden"])
        if told["reason"] is not None:
            return Unreadable(UnreadableReason(told["reason"]), hidden)
        return DocumentText(told["text"], hidden)
    except (ValueError, KeyError, TypeError):
        return Unreadable(UnreadableReason.DAMAGED)
