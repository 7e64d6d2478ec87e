"""Choosing among wordings: the same seed and company choose the same, others differ."""

import hashlib
from collections.abc import Sequence


def in_order(wordings: Sequence[str], *keys: object) -> tuple[str, ...]:
    """Give the wordings in an order that depends on `keys` alone; the first is the choice."""
    salt = "\x1f".join(str(key) for key in keys)
    return tuple(sorted(wordings, key=lambda wording: _digest(salt, wording)))


def turn_of(seed: int, count: int, *keys: object) -> int:
    """Give a place below `count`: seeds that follow each other get different ones.

    Within a block of `count` seeds every place comes once; blocks and `keys` are shuffled against
    each other, so that any two seeds rarely agree on many units.
    """
    block = seed // count
    return (seed + seed_of(*keys) + seed_of(block, *keys)) % count


def seed_of(*keys: object) -> int:
    """Give a number below 2**31 that depends on `keys` alone."""
    salt = "\x1f".join(str(key) for key in keys)
    return int.from_bytes(_digest(salt, "")[:4]) >> 1


def _digest(salt: str, wording: str) -> bytes:
    return hashlib.sha256(f"{salt}\x1e{wording}".encode()).digest()
