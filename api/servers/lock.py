"""One run per data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(RuntimeError):
    """Another process holds the data folder."""


@contextmanager
def only_run(data: Path) -> Iterator[None]:
    """Hold the data folder; raise AlreadyRunningError when another process does.

    The kernel releases the lock with the process, so a killed run leaves nothing to clean up.
    """
    data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunningError(f"penroll is already running on {data}") from error
        yield
    finally:
        os.close(descriptor)
