"""Start child processes that never outlive their parent and share no terminal signals with it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.servers import launch

LEFTOVER_SECONDS = 60
"""How long a server of a killed run may take to end."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that a child runs as."""

    uid: int
    gid: int


def spawn(
    arguments: Sequence[str | Path],
    *,
    environ: Mapping[str, str],
    log: Path | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
    keep_open: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start a child in a process group of its own, which gets `death_signal` when we die.

    Its output is appended to `log`, or goes where ours goes. Call it from the main thread: Linux
    binds the death signal to the thread that started the child.
    """
    who = (str(account.uid), str(account.gid)) if account else ("-", "-")
    command = [sys.executable, "-I", "-S", launch.__file__, str(os.getpid())]
    command += [str(int(death_signal)), *who, *map(str, arguments)]
    output = log.open("ab") if log is not None else None
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=dict(environ),
            cwd=cwd,
            process_group=0,
            pass_fds=keep_open,
        )
    finally:
        if output is not None:
            output.close()


def stop(
    process: "subprocess.Popen[bytes]", stop_signal: signal.Signals, *, grace_seconds: float
) -> int:
    """Ask the child to end and give its exit status; kill it after `grace_seconds`."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        return process.wait(timeout=grace_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def command_line(pid: int) -> str:
    """Give the command line of a live process; empty when there is none."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            line = (proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return line.replace(b"\0", b" ").decode(errors="replace").strip()
    listed = subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout.strip()


def end_leftover(pid_file: Path, *, belongs: str, stop_signal: signal.Signals) -> None:
    """End a process that a killed run left behind, and remove its pid file.

    A live process counts as ours only when `belongs` stands in its command line; a pid that has
    gone to a stranger is left alone. Raise TimeoutError when it does not end.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if belongs in command_line(pid):
        _signal(pid, stop_signal)
        _wait_until_gone(pid, belongs)
    pid_file.unlink(missing_ok=True)


def _signal(pid: int, stop_signal: signal.Signals) -> None:
    try:
        os.kill(pid, stop_signal)
    except ProcessLookupError:
        return


def _wait_until_gone(pid: int, belongs: str) -> None:
    never = threading.Event()
    for _ in range(LEFTOVER_SECONDS * 20):
        if belongs not in command_line(pid):
            return
        never.wait(0.05)
    raise TimeoutError(f"process {pid} of an earlier run does not stop: end it and start again")
