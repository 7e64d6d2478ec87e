"""Checks on every text that a writer offers; a text that fails one is never used."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nlp.ports import SeenElsewhere, Similar, SpotSkills
from nlp.posts.drift import drifts, unsupported_claims
from nlp.posts.fluency import is_clumsy
from nlp.posts.shingles import shingles
from nlp.posts.units import PLACEHOLDER, Plan, Unit
from nlp.roles.originality import NEAR_DUPLICATE, trigrams
from nlp.rules.reading import readability
from nlp.rules.wording import WordingRules, find_wording

MAX_WORDS = 70
MIN_WORDS = 3
MAX_GRADE = 14.0
_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
    r"thirty|hundred|thousand|million)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[\[\]<>#*|`\\{}\x00-\x1f\x7f]|https?:|www\.|(?<=\S)@\S")
_WORD = re.compile(r"[\w+#.’'-]*\w[+#]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[–—]\s+)[\"“(]?$")


class Reason(StrEnum):
    """Why a text was refused."""

    SHAPE = "shape"
    PLACEHOLDERS = "placeholders"
    NUMBER = "number"
    UNGROUNDED = "ungrounded"
    WORDING = "wording"
    CLUMSY = "clumsy"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    DRIFT = "drift"
    COPIED = "copied"
    AUTHORED = "authored"


_EXPLAINED = {
    Reason.SHAPE: "it must be one plain line of 3 to 70 words, with a capital first and, outside "
    "a list, a full stop at its end",
    Reason.PLACEHOLDERS: "each word in braces must stand in it exactly once, unchanged",
    Reason.NUMBER: "it holds a number that was not given",
    Reason.UNGROUNDED: "it names a skill, tool, benefit, place or right that was not given",
    Reason.WORDING: "its wording may shut people out",
    Reason.CLUMSY: "it says a word twice where once is enough",
    Reason.UNREADABLE: "it is hard to read: use short, plain words",
    Reason.DUPLICATE: "another line of the post says the same",
    Reason.DRIFT: "it says something else: keep to the meaning and the main words of the line",
    Reason.AUTHORED: "it is one of the given wordings as it stands: word it anew",
    Reason.COPIED: "another post has eight of its words in a row: word it differently",
}


def explained(reasons: Collection[Reason]) -> str:
    """Say what to mend, in words that a person or a model understands."""
    return "; ".join(_EXPLAINED[reason] for reason in reasons)


def nowhere(_: frozenset[int]) -> frozenset[int]:
    """Know of no other posts."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks know: the plan, the taxonomy's names, the wording rules and other posts."""

    plan: Plan
    spot_skills: SpotSkills
    wording: WordingRules
    similar: Similar | None = None
    seen_elsewhere: SeenElsewhere = nowhere

    def reasons(self, text: str, unit: Unit, written: Sequence[str]) -> tuple[Reason, ...]:
        """Give every reason to refuse `text` for `unit`; `written` are the post's other texts."""
        return (*self._in_itself(text, unit), *self._beside_others(text, unit, written))

    def _in_itself(self, text: str, unit: Unit) -> Iterator[Reason]:
        if not _has_shape(text, unit):
            yield Reason.SHAPE
        if not _keeps_placeholders(text, unit):
            yield Reason.PLACEHOLDERS
        if not any(_numbers(text) <= _numbers(own) for own in unit.wordings):
            yield Reason.NUMBER
        if not self._is_grounded(text, unit):
            yield Reason.UNGROUNDED
        if find_wording(text, self.wording):
            yield Reason.WORDING
        if is_clumsy(text, unit.wordings):
            yield Reason.CLUMSY
        if readability([text]).grade > max(MAX_GRADE, *map(_grade, unit.wordings)):
            yield Reason.UNREADABLE

    def _beside_others(self, text: str, unit: Unit, written: Sequence[str]) -> Iterator[Reason]:
        if any(_is_near(text, other) for other in written):
            yield Reason.DUPLICATE
        if drifts(text, unit.wordings, self.similar):
            yield Reason.DRIFT
        if self.seen_elsewhere(shingles(text) - shingles(*unit.wordings)):
            yield Reason.COPIED

    def _is_grounded(self, text: str, unit: Unit) -> bool:
        """Say whether each skill, name and claim in `text` stands in the unit's own wordings."""
        own = " ".join(unit.wordings)
        allowed = self.spot_skills(own) | self.plan.skills
        if not self.spot_skills(text) <= allowed or unsupported_claims(text, own):
            return False
        known = {word.casefold() for word in _WORD.findall(f"{own} {self.plan.title}")}
        return all(name.casefold() in known for name in _names(text))


def _has_shape(text: str, unit: Unit) -> bool:
    words = len(text.split())
    bare = PLACEHOLDER.sub("x", text)
    if text != text.strip() or _MARKUP.search(bare) or not MIN_WORDS <= words <= MAX_WORDS:
        return False
    starts = text[0].isupper() or text[0].isdigit() or text[0] in '{“"'
    return starts and (unit.bullet or text[-1] in ".!?")


def _keeps_placeholders(text: str, unit: Unit) -> bool:
    held = Counter(PLACEHOLDER.findall(text))
    return any(held == Counter(PLACEHOLDER.findall(own)) for own in unit.wordings)


def _numbers(text: str) -> set[str]:
    return {number.lower() for number in _NUMBER.findall(PLACEHOLDER.sub(" ", text))}


def _grade(text: str) -> float:
    return readability([text]).grade


def _is_near(text: str, other: str) -> bool:
    ours, theirs = trigrams(text), trigrams(other)
    if text.casefold() == other.casefold():
        return True
    smaller = min(len(ours), len(theirs))
    return smaller >= 4 and len(ours & theirs) / smaller >= NEAR_DUPLICATE


def _names(text: str) -> Iterator[str]:
    """Give words that look like names: capitals inside a sentence, or letters with digits or +#."""
    for match in _WORD.finditer(PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)):
        word = match[0]
        first = bool(_SENTENCE_START.search(text[: match.start()]))
        odd = re.search(r"[A-Za-z]\d|[+#]$", word) or word[1:] != word[1:].lower()
        if odd or (word[0].isupper() and not first and word != "I"):
            yield word
