"""See through text that is made for machines alone: invisible, look-alike or commanding."""

import re
import unicodedata

_INVISIBLE_CATEGORIES = frozenset({"Cf", "Co", "Cn", "Cs"})
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f\u180b\u180c\u180d")
_HIDDEN_SHARE = 0.1
"""A line with a larger share of invisible characters was written to be hidden."""

_CYRILLIC = "АВЕЗКМНОРСТУХаеорсухіјѕԁһӏ"
_CYRILLIC_LATIN = "ABE3KMHOPCTYXaeopcyxijsdhl"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ"
_GREEK_LATIN = "ABEZHIKMNOPTYXovp"
_LOOK_ALIKE = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_LATIN + _GREEK_LATIN)
_MIXED_WORD = re.compile(r"(?<!\w)(?=\w*[A-Za-z])(?=\w*[Ѐ-ӿԀ-ԯͰ-Ͽ])\w+")

_COMMAND = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:previous|prior|above|all|any|"
    r"earlier|other|your)\b[^.\n]{0,30}\b(?:instruction|prompt|rule|criteri|command|context|"
    r"applicant|candidate|cv)\w*"
    r"|\b(?:rate|rank|score|grade|mark|recommend|place|treat|assess|put)\b"
    r"[^.\n]{0,20}\b(?:this|me|my)\b[^.\n]{0,20}"
    r"\b(?:applicant|candidate|cv|resume|profile|application|first|highest|top|as)\b"
    r"|\bas (?:an? |the )?(?:perfect|ideal|best|top|100\s?%)[ -]?(?:match|candidate|fit|applicant)"
    r"|^[^\w\n]*(?:system|assistant|developer)\s*(?:prompt|message|instruction|note)?s?\s*:"
    r"|\bnote to (?:the )?(?:system|ai|model|llm|recruiter bot|reviewer|screening)\b"
    r"|\byou are (?:now )?an? (?:ai|assistant|language model|expert recruiter|hr)\b"
    r"|<\|?/?(?:system|user|assistant|im_start|im_end)|\[/?INST\]"
    r"|\b(?:ignoriere|vergiss|missachte)\b[^.\n]{0,60}\b(?:anweisung|vorgabe|regel|kriteri)\w*"
    r"|\bbewerte\b[^.\n]{0,40}\b(?:bewerber|kandidat|lebenslauf)\w*"
    r"|\b(?:ignore[rz]?|oublie[rz]?)\b[^.\n]{0,60}\b(?:instruction|consigne|règle|critère)s?\b"
    r"|\b(?:évalue|note|classe)[rz]?\b[^.\n]{0,40}\b(?:candidat|cv)\w*",
    re.IGNORECASE | re.MULTILINE,
)


def undisguised(text: str) -> str:
    """Blank what no reader sees or what commands a machine; the length stays the same.

    Look-alike letters inside Latin words become Latin, other forms of a character its plain one
    where that is a single character; lines hidden between invisible characters become spaces, as
    do sentences that tell a scorer what to do.
    """
    shown = "\n".join(_shown(line) for line in text.split("\n"))
    plain = _MIXED_WORD.sub(lambda match: match[0].translate(_LOOK_ALIKE), shown)
    return _without_commands(plain)


def _shown(line: str) -> str:
    if line.isascii():
        return line
    invisible = sum(_is_invisible(char) for char in line)
    if invisible > max(2, len(line) * _HIDDEN_SHARE):
        return " " * len(line)
    return "".join(_plain(char) for char in line)


def _is_invisible(char: str) -> bool:
    if char in _FILLERS:
        return True
    return char != "\u00ad" and unicodedata.category(char) in _INVISIBLE_CATEGORIES


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if _is_invisible(char) or char == "\u00ad":
        return " "
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _without_commands(text: str) -> str:
    """Blank each sentence that holds a command, up to the ends of its line."""
    for match in reversed(list(_COMMAND.finditer(text))):
        start = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
        end = _end_of_sentence(text, match.end())
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _end_of_sentence(text: str, start: int) -> int:
    ends = [end for mark in ("\n", ". ") if (end := text.find(mark, start)) >= 0]
    return min(ends, default=len(text))
