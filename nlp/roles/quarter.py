"""Calendar quarters, in which the library dates its pages and salary bands."""

import re
from dataclasses import dataclass
from datetime import date

_PATTERN = re.compile(r"(\d{4})-Q([1-4])")
STALE_AFTER_QUARTERS = 4


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter; `str()` gives it as a page shows it, e.g. `Q2 2026`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read `2026-Q2`; raise ValueError for anything else."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a quarter such as 2026-Q2")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}"

    def isoformat(self) -> str:
        """Give the form that `parse` reads."""
        return f"{self.year}-Q{self.number}"

    def quarters_until(self, other: "Quarter") -> int:
        return (other.year - self.year) * 4 + other.number - self.number


def is_stale(as_of: Quarter, today: date) -> bool:
    """Say whether figures of `as_of` are more than four quarters old on `today`."""
    return as_of.quarters_until(Quarter.of(today)) > STALE_AFTER_QUARTERS
