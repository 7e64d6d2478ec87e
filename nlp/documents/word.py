"""Read a Word file: paragraphs, tables, headers and text boxes, without what is hidden in them."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from nlp.documents.archive import Archive
from nlp.documents.colours import is_near_white
from nlp.documents.outcome import (
    HiddenCount,
    HiddenKind,
    UnreadableError,
    UnreadableReason,
)

_SMALLEST_HALF_POINTS = 8
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RUN, _TEXT, _TAB, _BREAK = qn("w:r"), qn("w:t"), qn("w:tab"), qn("w:br")
_CARRIAGE, _HYPHEN, _DELETED = qn("w:cr"), qn("w:noBreakHyphen"), qn("w:del")
_PARAGRAPH, _BOX = qn("w:p"), qn("w:txbxContent")
_PRINTED = {_TAB: "\t", _BREAK: "\n", _CARRIAGE: "\n", _HYPHEN: "-"}


def read_docx(content: bytes, hidden: HiddenCount) -> str:
    """Give the visible text in reading order; the cells of a row share a line."""
    Archive(content).check_xml()
    try:
        document = docx.Document(io.BytesIO(content))
        blocks = [*_headers(document, "header"), *document.iter_inner_content()]
        blocks += _headers(document, "footer")
        return "\n".join(_block(block, hidden) for block in blocks)
    except (ValueError, KeyError, XMLSyntaxError, BadZipFile, AttributeError) as error:
        raise UnreadableError(UnreadableReason.DAMAGED) from error


def _headers(document: Any, which: str) -> Iterator[Any]:
    """Give the blocks of each header or footer once: sections share those they do not change."""
    seen: set[int] = set()
    for section in document.sections:
        part = getattr(section, which)
        if part.is_linked_to_previous or id(part._element) in seen:
            continue
        seen.add(id(part._element))
        yield from part.iter_inner_content()


def _block(block: Any, hidden: HiddenCount) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block._p, block, hidden)
    return "\n".join(_rows(block, hidden)) + "\n"


def _rows(table: Table, hidden: HiddenCount) -> Iterator[str]:
    for row in table.rows:
        cells = {id(cell._tc): cell for cell in row.cells}
        texts = (
            "\n".join(_block(inner, hidden) for inner in cell.iter_inner_content()).strip()
            for cell in cells.values()
        )
        yield "  ".join(text for text in texts if text)


def _paragraph(element: Any, paragraph: Paragraph | None, hidden: HiddenCount) -> str:
    """Give the text of a paragraph, then that of the boxes anchored in it."""
    boxes: list[str] = []
    parts: list[str] = []
    for run in _runs(element):
        kind = _why_hidden(run, paragraph)
        text = "".join(_printed(run))
        if kind is None:
            parts.append(text)
        else:
            hidden.add(kind, text)
        boxes += [_box(box, hidden) for box in run.iter(_BOX) if not _is_fallback(box, run)]
    mark = "- " if _is_item(element) and any(part.strip() for part in parts) else ""
    return "\n".join([mark + "".join(parts), *boxes])


def _runs(element: Any) -> Iterator[Any]:
    """Give the runs of a paragraph, those in links and insertions too, not those in boxes."""
    for child in element:
        if child.tag == _RUN:
            yield child
        elif child.tag not in (_DELETED, _BOX):
            yield from _runs(child)


def _printed(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _PRINTED:
            yield _PRINTED[child.tag]


def _box(box: Any, hidden: HiddenCount) -> str:
    return "\n".join(_paragraph(inner, None, hidden) for inner in box.iter(_PARAGRAPH))


def _is_fallback(box: Any, run: Any) -> bool:
    """Say whether `box` repeats one for programs that do not know the newer way of drawing it."""
    return any(above.tag == _FALLBACK for above in box.iterancestors() if above is not run)


def _is_item(element: Any) -> bool:
    properties = element.find(qn("w:pPr"))
    return properties is not None and properties.find(qn("w:numPr")) is not None


def _why_hidden(run: Any, paragraph: Paragraph | None) -> HiddenKind | None:
    own = run.find(qn("w:rPr"))
    styles = _styles(own, paragraph)
    sources = [source for source in (own, *styles) if source is not None]
    if _flag(sources, "w:vanish"):
        return HiddenKind.INVISIBLE
    size = _value(sources, "w:sz")
    if size is not None and size.isdigit() and int(size) < _SMALLEST_HALF_POINTS:
        return HiddenKind.TINY
    colour = _value(sources, "w:color")
    shaded = _is_shaded(own) or any(_is_shaded(above) for above in _containers(run))
    if colour is not None and is_near_white(colour) and not shaded:
        return HiddenKind.BACKGROUND_COLOUR
    return None


def _styles(own: Any, paragraph: Paragraph | None) -> list[Any]:
    """Give the run properties of the run's style, then of the paragraph's and what it builds on."""
    if paragraph is None:
        return []
    found: list[Any] = []
    named = own.find(qn("w:rStyle")) if own is not None else None
    if named is not None:
        found.append(paragraph.part.get_style(named.get(qn("w:val")), WD_STYLE_TYPE.CHARACTER))
    style: Any = paragraph.style
    while style is not None:
        found.append(style)
        style = style.base_style
    return [style.element.find(qn("w:rPr")) for style in found]


def _flag(sources: list[Any], name: str) -> bool:
    for source in sources:
        found = source.find(qn(name))
        if found is not None:
            return found.get(qn("w:val"), "true") not in ("0", "false", "off")
    return False


def _value(sources: list[Any], name: str) -> str | None:
    for source in sources:
        found = source.find(qn(name))
        if found is not None:
            value: str | None = found.get(qn("w:val"))
            return value
    return None


def _containers(run: Any) -> Iterator[Any]:
    for above in run.iterancestors():
        for name in ("w:pPr", "w:tcPr"):
            found = above.find(qn(name))
            if found is not None:
                yield found


def _is_shaded(properties: Any) -> bool:
    """Say whether a fill that is not near white lies behind the text."""
    if properties is None:
        return False
    if properties.find(qn("w:highlight")) is not None:
        return True
    shading = properties.find(qn("w:shd"))
    fill = None if shading is None else shading.get(qn("w:fill"))
    return fill not in (None, "auto") and not is_near_white(fill)
