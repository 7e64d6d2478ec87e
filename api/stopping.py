"""What SIGINT and SIGTERM mean to a process that runs until it is told to stop."""

import signal
import threading
from dataclasses import dataclass, field
from types import FrameType


@dataclass(frozen=True, slots=True)
class StopSignals:
    """The first signal asks for a clean end; the second says that it must be now."""

    asked: threading.Event = field(default_factory=threading.Event)
    at_once: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def installed(cls) -> "StopSignals":
        """Listen to SIGINT and SIGTERM, from now to the end of the process."""
        signals = cls()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signals._heard)
        return signals

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        (self.at_once if self.asked.is_set() else self.asked).set()
