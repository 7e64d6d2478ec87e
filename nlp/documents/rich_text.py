"""Read RTF without the text that it marks as hidden."""

import re

from striprtf.striprtf import rtf_to_text

from nlp.documents.outcome import HiddenCount, HiddenKind, UnreadableError, UnreadableReason

_HIDDEN_GROUP = re.compile(r"\{\\v(?:[ \\])([^{}]*)\}")
_HIDDEN_RUN = re.compile(r"\\v(?![a-z0-9])([^{}]*?)(?=\\v0|\\plain|[{}])")
_COMMAND = re.compile(r"\\[a-z]+-?\d* ?|\\'[0-9a-f]{2}|\\\S")
_EMBEDDED = re.compile(r"\\bin\d+")


def read_rtf(content: bytes, hidden: HiddenCount) -> str:
    source = content.decode("latin-1")
    if _EMBEDDED.search(source):
        raise UnreadableError(UnreadableReason.UNSUPPORTED)
    for pattern in (_HIDDEN_GROUP, _HIDDEN_RUN):
        for found in pattern.findall(source):
            hidden.add(HiddenKind.INVISIBLE, _COMMAND.sub("", found))
        source = pattern.sub("", source)
    try:
        text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, LookupError, RecursionError) as error:
        raise UnreadableError(UnreadableReason.DAMAGED) from error
    return text
