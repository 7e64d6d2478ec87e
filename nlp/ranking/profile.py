"""What ranking may know of an applicant: a blind reading of the CV, and the skills found in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ranking.blinding import blind
from nlp.ranking.evidence import MAX_QUOTE, Span
from nlp.ranking.reading import Reading, hash_of, read, without_meaning
from nlp.skills.found import FoundSkill, Mention
from nlp.skills.languages import LanguageLevel

Flags = npt.NDArray[np.bool_]

_UNDER_WAY = tuple(
    frozenset(map(hash_of, words.split()))
    for words in (
        "studying|towards|toward|pursuing|enrolled|preparing|planned|expected|candidate|expired|"
        "lapsed|in progress|part qualified|in training|angestrebt|geplant|begonnen|voraussichtlich|"
        "abgelaufen|in ausbildung|en cours|en préparation|prévu|prévue|expiré|expirée"
    ).split("|")
)
"""Words beside a certificate that is not held yet, or no more."""
_TELLING = frozenset().union(*_UNDER_WAY)


@dataclass(frozen=True, slots=True)
class CandidateProfile:
    """`skills` by slug, those alone that count; `reading` of the blind CV."""

    reading: Reading
    skills: Mapping[str, FoundSkill]

    @classmethod
    def of(
        cls, cv_text: str, found: Sequence[FoundSkill], *, reading: Reading | None = None
    ) -> "CandidateProfile":
        """Build a profile; a CV without a stored reading is read here, for its words alone."""
        counted = {skill.slug: skill for skill in found if skill.slug and skill.counted}
        return cls(reading or read(blind(cv_text), without_meaning), counted)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a profile proves of a skill, in words of its own, and where.

    `listed` when it only stands in lists, undated; `under_way` when each mention says that it is
    not held yet, or no more.
    """

    years: float | None
    level: LanguageLevel | None
    listed: bool
    under_way: bool
    quote: Span


class OwnWords:
    """The passages of a reading that are not copied, to look up what stands in them."""

    def __init__(self, reading: Reading, copied: Flags) -> None:
        self._reading = reading
        self._spans: list[list[int]] = reading.spans.tolist()
        self._starts = [start for start, _ in self._spans]
        self._listed: list[bool] = reading.listed.tolist()
        self._copied: list[bool] | None = copied.tolist() if copied.any() else None

    def proof_of(self, skill: FoundSkill) -> Proof | None:
        """Quote the mentions that prove a skill; None when none stands in a passage of one's own.

        Beside a copy, years and level are those told of the own mentions, one by one.
        """
        held = [mention for mention in skill.mentions if not mention.negated]
        own = [(mention, place) for mention in held if (place := self._place(mention)) is not None]
        if not own:
            return None
        whole = len(own) == len(held)
        told = [mention for mention, _ in own]
        dated = skill.last_used if whole else any(mention.last_used for mention in told)
        return Proof(
            years=skill.years if whole else _longest(told),
            level=skill.level if whole else next((m.level for m in told if m.level), None),
            listed=not dated and all(self._listed[place] for _, place in own),
            under_way=all(self._is_under_way(place) for _, place in own),
            quote=self._quote(*own[0]),
        )

    def quote(self, place: int) -> Span:
        """Give a passage, or its first 200 characters."""
        start, end = self._spans[place]
        return Span(start, min(end, start + MAX_QUOTE))

    def _place(self, mention: Mention) -> int | None:
        """Give the passage of one's own that a mention begins in; it may reach into no copy."""
        place = bisect_right(self._starts, mention.start) - 1
        if place < 0 or mention.start >= self._spans[place][1]:
            return None
        last = bisect_left(self._starts, mention.end)
        return None if self._copied is not None and any(self._copied[place:last]) else place

    def _is_under_way(self, place: int) -> bool:
        ends = self._reading.word_ends
        words = self._reading.words[ends[place - 1] if place else 0 : ends[place]].tolist()
        return not _TELLING.isdisjoint(words) and any(each.issubset(words) for each in _UNDER_WAY)

    def _quote(self, mention: Mention, place: int) -> Span:
        """Give the passage around a mention, or a stretch of at most some 200 characters of it."""
        start, end = self._spans[place]
        if mention.end > end:
            return Span(mention.start, mention.end)
        if end - start <= MAX_QUOTE:
            return Span(start, end)
        begin = max(start, mention.start - MAX_QUOTE // 2)
        return Span(begin, max(mention.end, min(end, begin + MAX_QUOTE)))


def _longest(mentions: Sequence[Mention]) -> float | None:
    return max((m.years for m in mentions if m.years is not None), default=None)
