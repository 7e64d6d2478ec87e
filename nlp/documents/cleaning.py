"""Bring raw text of any kind of file into one shape: no unseen characters, whole words."""

import re
import unicodedata

from nlp.documents.outcome import HiddenCount, HiddenKind

# Zero-width, bidirectional and tag characters, and other format marks that print nothing.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_JOINERS = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
"""Found in honest files too: soft hyphens, emoji joiners, marks of an encoding."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_BULLET = re.compile(r"^([ \t]*)[•●◦▪▫■□►▸‣⁃∙·\uf0b7\uf0a7\uf0d8*][ \t]+", re.MULTILINE)
# It begins where a word does: without that, a word of a megabyte would take hours.
_BROKEN_WORD = re.compile(r"(?<!\w)(\w+)[-\u2010\u00ad]\n[ \t]*([a-zà-öø-ÿ]+)")
_KEEPS_HYPHEN = frozenset(
    "full front back end non self co multi cross long short high low part time well e e-commerce "
    "hands third first second real open cloud data customer project object test user end-to in on "
    "off up to".split()
)
_LIGATURES = {ord(char): unicodedata.normalize("NFKC", char) for char in "ﬀﬁﬂﬃﬄﬅﬆ"}
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MANY_LINES = re.compile(r"\n{3,}")


def cleaned(text: str, hidden: HiddenCount) -> str:
    """Give the text as people read it; unseen characters are dropped and counted.

    Bullets become `- `, words broken at the end of a line are joined, blanks are single.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _BROKEN_WORD.sub(_joined, text)
    text = _without_unseen(text, hidden)
    text = _CONTROL.sub("", text).translate(_LIGATURES)
    text = _BULLET.sub(r"\1- ", text)
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", unicodedata.normalize("NFC", "\n".join(lines))).strip()


def _without_unseen(text: str, hidden: HiddenCount) -> str:
    smuggled = [char for char in _UNSEEN.findall(text) if char not in _JOINERS]
    hidden.add(HiddenKind.UNSEEN_CHARACTERS, "x" * len(smuggled))
    return _UNSEEN.sub("", text)


def _joined(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    if before.lower() in _KEEPS_HYPHEN or before.isupper() or before.isdigit():
        return f"{before}-{after}"
    return before + after
