"""What ranking may know of an applicant: a blind reading of the CV, and the skills found in it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.ranking.blinding import blind
from nlp.ranking.evidence import MAX_QUOTE, Span
from nlp.ranking.reading import Reading, read, without_meaning
from nlp.skills.found import FoundSkill, Mention

Flags = npt.NDArray[np.bool_]


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
    """Where a profile proves a skill; `listed` when it only stands in lists, undated."""

    skill: FoundSkill
    quotes: tuple[Span, ...]
    listed: bool


def proof_of(skill: FoundSkill, reading: Reading, copied: Flags) -> Proof | None:
    """Quote the mentions that prove a skill; None when all stand in words copied from the post."""
    starts = [int(start) for start in reading.spans[:, 0]]
    own = [
        (mention, place)
        for mention in skill.mentions
        if not mention.negated
        and not _is_copied(mention, place := _place(mention, starts), reading, copied)
    ]
    if not own:
        return None
    listed = all(place >= 0 and bool(reading.listed[place]) for _, place in own)
    mention, place = own[0]
    return Proof(
        skill, (_quote(mention, place, reading),), listed=listed and skill.last_used is None
    )


def _place(mention: Mention, starts: Sequence[int]) -> int:
    return bisect_right(starts, mention.start) - 1


def _is_copied(mention: Mention, place: int, reading: Reading, copied: Flags) -> bool:
    """Say whether the mention stands in a copied passage that says more than its name."""
    if place < 0 or not copied[place]:
        return False
    start, end = (int(edge) for edge in reading.spans[place])
    return mention.start < end and (end - start) > (mention.end - mention.start)


def quote(reading: Reading, place: int) -> Span:
    """Give a passage, or its first 200 characters."""
    start, end = (int(edge) for edge in reading.spans[place])
    return Span(start, min(end, start + MAX_QUOTE))


def _quote(mention: Mention, place: int, reading: Reading) -> Span:
    """Give the passage around a mention, or a stretch of at most some 200 characters of it."""
    named = Span(mention.start, mention.end)
    if place < 0:
        return named
    start, end = (int(edge) for edge in reading.spans[place])
    if not start <= mention.start < mention.end <= end:
        return named
    if end - start <= MAX_QUOTE:
        return Span(start, end)
    begin = max(start, mention.start - MAX_QUOTE // 2)
    return Span(begin, max(mention.end, min(end, begin + MAX_QUOTE)))
