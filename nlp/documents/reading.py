"""Read a file of any kind into text: the one entry to this room's readers.

Nothing here trusts the file, but a parser may still hang or crash on a hostile one: call
`nlp.documents.sandbox.read_document`, which does this in a process of its own.
"""

from collections.abc import Callable, Mapping

from nlp.documents.cleaning import cleaned
from nlp.documents.kinds import DocumentKind, kind_of
from nlp.documents.outcome import (
    MAX_TEXT,
    DocumentText,
    HiddenCount,
    Outcome,
    Unreadable,
    UnreadableError,
    UnreadableReason,
)
from nlp.documents.plain import decoded

Reader = Callable[[bytes, HiddenCount], str]


def read(content: bytes) -> Outcome:
    """Give the visible text of `content` in reading order, or the reason why there is none."""
    hidden = HiddenCount()
    try:
        text = cleaned(_reader(content)(content, hidden), hidden)
        if not text:
            raise UnreadableError(UnreadableReason.EMPTY)
        if len(text) > MAX_TEXT:
            raise UnreadableError(UnreadableReason.TOO_LARGE)
    except UnreadableError as error:
        return Unreadable(error.reason, hidden.total())
    return DocumentText(text, hidden.total())


def is_plain_text(content: bytes) -> bool:
    """Say whether the file needs no parser, and so no process of its own."""
    try:
        return kind_of(content) is DocumentKind.TEXT
    except UnreadableError:
        return False


def _reader(content: bytes) -> Reader:
    if not content.strip():
        raise UnreadableError(UnreadableReason.EMPTY)
    return _READERS[kind_of(content)]


def _read_pdf(content: bytes, hidden: HiddenCount) -> str:
    from nlp.documents.pdf import read_pdf  # noqa: PLC0415 - each parser takes a tenth of a second

    return read_pdf(content, hidden)


def _read_docx(content: bytes, hidden: HiddenCount) -> str:
    from nlp.documents.word import read_docx  # noqa: PLC0415

    return read_docx(content, hidden)


def _read_odt(content: bytes, hidden: HiddenCount) -> str:
    from nlp.documents.opendocument import read_odt  # noqa: PLC0415

    return read_odt(content, hidden)


def _read_rtf(content: bytes, hidden: HiddenCount) -> str:
    from nlp.documents.rich_text import read_rtf  # noqa: PLC0415

    return read_rtf(content, hidden)


def _read_html(content: bytes, hidden: HiddenCount) -> str:
    from nlp.documents.web import read_html  # noqa: PLC0415

    return read_html(content, hidden)


_READERS: Mapping[DocumentKind, Reader] = {
    DocumentKind.PDF: _read_pdf,
    DocumentKind.DOCX: _read_docx,
    DocumentKind.ODT: _read_odt,
    DocumentKind.RTF: _read_rtf,
    DocumentKind.HTML: _read_html,
    DocumentKind.TEXT: lambda content, _hidden: decoded(content),
}
