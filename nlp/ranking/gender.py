"""Give a gendered job word the one form that both its forms share, never longer than before."""

import re

_ENGLISH = {
    "waitress": "waiter",
    "actress": "actor",
    "hostess": "host",
    "stewardess": "steward",
    "manageress": "manager",
    "seamstress": "tailor",
    "headmistress": "headmaster",
    "salesgirl": "salesman",
    "saleslady": "salesman",
}
_GERMAN = {
    "Krankenschwester": "Krankenpfleger",
    "Ärztin": "Arzt",
    "Ärztinnen": "Ärzte",
    "Anwältin": "Anwalt",
    "Rechtsanwältin": "Rechtsanwalt",
    "Köchin": "Koch",
}
_WORDS = {**_ENGLISH, **{word.lower(): form for word, form in _GERMAN.items()}}
_KNOWN = re.compile(rf"\b(?:{'|'.join(_WORDS)})(?P<plural>e?s)?\b", re.IGNORECASE)
_WOMAN = re.compile(r"(?<=[a-z]{3})wom(?P<end>[ae]n)\b")
_FRAU = re.compile(r"(?<=[a-zäöüß]{3})frau\b")
_GERMAN_IN = re.compile(
    r"\b(?P<stem>[A-ZÄÖÜ][a-zäöüß]{2,}(?:er|eur|or|ist|ent|ant|oge|ekt|wirt|rat))"
    r"(?:[:*/_-]?[iI]n(?:nen)?)\b"
)
_FRENCH = re.compile(r"\b(?:le|la|les|des|une?|et|du|pour|avec)\b", re.IGNORECASE)
_FRENCH_ENOUGH = 4
_FRENCH_FORMS = tuple(
    (re.compile(rf"(?<=\w{{3}}){feminine}(?P<plural>s?)\b"), masculine)
    for feminine, masculine in (
        (r"(?:\(e\)|·e|\.e)", ""),
        ("trice", "teur"),
        ("euse", "eur"),
        ("ière", "ier"),
        ("ienne", "ien"),
        (r"(?<!nn)ée", "é"),
    )
)


def neutral(text: str) -> str:
    """Replace feminine job words by the shorter generic form, padded with spaces to their length.

    "Ingenieurin " and "Ingenieur" then read the same, and offsets into `text` still hold.
    """
    text = _KNOWN.sub(_one_form, text)
    text = _WOMAN.sub(lambda match: f"m{match['end']}  ", text)
    text = _FRAU.sub("mann", text)
    text = _GERMAN_IN.sub(lambda match: match["stem"].ljust(len(match[0])), text)
    if len(_FRENCH.findall(text)) >= _FRENCH_ENOUGH:
        for feminine, masculine in _FRENCH_FORMS:
            text = _shorten(text, feminine, masculine)
    return text


def _one_form(match: re.Match[str]) -> str:
    plural = match["plural"] or ""
    word = match[0][: len(match[0]) - len(plural)]
    form = _WORDS[word.lower()] + ("s" if plural else "")
    if word[0].isupper():
        form = form[0].upper() + form[1:]
    return form.ljust(len(match[0]))


def _shorten(text: str, feminine: re.Pattern[str], masculine: str) -> str:
    return feminine.sub(
        lambda match: (masculine + match["plural"]).ljust(len(match[0])),
        text,
    )
