"""Keep memory between batches: giving it back and taking it again is a fifth of their time."""

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_KEPT = {
    _MMAP_THRESHOLD: 32 * 2**20,  # the most that glibc takes
    _TRIM_THRESHOLD: 256 * 2**20,
    _TOP_PAD: 16 * 2**20,
}
"""Options of mallopt(3), in bytes: blocks from the heap, of which so much may lie free."""


def keep_freed_memory() -> None:
    """Have glibc keep what is freed for the next batch; with another libc nothing changes."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for option, size in _KEPT.items():
            mallopt(option, size)
