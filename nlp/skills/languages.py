"""Read how well somebody speaks a language: levels of the CEFR, and words that mean one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice, pairwise

from nlp.skills.lines import Lines


class LanguageLevel(StrEnum):
    """A level of the Common European Framework, or the mother tongue; in rising order.

    Words count as the level that CVs commonly mean by them: basic A2, conversational B1, good B2,
    fluent or business fluent C1, near-native C2. That reading is a convention of this project.
    """

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "NATIVE"


_WORDS = {
    LanguageLevel.C2: (
        r"near[- ]native|native[- ]like|bilingual proficiency|full bilingual|"
        r"nahezu muttersprachlich|"
        r"quasi[- ]natif|niveau bilingue|mastery|verhandlungssicher in wort und schrift"
    ),
    LanguageLevel.NATIVE: (
        r"native(?: speaker| language| tongue)?|mother ?tongue|first language|bilingual|bilingue|"
        r"mutter ?sprache?(?:\w+)?|muttersprachl\w+|zweisprachig|erstsprache|langue maternelle|"
        r"maternelle|natif|native"
    ),
    LanguageLevel.C1: (
        r"fluent(?:ly)?(?: in)?|business fluent|full professional(?: proficiency)?|advanced|"
        r"(?:very good|excellent|proficient)(?: (?:command|knowledge))?|proficient(?: in)?|"
        r"verhandlungssicher\w*|fließend\w*|fliessend\w*|sehr gut\w*|courante?|couramment|"
        r"bilingue pro|"
        r"très bon(?:ne)?(?: niveau)?|avancée?"
    ),
    LanguageLevel.B2: (
        r"(?:professional|full) working(?: proficiency| knowledge)?|upper[- ]intermediate|good|"
        r"working proficiency|professional(?: proficiency)?|business(?: level)?|gut(?:e[rns]?)?|"
        r"sicher|bon(?:ne)?(?: niveau| maîtrise)?|professionnel(?:le)?|opérationnel(?:le)?"
    ),
    LanguageLevel.B1: (
        r"intermediate|conversational(?:ly)?|limited working(?: proficiency)?|working knowledge|"
        r"fair|moderate|mittel|alltagstauglich|konversationssicher|intermédiaire|moyen|"
        r"conversation|correct|niveau seuil|everyday"
    ),
    LanguageLevel.A2: (
        r"basic(?:s)?|elementary(?: proficiency)?|some|beginner'?s?|school(?= (?:level|english|"
        r"french|german|spanish))|rusty|"
        r"grundkenntnisse|grundlagen|schulkenntnisse|notions?|scolaire|débutante?|"
        r"élémentaire|bases|anfänger\w*"
    ),
}
_GRADE = r"(?<![\w.])(?P<grade>[ABC][12])(?:\.\d|\+|[-–/][ABC][12])?(?![\w])"
_LEVELS = [
    (level, re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)) for level, words in _WORDS.items()
]
_GRADED = re.compile(_GRADE)
_CUT = re.compile(r"[,;|•·\n]|\s[–—-]\s(?=[A-ZÄÖÜÉ]\w+\s[-–—(:])|(?<=[a-z)])\.\s|\s/\s")
_MASKED = re.compile(r"\([^()\n]*\)")
_GOES_ON = re.compile(r"\b(?:in|en)\s*$|\b(?:fluent|native) (?:in|speaker of)\b", re.IGNORECASE)
_MOST_ON_LINE = 40
_LINE_REACH = 80


@dataclass(frozen=True, slots=True)
class _Chunk:
    start: int
    end: int
    level: LanguageLevel | None
    named: tuple[int, ...]


def language_levels(
    text: str, mentions: Sequence[tuple[int, int]], lines: Lines
) -> Mapping[int, LanguageLevel]:
    """Give the level that stands beside each mention of a language, by the mention's start.

    `mentions` are the (start, end) of languages in order. A level belongs to the languages that
    share its part of the line; one that stands alone belongs to the part before it, or else to the
    one after it.
    """
    levels: dict[int, LanguageLevel] = {}
    for (first, last), on_line in groupby(mentions, key=lambda span: lines.at(span[0])):
        levels |= _of_line(text, first, last, list(islice(on_line, _MOST_ON_LINE)))
    return levels


def _of_line(
    text: str, first: int, last: int, mentions: Sequence[tuple[int, int]]
) -> dict[int, LanguageLevel]:
    first, last = max(first, mentions[0][0] - _LINE_REACH), min(last, mentions[-1][1] + _LINE_REACH)
    chunks = list(_chunks(text, first, last, mentions))
    found: dict[int, LanguageLevel] = {}
    for place, chunk in enumerate(chunks):
        level = chunk.level or _beside(chunks, place)
        if level is None and place and chunks[place - 1].named and not chunk.level:
            level = _carried(text, chunks[place - 1], found)
        if level is not None:
            found |= dict.fromkeys(chunk.named, level)
    return found


def _beside(chunks: Sequence[_Chunk], place: int) -> LanguageLevel | None:
    """Give the level of a part without a language, right after this part or right before it."""
    if not chunks[place].named:
        return None
    after = chunks[place + 1] if place + 1 < len(chunks) else None
    if after is not None and after.level and not after.named:
        return after.level
    before = chunks[place - 1] if place else None
    if before is not None and before.level and not before.named and place == 1:
        return before.level
    return None


def _carried(text: str, before: _Chunk, found: Mapping[int, LanguageLevel]) -> LanguageLevel | None:
    """Carry "fluent in English, French and German" on to the parts behind the first comma."""
    if _GOES_ON.search(text, before.start, before.end) or before.level is None:
        return found.get(before.named[0])
    return None


def _chunks(
    text: str, first: int, last: int, mentions: Sequence[tuple[int, int]]
) -> Iterator[_Chunk]:
    """Cut a line at its commas and the like, but not inside brackets."""
    masked = _MASKED.sub(lambda match: "(" + "x" * (len(match.group()) - 2) + ")", text[first:last])
    cuts = [0, *(cut.start() for cut in _CUT.finditer(masked)), len(masked)]
    for start, end in pairwise(cuts):
        named = [span for span in mentions if first + start <= span[0] < first + end]
        parts = _parts(text, first + start, first + end, named)
        for part_start, part_end, spans in parts:
            level = _level(text, part_start, part_end, spans)
            yield _Chunk(part_start, part_end, level, tuple(span[0] for span in spans))


def _parts(
    text: str, start: int, end: int, named: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, Sequence[tuple[int, int]]]]:
    """Cut a part with two languages and two levels once more: "English C1 German A2"."""
    graded = _level_places(text, start, end, named)
    if len(named) < 2 or len(graded) < 2:
        yield start, end, named
        return
    leads = graded[0] < named[0][0]
    cuts = [span[0] for span in named] if not leads else graded
    bounds = [start, *cuts[1:], end]
    for low, high in pairwise(bounds):
        yield low, high, [span for span in named if low <= span[0] < high]


def _level_places(text: str, start: int, end: int, named: Sequence[tuple[int, int]]) -> list[int]:
    places = [match.start() for match in _GRADED.finditer(text, start, end)]
    for _, pattern in _LEVELS:
        places += [match.start() for match in pattern.finditer(text, start, end)]
    return sorted({p for p in places if not any(a <= p < b for a, b in named)})


def _level(
    text: str, start: int, end: int, named: Sequence[tuple[int, int]]
) -> LanguageLevel | None:
    graded = _GRADED.search(text, start, end)
    if graded is not None:
        return LanguageLevel(graded["grade"])
    for level, pattern in _LEVELS:
        found = pattern.search(text, start, end)
        if found and found.span() not in named:
            return level
    return None
