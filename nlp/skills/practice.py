"""Join each mention of a skill with the years stated beside it and the position it stands in."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nlp.skills.clauses import Clauses
from nlp.skills.dates import day_of, month_spans
from nlp.skills.lines import Lines
from nlp.skills.sections import Sections
from nlp.skills.years import Statement, positions, practised_years, statements, stating_spans

_GAP_IN_LIST = re.compile(
    r"^[\s(]*(?:,|/|&|\+|and|und|et|or|oder|ou|as well as|sowie)+[\s,]*$", re.IGNORECASE
)
_BEHIND_NAME = re.compile(
    r"^\)?[\s,:–—-]*[(\[]?\s*(?:for|over|about|more than|ca\.?|circa|around|some|during|seit|"
    r"über|mehr als|"
    r"pendant|depuis|plus de|environ|during|~|>)?\s*(?:the (?:last|past))?\s*$",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:for|over|since|seit|depuis|pendant|über|during)\s*(?:(?:more than|over|about|the|last|"
    r"past|the "
    r"last|the past|almost|nearly|mehr als|plus de|fast|près de)\s+)*$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"['’]?\s+(?:of|in|as|mit|als|de|en)\b|\s+d['’]|['’]?\s+(?:of )?exp", re.IGNORECASE
)
_FORWARD_REACH = 70
_BACKWARD_REACH = 60
_ENDS_PHRASE = re.compile(r"[)\n]|,\s|\.\s|;|\s[–—|]\s")


@dataclass(frozen=True, slots=True)
class Practice:
    """Years of use and the first day of the last month of it, where the CV tells them."""

    years: float | None
    last_used: date | None


class Practices:
    """What one text tells of the practice of the skills named at `spans`, in order."""

    def __init__(
        self,
        text: str,
        spans: Sequence[tuple[int, int]],
        *,
        sections: Sections,
        clauses: Clauses,
        lines: Lines,
        today: date,
    ) -> None:
        dated = month_spans(text, today=today)
        self._text = text
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._positions = positions(text, dated, sections, lines)
        self._stated: dict[int, list[Statement]] = defaultdict(list)
        stated = statements(text, stating_spans(text, dated, sections, lines))
        for statement, following in zip(stated, [*stated[1:], None], strict=False):
            clause = clauses.at(statement.start)
            limit = min(clause.end, following.start) if following else clause.end
            for start in self._meant(statement, clause.start, limit):
                self._stated[start].append(statement)

    def of(self, starts: Sequence[int]) -> Practice:
        """Give what is stated beside the mentions, or else what their positions add up to."""
        held = {at.start: at for start in starts if (at := self._positions.at(start)) is not None}
        stated = [statement for start in starts for statement in self._stated.get(start, ())]
        known = max((statement.years for statement in stated), default=None)
        years = known if known is not None else practised_years(held.values())
        months = [statement.last for statement in stated if statement.last is not None]
        months += [position.last for position in held.values()]
        return Practice(years, day_of(max(months)) if months else None)

    def _meant(self, statement: Statement, floor: int, limit: int) -> list[int]:
        """Give the mentions that a statement speaks of: the nearest one, with its list."""
        leads = _LEADS.match(self._text, statement.end) is not None
        behind = [] if leads else self._behind(statement, floor)
        return behind or self._ahead(statement, limit) or self._further_behind(statement, floor)

    def _behind(self, statement: Statement, floor: int) -> list[int]:
        """Take the name right before the statement: "Python (5 years)", "Java: 3 years"."""
        place = bisect_left(self._starts, statement.start) - 1
        if place < 0 or self._spans[place][0] < floor:
            return []
        gap = self._text[self._spans[place][1] : statement.start]
        if len(gap) > _BACKWARD_REACH or not _BEHIND_NAME.match(gap):
            return []
        alone = "(" in gap or ":" in gap or "–" in gap or not _FOR.search(gap)
        return [self._starts[place]] if alone else self._list_back(place, floor)

    def _further_behind(self, statement: Statement, floor: int) -> list[int]:
        """Take the names in "used Python and SQL at work for five years"."""
        lead = self._text[max(floor, statement.start - 40) : statement.start]
        place = bisect_left(self._starts, statement.start) - 1
        if not _FOR.search(lead) or place < 0 or self._spans[place][0] < floor:
            return []
        near = statement.start - self._spans[place][1] <= _BACKWARD_REACH
        return self._list_back(place, floor) if near else []

    def _list_back(self, place: int, floor: int) -> list[int]:
        meant = [self._starts[place]]
        while place and self._starts[place - 1] >= floor and self._listed(place - 1):
            place -= 1
            meant.append(self._starts[place])
        return meant

    def _ahead(self, statement: Statement, limit: int) -> list[int]:
        """Take the names after the statement: "5 years of Python and SQL"."""
        place = bisect_left(self._starts, statement.end)
        if place == len(self._starts) or self._starts[place] >= limit:
            return []
        gap = self._text[statement.end : self._starts[place]]
        if len(gap) > _FORWARD_REACH or _ENDS_PHRASE.search(gap):
            return []
        meant = [self._starts[place]]
        while place + 1 < len(self._starts) and self._starts[place + 1] < limit:
            if not self._listed(place):
                break
            place += 1
            meant.append(self._starts[place])
        return meant

    def _listed(self, place: int) -> bool:
        """Say whether the mentions at `place` and right after it stand in one list."""
        gap = self._text[self._spans[place][1] : self._starts[place + 1]]
        return len(gap) < 20 and _GAP_IN_LIST.match(gap) is not None
