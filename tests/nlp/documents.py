"""Files made on the spot, each with the text that a reader of it would see."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from reportlab.lib import pdfencrypt
from reportlab.lib.colors import Color, black, white
from reportlab.pdfgen.canvas import Canvas

_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


class Pdf:
    """A PDF of one or more pages; lengths in points, from the bottom left corner."""

    def __init__(self, *, password: str | None = None) -> None:
        self._file = io.BytesIO()
        lock = pdfencrypt.StandardEncryption(password) if password else None
        self.canvas = Canvas(self._file, pagesize=(595, 842), encrypt=lock)

    def line(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = 11,
        colour: Color = black,
        mode: int = 0,
    ) -> "Pdf":
        drawn = self.canvas.beginText(x, y)
        drawn.setFont("Helvetica", size)
        drawn.setFillColor(colour)
        drawn.setTextRenderMode(mode)
        drawn.textLine(text)
        self.canvas.drawText(drawn)
        return self

    def column(self, lines: Sequence[str], x: float, top: float, *, leading: float = 14) -> "Pdf":
        for number, text in enumerate(lines):
            self.line(text, x, top - number * leading)
        return self

    def box(self, x: float, y: float, width: float, height: float, colour: Color) -> "Pdf":
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)
        return self

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()


def pdf_of(*lines: str) -> bytes:
    return Pdf().column(lines, 60, 780).bytes()


def docx_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def docx_with_hidden(visible: str, *, vanished: str, pale: str, tiny: str) -> bytes:
    """A Word file with one paragraph of four runs, three of which nobody sees."""
    document = docx.Document()
    paragraph = document.add_paragraph(visible)
    paragraph.add_run(vanished).font.hidden = True
    paragraph.add_run(pale).font.color.rgb = RGBColor(0xFF, 0xFF, 0xFE)
    paragraph.add_run(tiny).font.size = Pt(1)
    return saved(document)


def docx_with_box(text: str) -> bytes:
    """A Word file whose text stands in a text box, as many templates have the name."""
    document = docx.Document()
    run = document.add_paragraph()._p.add_r()
    box, inner = OxmlElement("w:txbxContent"), OxmlElement("w:p")
    inner_run, written = OxmlElement("w:r"), OxmlElement("w:t")
    written.text = text
    inner_run.append(written)
    inner.append(inner_run)
    box.append(inner)
    picture = OxmlElement("w:pict")
    picture.append(box)
    run.append(picture)
    assert box.tag == qn("w:txbxContent")
    return saved(document)


def odt_of(body: str, *, styles: str = "", prolog: str = "") -> bytes:
    """An OpenDocument text with that XML as its body and its automatic styles."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_OFFICE}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def zipped(entries: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    file = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


WHITE = white
