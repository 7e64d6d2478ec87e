"""Open a ZIP without trusting it: limits from its directory, and again while it is unpacked."""

import io
import re
import zipfile
import zlib
from typing import IO

from nlp.documents.outcome import UnreadableError, UnreadableReason

MAX_ENTRIES = 1_000
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
_RATIO_COUNTS_FROM = 1_000_000
"""Bytes below which any ratio is harmless: an empty style sheet packs well."""

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION_WIDE = re.compile("<!(?:DOCTYPE|ENTITY)".encode("utf-16-le"), re.IGNORECASE)
_LOCKED = 0x1
_BLOCK = 64 * 1024


class Archive:
    """A ZIP whose directory is within the limits."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError(UnreadableReason.DAMAGED) from error
        self._entries = {entry.filename: entry for entry in entries}
        self._left = MAX_UNPACKED
        if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
            raise UnreadableError(UnreadableReason.TOO_LARGE)
        if any(_is_bomb(entry.compress_size, entry.file_size) for entry in entries):
            raise UnreadableError(UnreadableReason.TOO_LARGE)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    @property
    def has_locked_entries(self) -> bool:
        return any(entry.flag_bits & _LOCKED for entry in self._entries.values())

    def read(self, name: str) -> bytes:
        """Unpack one entry; raise UnreadableError where it is damaged, locked or too large."""
        try:
            entry = self._entries[name]
            if entry.flag_bits & _LOCKED:
                raise UnreadableError(UnreadableReason.ENCRYPTED)
            with self._zip.open(entry) as file:
                return self._unpack(file, entry.compress_size)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise UnreadableError(UnreadableReason.DAMAGED) from error
        except (NotImplementedError, RuntimeError) as error:
            raise UnreadableError(UnreadableReason.UNSUPPORTED) from error

    def read_xml(self, name: str) -> bytes:
        """Unpack one part of XML; refuse document types and entities, which no office writes."""
        content = self.read(name)
        if _DECLARATION.search(content) or _DECLARATION_WIDE.search(content):
            raise UnreadableError(UnreadableReason.DAMAGED)
        return content

    def check_xml(self) -> None:
        """Unpack everything within the limits, and refuse any part that declares entities."""
        for name in self._entries:
            if name.endswith((".xml", ".rels")):
                self.read_xml(name)

    def _unpack(self, file: IO[bytes], packed: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        while block := file.read(_BLOCK):
            size += len(block)
            self._left -= len(block)
            if self._left < 0 or _is_bomb(packed, size):
                raise UnreadableError(UnreadableReason.TOO_LARGE)
            parts.append(block)
        return b"".join(parts)


def _is_bomb(packed: int, unpacked: int) -> bool:
    return unpacked > _RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)
