"""Read plain text in whichever of the common encodings it was saved."""

import codecs
import re

from nlp.documents.outcome import UnreadableError, UnreadableReason

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_BINARY_SHARE = 0.002
_WIDE_SHARE = 0.4


def decoded(content: bytes) -> str:
    """Give the text; raise UnreadableError for bytes that are no text.

    UTF-8 and UTF-16 are recognized, with a mark or without; what is neither counts as Windows-1252.
    """
    text = _decoded(content)
    if len(_BINARY.findall(text)) > _MAX_BINARY_SHARE * len(text):
        raise UnreadableError(UnreadableReason.NOT_TEXT)
    return text


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    wide = _wide_encoding_of(content)
    if wide is not None:
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _wide_encoding_of(content: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes, which stand in every other place."""
    even, odd = content[0:2000:2].count(0), content[1:2000:2].count(0)
    half = max(min(len(content), 2000) // 2, 1)
    if odd > _WIDE_SHARE * half:
        return "utf-16-le"
    return "utf-16-be" if even > _WIDE_SHARE * half else None
