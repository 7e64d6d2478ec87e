"""Take out of a CV what says who someone is, before anything reads it for skills or a score.

Every function keeps the length of the text: what goes is replaced by spaces, so offsets into the
blind text are offsets into the CV.
"""

import re
from collections.abc import Sequence

from nlp.ranking.disguise import undisguised
from nlp.ranking.gender import neutral
from nlp.ranking.personal import (
    CONTACT,
    DEGREE,
    HONORIFIC,
    INSTITUTION,
    LABELLED,
    PERSONAL,
    YEAR,
)
from nlp.ranking.rarity import is_ordinary
from nlp.skills.sections import SectionKind, Sections

_TITLES_OF_A_CV = re.compile(
    r"^\W*(?:curriculum vitae|cv|r[ée]sum[ée]|lebenslauf|bewerbung)\b\W*", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:(?:Dr|Prof)\.?\s+)*(?:[A-ZÀ-Þ][\w'’.-]*|de|van|von|der|den|la|al|bin|el|da|di|du|le)"
    r"(?:[ ,]+(?:[A-ZÀ-Þ][\w'’.-]*|de|van|von|der|den|la|al|bin|el|da|di|du|le)){0,4}\.?"
)
_WORK = re.compile(
    r"\b(?:engineer\w*|manager\w*|developer|nurse|teacher|analyst|technician|designer|consultant|"
    r"assistant|officer|director|coordinator|specialist|administrator|representative|accountant|"
    r"scientist|professor|architect|lawyer|attorney|physician|supervisor|operator|mechanic|"
    r"electrician|researcher|intern|lead|head|senior|junior|chief|trainee|apprentice|driver|"
    r"ingenieur\w*|entwickler\w*|leiter\w*|berater\w*|kauf\w+|techniker\w*|pfleger\w*|"
    r"ingénieure?|développeu\w+|directeur|responsable|infirmi\w+|experience|profile|summary|"
    r"education|skills?|tools?|objective|about)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_HEADER_LINES = 12
_SHORT_LINE = 6
_LINE = re.compile(r"[^\n]+")
_SEGMENT = re.compile(r"[^,;|•·()\n–—]+")


def blind(text: str, *, known: Sequence[str] = ()) -> str:
    """Blank name, contact, birth, age, sex, origin, faith, family, address, school and its years.

    `known` are strings that the application gave (name, e-mail). English, German and French.
    """
    text = undisguised(text)
    for name in known:
        text = _blank_name(text, name)
    return neutral(_blank_education(_blank_personal(_blank_header(text))))


def impersonal(line: str) -> tuple[str, str]:
    """Give a line as `blind` would leave it in the midst of a CV, and among the studies there."""
    text = _blank(_blank_personal(undisguised(line)), INSTITUTION)
    return neutral(text), neutral(_SEGMENT.sub(_plain_segment, _blank(text, YEAR)))


def _blank_personal(text: str) -> str:
    for pattern in PERSONAL:
        text = _blank(text, pattern)
    return text


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(_spaces, text)


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _blank_name(text: str, name: str) -> str:
    """Blank a full name in any case, and its parts where they are no ordinary words."""
    parts = [part for part in re.split(r"[\s,]+", name) if part]
    if not parts:
        return text
    whole = r"[\s,]+".join(map(re.escape, parts))
    text = re.sub(rf"(?<!\w){whole}(?!\w)", _spaces, text, flags=re.IGNORECASE)
    for part in parts:
        if len(part) > 2 and part[0].isupper() and not is_ordinary(part):
            text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", _spaces, text)
    return text


def _blank_header(text: str) -> str:
    """Blank the name at the top, wherever it is said again, and short lines without plain words."""
    lines = _header(text)
    name = _name_in(lines)
    if name is None and not any(_is_personal(line) for line in lines):
        return text
    head = "\n".join(" " * len(line) if _tells_nothing(line) else line for line in lines)
    text = head + text[len(head) :]
    return _blank_name(text, name) if name else text


def _header(text: str) -> list[str]:
    """Give the lines up to the first blank one after the first text."""
    lines: list[str] = []
    for line in text.split("\n")[: _HEADER_LINES + 1]:
        if not line.strip() and any(each.strip() for each in lines):
            break
        lines.append(line)
    return lines


def _name_in(lines: Sequence[str]) -> str | None:
    """Find the name: the first line beside "Curriculum vitae", if it looks like a name."""
    told = [line for line in lines if _TITLES_OF_A_CV.sub("", line).strip()]
    if not told:
        return None
    first = _TITLES_OF_A_CV.sub("", told[0]).strip()
    if not _NAME.fullmatch(first) or _WORK.search(first):
        return None
    strange = not all(is_ordinary(word) for word in _WORD.findall(first))
    return first if strange or any(_is_personal(line) for line in told[1:]) else None


def _is_personal(line: str) -> bool:
    return any(pattern.search(line) for pattern in (CONTACT, LABELLED, HONORIFIC))


def _tells_nothing(line: str) -> bool:
    line = _TITLES_OF_A_CV.sub("", line)
    words = [word for word in _WORD.findall(line) if len(word) > 2]
    if len(words) > _SHORT_LINE or _WORK.search(line):
        return False
    return not any(is_ordinary(word) for word in words)


def _blank_education(text: str) -> str:
    """Blank schools everywhere, and years and proper names where a CV speaks of its studies."""
    text = _blank(text, INSTITUTION)
    sections = Sections(text)
    return _LINE.sub(lambda line: _blank_studies(line, sections.at(line.start()).kind), text)


def _blank_studies(line: re.Match[str], section: SectionKind) -> str:
    if section is SectionKind.EDUCATION:
        return _SEGMENT.sub(_plain_segment, _blank(line[0], YEAR))
    if DEGREE.search(line[0]) and YEAR.search(line[0]):
        return _blank(line[0], YEAR)
    return line[0]


def _plain_segment(match: re.Match[str]) -> str:
    words = [word for word in _WORD.findall(match[0]) if len(word) > 2]
    told = DEGREE.search(match[0]) or any(is_ordinary(word) for word in words)
    return match[0] if told else _spaces(match)
