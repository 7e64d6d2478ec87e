"""Read a PDF: every character with its place, size and colour, so that hidden ones are dropped."""

import contextlib
import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from nlp.documents.layout import Glyph, text_of
from nlp.documents.outcome import (
    MAX_TEXT,
    HiddenCount,
    HiddenKind,
    UnreadableError,
    UnreadableReason,
)

MAX_PAGES = 50
_SMALLEST_SIZE = 4.0
"""Points below which nobody reads."""
_LEAST_CONTRAST = 24
"""Difference in the strongest colour channel (0 to 255) below which text melts into its ground."""
_LEAST_OPACITY = 26
_INVISIBLE_MODES = frozenset((3, 7))
_WHITE = (255, 255, 255)
_MAX_GLYPHS = 2 * MAX_TEXT

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Area:
    """A filled shape of a page: what lies under text that is drawn over it."""

    left: float
    bottom: float
    right: float
    top: float
    colour: Colour

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def read_pdf(content: bytes, hidden: HiddenCount) -> str:
    """Give the visible text, page by page, column by column."""
    with contextlib.closing(_opened(content)) as document:
        if len(document) > MAX_PAGES:
            raise UnreadableError(UnreadableReason.TOO_LARGE)
        try:
            pages = [_Page(document[number]) for number in range(len(document))]
            text = "\n\n".join(text_of(list(page.glyphs(hidden))) for page in pages)
        except pdfium.PdfiumError as error:
            raise UnreadableError(UnreadableReason.DAMAGED) from error
        if not text.strip():
            pictured = any(page.has_images for page in pages)
            reason = UnreadableReason.IMAGE_ONLY if pictured else UnreadableReason.EMPTY
            raise UnreadableError(reason)
        return text


def _opened(content: bytes) -> Any:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        reason = UnreadableReason.ENCRYPTED if locked else UnreadableReason.DAMAGED
        raise UnreadableError(reason) from error


class _Page:
    def __init__(self, page: Any) -> None:
        self._page = page
        self._text = page.get_textpage()
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        objects = list(page.get_objects(max_depth=4))
        self.has_images = any(obj.type == raw.FPDF_PAGEOBJ_IMAGE for obj in objects)
        self._areas = [*_areas(objects)]
        self._modes: dict[int, int] = {}

    def glyphs(self, hidden: HiddenCount) -> Iterator[Glyph]:
        """Give the visible characters in the order of the file; count the others."""
        count = self._text.count_chars()
        if count > _MAX_GLYPHS:
            raise UnreadableError(UnreadableReason.TOO_LARGE)
        for place in range(count):
            glyph = self._glyph(place)
            if glyph is None:
                continue
            kind = self._why_hidden(place, glyph)
            if kind is None:
                yield glyph
            else:
                hidden.add(kind, glyph.char)

    def _glyph(self, place: int) -> Glyph | None:
        code = raw.FPDFText_GetUnicode(self._text, place)
        if raw.FPDFText_IsGenerated(self._text, place) == 1 or code in (0, 0xFFFE, 0xFFFF):
            return None
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetLooseCharBox(self._text, place, box := raw.FS_RECTF())
        raw.FPDFText_GetCharOrigin(self._text, place, left, bottom)
        right.value, top.value = box.right, box.top
        # PDFium marks a hyphen at the end of a line by U+0002.
        char = "-" if code == 2 else _char(code)
        return Glyph(
            char=char,
            left=min(box.left, box.right),
            right=max(box.left, box.right),
            base=bottom.value,
            size=self._size(place),
        )

    def _size(self, place: int) -> float:
        """Give the height of the font on the page, its matrix taken into account."""
        matrix = raw.FS_MATRIX()
        size = float(raw.FPDFText_GetFontSize(self._text, place))
        if raw.FPDFText_GetMatrix(self._text, place, matrix):
            scale = (matrix.c**2 + matrix.d**2) ** 0.5
            return size * scale if scale else size
        return size

    def _why_hidden(self, place: int, glyph: Glyph) -> HiddenKind | None:
        if glyph.char.isspace():
            return None
        x, y = (glyph.left + glyph.right) / 2, glyph.base + glyph.size / 4
        if not (self._left <= x <= self._right and self._bottom <= y <= self._top):
            return HiddenKind.OFF_PAGE
        if glyph.size < _SMALLEST_SIZE:
            return HiddenKind.TINY
        mode, colour, opacity = self._paint(place)
        if mode in _INVISIBLE_MODES or opacity < _LEAST_OPACITY:
            return HiddenKind.INVISIBLE
        ground = next((area.colour for area in self._areas if area.holds(x, y)), _WHITE)
        contrast = max(abs(a - b) for a, b in zip(colour, ground, strict=True))
        return HiddenKind.BACKGROUND_COLOUR if contrast < _LEAST_CONTRAST else None

    def _paint(self, place: int) -> tuple[int, Colour, int]:
        """Give render mode, colour and opacity (0 to 255) of the character."""
        obj = raw.FPDFText_GetTextObject(self._text, place)
        mode = raw.FPDFTextObj_GetTextRenderMode(obj) if obj else 0
        red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
        stroked = mode == raw.FPDF_TEXTRENDERMODE_STROKE
        colour_of = raw.FPDFText_GetStrokeColor if stroked else raw.FPDFText_GetFillColor
        if not colour_of(self._text, place, red, green, blue, opacity):
            return mode, (0, 0, 0), 255
        return mode, (red.value, green.value, blue.value), opacity.value


def _char(code: int) -> str:
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _areas(objects: Sequence[Any]) -> Iterator[_Area]:
    """Give the filled shapes, the topmost first."""
    for obj in reversed(objects):
        if obj.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPath_GetDrawMode(obj, mode, stroke)
        filled = raw.FPDFPageObj_GetFillColor(obj, red, green, blue, opacity)
        if mode.value and filled and opacity.value >= 2 * _LEAST_OPACITY:
            left, bottom, right, top = obj.get_bounds()
            yield _Area(left, bottom, right, top, (red.value, green.value, blue.value))
