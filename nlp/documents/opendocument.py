"""Read an OpenDocument text: paragraphs and rows in order, without what its styles hide."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from nlp.documents.archive import Archive
from nlp.documents.colours import is_near_white
from nlp.documents.outcome import HiddenCount, HiddenKind, UnreadableError, UnreadableReason

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE = (f"{_OASIS}{name}:1.0}}" for name in ("text", "table", "style"))
_FO = f"{_OASIS}xsl-fo-compatible:1.0}}"
_LINES = (f"{_TEXT}p", f"{_TEXT}h")
_SKIPPED = frozenset(f"{_TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "note"))
_SKIPPED |= {f"{_OASIS}office:1.0}}annotation"}
_SMALLEST_POINTS = 4.0
_POINTS = re.compile(r"([\d.]+)pt")
_MAX_SPACES = 80

Hiding = dict[str, HiddenKind]


def read_odt(content: bytes, hidden: HiddenCount) -> str:
    """Give the visible text; the cells of a row share a line."""
    archive = Archive(content)
    body = _parsed(archive, "content.xml")
    hiding: Hiding = {}
    if "styles.xml" in archive.names:
        hiding |= _hiding_styles(_parsed(archive, "styles.xml"))
    hiding |= _hiding_styles(body)
    text = body.find(f"{_OASIS}office:1.0}}body")
    return "" if text is None else "\n".join(_lines(text, hiding, hidden))


def _parsed(archive: Archive, name: str) -> Element:
    try:
        root: Element = fromstring(archive.read_xml(name), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableError(UnreadableReason.DAMAGED) from error
    return root


def _hiding_styles(root: Element) -> Hiding:
    found: Hiding = {}
    for style in root.iter(f"{_STYLE}style"):
        kind = next(filter(None, map(_hides, style.iter(f"{_STYLE}text-properties"))), None)
        name = style.get(f"{_STYLE}name")
        if kind is not None and name is not None:
            found[name] = kind
    return found


def _hides(properties: Element) -> HiddenKind | None:
    if properties.get(f"{_TEXT}display") == "none":
        return HiddenKind.INVISIBLE
    size = _POINTS.fullmatch(properties.get(f"{_FO}font-size", ""))
    if size is not None and float(size[1]) < _SMALLEST_POINTS:
        return HiddenKind.TINY
    ground = properties.get(f"{_FO}background-color", "transparent")
    on_paper = ground == "transparent" or is_near_white(ground)
    if is_near_white(properties.get(f"{_FO}color")) and on_paper:
        return HiddenKind.BACKGROUND_COLOUR
    return None


def _lines(element: Element, hiding: Hiding, hidden: HiddenCount) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag in _LINES:
            yield "".join(_printed(child, hiding, hidden, None))
        elif child.tag == f"{_TABLE}table-row":
            cells = (" ".join(_lines(cell, hiding, hidden)).strip() for cell in child)
            yield "  ".join(cell for cell in cells if cell)
        elif child.tag == f"{_TEXT}list-item":
            yield from (f"- {line}" for line in _lines(child, hiding, hidden))
        else:
            yield from _lines(child, hiding, hidden)


def _printed(
    element: Element, hiding: Hiding, hidden: HiddenCount, above: HiddenKind | None
) -> Iterator[str]:
    """Give the visible pieces of a line; count those that a style of theirs or above hides."""
    kind = above or hiding.get(element.get(f"{_TEXT}style-name", ""))
    yield from _seen(element.text, kind, hidden)
    for child in element:
        if child.tag in _LINES or child.find(".//" + _LINES[0]) is not None:
            yield "\n" + "\n".join(_lines(child, hiding, hidden))
        elif child.tag not in _SKIPPED:
            yield _blank(child)
            yield from _printed(child, hiding, hidden, kind)
        yield from _seen(child.tail, kind, hidden)


def _seen(text: str | None, kind: HiddenKind | None, hidden: HiddenCount) -> Iterator[str]:
    if text and kind is not None:
        hidden.add(kind, text)
    elif text:
        yield text


def _blank(element: Element) -> str:
    if element.tag == f"{_TEXT}s":
        count = element.get(f"{_TEXT}c", "1")
        return " " * min(int(count) if count.isdigit() else 1, _MAX_SPACES)
    return {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}.get(element.tag, "")
