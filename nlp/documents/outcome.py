"""What reading a file comes to: its text, or the reason why it has none."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MAX_TEXT = 200_000
"""Characters of text; a CV has a few thousand."""


class UnreadableReason(StrEnum):
    """Why no text could be read. The file is kept; nobody is ranked as if the CV were empty."""

    ENCRYPTED = "ENCRYPTED"
    DAMAGED = "DAMAGED"
    IMAGE_ONLY = "IMAGE_ONLY"
    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    TIMED_OUT = "TIMED_OUT"
    UNSUPPORTED = "UNSUPPORTED"
    NOT_TEXT = "NOT_TEXT"


class HiddenKind(StrEnum):
    """How text was kept from the eyes of a reader."""

    INVISIBLE = "INVISIBLE"
    BACKGROUND_COLOUR = "BACKGROUND_COLOUR"
    TINY = "TINY"
    OFF_PAGE = "OFF_PAGE"
    UNSEEN_CHARACTERS = "UNSEEN_CHARACTERS"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that no reader sees and that was dropped: `characters` of it, white space apart."""

    kind: HiddenKind
    characters: int


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The visible text in reading order, and what was dropped because nobody sees it."""

    text: str
    hidden: tuple[Hidden, ...] = ()


class UnreadableError(Exception):
    """Raised inside this room by a reader that can go no further."""

    def __init__(self, reason: UnreadableReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No text; `hidden` tells of text that was there for machines alone."""

    reason: UnreadableReason
    hidden: tuple[Hidden, ...] = ()


Outcome = DocumentText | Unreadable


class HiddenCount:
    """Adds up hidden characters by kind while a file is read."""

    def __init__(self) -> None:
        self._counts: dict[HiddenKind, int] = {}

    def add(self, kind: HiddenKind, text: str) -> None:
        visible = sum(not char.isspace() for char in text)
        if visible:
            self._counts[kind] = self._counts.get(kind, 0) + visible

    def add_all(self, hidden: Iterable[Hidden]) -> None:
        for one in hidden:
            self._counts[one.kind] = self._counts.get(one.kind, 0) + one.characters

    def total(self) -> tuple[Hidden, ...]:
        return tuple(
            Hidden(kind, self._counts[kind]) for kind in HiddenKind if kind in self._counts
        )
