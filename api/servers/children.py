"""Start child processes that never outlive their parent and share no terminal signals with it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Account:
    """The user that a child runs as."""

    uid: int
    gid: int


def spawn(
    arguments: Sequence[str | Path],
    *,
    log: Path | None = None,
    environ: Mapping[str, str] | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a child in a process group of its own, which gets `death_signal` when we die.

    Its output is appended to `log`, or goes where ours goes. Call it from the main thread: Linux
    binds the death signal to the thread that started the child.
    """
    output = log.open("ab") if log is not None else None
    try:
        return subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=dict(environ) if environ is not None else None,
            cwd=cwd,
            process_group=0,
            preexec_fn=_prepare(account, death_signal),  # noqa: PLW1509 - calls libc alone
        )
    finally:
        if output is not None:
            output.close()


def _prepare(account: Account | None, death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        if account is not None:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        # After setuid, which clears it.
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os.kill(os.getpid(), death_signal)

    return prepare


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
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.joinpath("self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listed = subprocess.run(
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()


def end_leftover(pid_file: Path, *, belongs: str, stop_signal: signal.Signals) -> None:
    """End a server that a killed run left behind, and remove its pid file.

    A live process counts as ours only when `belongs` stands in its command line; a pid that has
    gone to a stranger is left alone.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if belongs in command_line(pid):
        os.kill(pid, stop_signal)
        _wait_gone(pid, belongs)
    pid_file.unlink(missing_ok=True)


def _wait_gone(pid: int, belongs: str) -> None:
    pause = signal.sigtimedwait if hasattr(signal, "sigtimedwait") else None
    for _ in range(300):
        if belongs not in command_line(pid):
            return
        if pause is not None:
            pause([signal.SIGUSR2], 0.1)
    raise TimeoutError(f"process {pid} of an earlier run does not stop: kill it and start again")
