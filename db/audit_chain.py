"""The chain of the audit log: how an entry is sealed, and what tells that one was touched."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

Facts = Mapping[str, str | int | None]
"""What an entry says. No floats: JSONB may write them otherwise than they came."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said once and never again: `number` counts from 1 within a workspace."""

    workspace_id: uuid.UUID
    number: int
    at: datetime
    action: str
    actor: str
    subject_id: uuid.UUID
    facts: Facts


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry with the digest of the one before it and its own."""

    entry: Entry
    previous: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain; number 0 and `genesis` of an empty one."""

    number: int
    digest: bytes


class Fault(StrEnum):
    MISSING = "is missing"
    CHANGED = "was changed"
    UNKNOWN = "was added past the chain's end"
    HEADLESS = "has no head: the chain's end is unknown"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong with the entries `first` to `last` of a chain."""

    first: int
    last: int
    fault: Fault

    def __str__(self) -> str:
        which = f"entry {self.first}" if self.first == self.last else self._several
        return f"{which} {self.fault}"

    @property
    def _several(self) -> str:
        return f"each of entries {self.first} to {self.last}"


def genesis(workspace_id: uuid.UUID) -> bytes:
    """Give what the first entry of a workspace has as `previous`: no chain fits elsewhere."""
    return hashlib.sha256(f"penroll audit log 1\n{workspace_id}".encode()).digest()


def seal(entry: Entry, previous: bytes) -> SealedEntry:
    """Give the entry with its digest, SHA-256 over `previous` and the entry as canonical JSON."""
    said = {
        "workspace": str(entry.workspace_id),
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": entry.actor,
        "subject": str(entry.subject_id),
        "facts": dict(entry.facts),
    }
    return SealedEntry(entry, previous, hashlib.sha256(previous + canonical(said)).digest())


def canonical(value: object) -> bytes:
    """Give JSON with sorted keys, no spaces and ASCII alone: equal values, equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def digest_of(value: object) -> str:
    """Give the SHA-256 of `value` as canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def findings(newest_first: Iterable[SealedEntry], head: Head | None) -> Iterator[Finding]:
    """Walk a chain back from its head and say which entries are missing or changed.

    Going back, each genuine entry vouches for the one before it, so that a fault is laid at the
    door of the entry that was touched, also when that one was sealed anew.
    """
    walk = _Walk(head)
    for sealed in newest_first:
        yield from walk.step(sealed)
    yield from walk.end()


class _Walk:
    """`_next` is the number that must come, `_vouched` its digest as its successor knows it."""

    def __init__(self, head: Head | None) -> None:
        self._head = head
        self._next = head.number if head else None
        self._vouched = head.digest if head else None

    def step(self, sealed: SealedEntry) -> Iterator[Finding]:
        number = sealed.entry.number
        if self._next is None:
            yield Finding(number, number, Fault.HEADLESS)
            self._next = number
        if number > self._next:
            yield Finding(number, number, Fault.UNKNOWN)
            return
        if number < self._next:
            yield Finding(number + 1, self._next, Fault.MISSING)
            self._vouched = None
        genuine = seal(sealed.entry, sealed.previous).digest == sealed.digest
        vouched = self._vouched in (None, sealed.digest)
        if not (genuine and vouched and self._starts_well(sealed)):
            yield Finding(number, number, Fault.CHANGED)
        self._next, self._vouched = number - 1, sealed.previous

    @staticmethod
    def _starts_well(sealed: SealedEntry) -> bool:
        entry = sealed.entry
        return entry.number != 1 or sealed.previous == genesis(entry.workspace_id)

    def end(self) -> Iterator[Finding]:
        if self._next:
            yield Finding(1, self._next, Fault.MISSING)
