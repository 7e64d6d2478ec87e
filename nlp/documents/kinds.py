"""Tell what a file is by its content; its name and its declared type are only claims."""

import re
from enum import StrEnum

from nlp.documents.archive import Archive
from nlp.documents.outcome import UnreadableError, UnreadableReason


class DocumentKind(StrEnum):
    PDF = "PDF"
    DOCX = "DOCX"
    ODT = "ODT"
    RTF = "RTF"
    HTML = "HTML"
    TEXT = "TEXT"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b")
_HTML_PARTS = re.compile(rb"<(?:p|div|h[1-6]|ul|table|span)\b[^>]*>", re.IGNORECASE)
_LOOK = 4096


def kind_of(content: bytes) -> DocumentKind:
    """Give the kind; raise UnreadableError for what is no document with text."""
    start = content[:_LOOK]
    if b"%PDF-" in start[:1024]:
        return DocumentKind.PDF
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    if start.startswith(_OLE):
        encrypted = _ENCRYPTED_OFFICE in content
        raise UnreadableError(
            UnreadableReason.ENCRYPTED if encrypted else UnreadableReason.UNSUPPORTED
        )
    if start.startswith(_IMAGES) or _WEBP.match(start):
        raise UnreadableError(UnreadableReason.IMAGE_ONLY)
    if start.lstrip().startswith(b"{\\rtf"):
        return DocumentKind.RTF
    return DocumentKind.HTML if _is_html(start) else DocumentKind.TEXT


def _is_html(start: bytes) -> bool:
    head = start.removeprefix(b"\xef\xbb\xbf").lower()
    return _HTML.match(head) is not None or (
        head.lstrip().startswith(b"<") and len(_HTML_PARTS.findall(head)) >= 3
    )


def _kind_of_archive(content: bytes) -> DocumentKind:
    archive = Archive(content)
    names = archive.names
    if "word/document.xml" in names:
        return DocumentKind.DOCX
    if "mimetype" in names and archive.read("mimetype").startswith(
        b"application/vnd.oasis.opendocument.text"
    ):
        return DocumentKind.ODT
    encrypted = archive.has_locked_entries
    raise UnreadableError(UnreadableReason.ENCRYPTED if encrypted else UnreadableReason.UNSUPPORTED)
