"""Becomes another program: `python launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENTS...`.

Run as a file by `children.spawn`, so it imports nothing of ours. It drops root where UID is not -,
asks Linux for SIGNAL when PARENT dies, and executes PROGRAM. A `preexec_fn` could do the same, but
not safely in a parent with threads.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: str, death_signal: str, uid: str, gid: str, *program: str) -> None:
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        # After setuid, which clears it.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
