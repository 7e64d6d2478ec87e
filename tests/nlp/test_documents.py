"""Files of every kind give their visible text in reading order, or the reason why they cannot."""

import codecs

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.colors import Color, black

from nlp.documents.outcome import (
    DocumentText,
    HiddenKind,
    Unreadable,
    UnreadableReason,
)
from nlp.documents.reading import read
from nlp.documents.sandbox import SandboxLimits, read_document
from tests.nlp.documents import (
    WHITE,
    Pdf,
    docx_of,
    docx_with_box,
    docx_with_hidden,
    odt_of,
    pdf_of,
    saved,
    zipped,
)

CV = "Ana Example\nBookkeeper, 2018 – 2024\n- Ran payroll in Xero\n- Closed the books each month"
LINES = ("Ana Example", "Bookkeeper, 2018 – 2024", "Ran payroll in Xero")
LEFT = ["Skills", "Python and SQL", "Docker", "Linux", "German, fluent"]
RIGHT = ["Experience", "Backend work at Acme", "Built the billing service", "Ran the on-call rota"]


def text_of(content: bytes) -> str:
    outcome = read(content)
    assert isinstance(outcome, DocumentText), outcome
    return outcome.text


def hidden_in(content: bytes) -> dict[HiddenKind, int]:
    return {hidden.kind: hidden.characters for hidden in read(content).hidden}


def reason_of(content: bytes) -> UnreadableReason:
    outcome = read(content)
    assert isinstance(outcome, Unreadable), outcome
    return outcome.reason


@pytest.mark.parametrize(
    "content",
    [
        pdf_of(*LINES),
        docx_of(*LINES),
        odt_of("".join(f"<text:p>{line}</text:p>" for line in LINES)),
        b"{\\rtf1\\ansi Ana Example\\par Bookkeeper, 2018 \\u8211? 2024\\par Ran payroll in Xero}",
        "<html><body>{}</body></html>".format("".join(f"<p>{x}</p>" for x in LINES)).encode(),
        "\n".join(LINES).encode(),
    ],
    ids=["pdf", "docx", "odt", "rtf", "html", "text"],
)
def test_every_kind_of_file_gives_its_lines_in_order(content: bytes) -> None:
    assert [line for line in text_of(content).split("\n") if line] == list(LINES)


@pytest.mark.parametrize(
    "content",
    [
        "Café Müller — naïve".encode(),
        codecs.BOM_UTF8 + "Café Müller — naïve".encode(),
        codecs.BOM_UTF16_LE + "Café Müller — naïve".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Café Müller — naïve".encode("utf-16-be"),
        "Café Müller — naïve".encode("utf-16-le"),
        "Café Müller — naïve".encode("cp1252"),
    ],
)
def test_text_is_read_in_its_own_encoding(content: bytes) -> None:
    assert text_of(content) == "Café Müller — naïve"


def test_columns_of_a_page_are_read_one_after_the_other() -> None:
    page = Pdf().line("Ana Example", 60, 800, size=18)
    page.column(LEFT, 60, 740).column(RIGHT, 300, 740)
    assert text_of(page.bytes()).split("\n")[-9:] == [*LEFT, *RIGHT]


def test_columns_are_read_in_order_whichever_was_drawn_first() -> None:
    page = Pdf().column(RIGHT, 300, 740, leading=17).column(LEFT, 60, 740)
    assert text_of(page.bytes()).split("\n") == [*LEFT, *RIGHT]


def test_dates_beside_jobs_stay_with_their_jobs() -> None:
    dates = ["2021 - 2024", "2018 - 2021", "2015 - 2018"]
    jobs = ["Backend engineer, Acme", "Developer, Globex", "Trainee, Initech"]
    page = Pdf().column(jobs, 60, 740).column(dates, 420, 740)
    lines = text_of(page.bytes()).split("\n")
    assert lines == [f"{job} {date}" for job, date in zip(jobs, dates, strict=True)]


def test_one_wide_column_is_no_two() -> None:
    lines = [f"Sentence {n} goes across the whole page and has no gap to speak of" for n in "abcd"]
    assert text_of(Pdf().column(lines, 60, 740).bytes()).split("\n") == lines


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (HiddenKind.INVISIBLE, {"mode": 3}),
        (HiddenKind.BACKGROUND_COLOUR, {"colour": WHITE}),
        (HiddenKind.BACKGROUND_COLOUR, {"colour": Color(0.97, 0.97, 0.97)}),
        (HiddenKind.TINY, {"size": 1}),
        (HiddenKind.OFF_PAGE, {"x": 700}),
        (HiddenKind.OFF_PAGE, {"y": -40}),
        (HiddenKind.INVISIBLE, {"colour": Color(0, 0, 0, alpha=0.01)}),
    ],
)
def test_text_of_a_page_that_nobody_sees_is_dropped_and_noted(
    kind: HiddenKind, how: dict[str, float]
) -> None:
    page = Pdf().line("Ana Example", 60, 780)
    page.line("Kubernetes expert", **({"x": 60, "y": 700} | how))  # type: ignore[arg-type]
    content = page.bytes()
    assert text_of(content) == "Ana Example"
    assert hidden_in(content) == {kind: len("Kubernetesexpert")}


def test_white_text_on_a_dark_box_is_seen_and_dark_text_on_it_is_not() -> None:
    page = Pdf().box(40, 760, 500, 60, Color(0.1, 0.1, 0.3))
    page.line("Ana Example", 60, 780, colour=WHITE)
    page.line("Kubernetes", 300, 780, colour=Color(0.1, 0.1, 0.3))
    content = page.line("Bookkeeper", 60, 700, colour=black).bytes()
    assert text_of(content).split("\n\n") == ["Ana Example", "Bookkeeper"]
    assert hidden_in(content) == {HiddenKind.BACKGROUND_COLOUR: len("Kubernetes")}


def test_hidden_runs_of_a_word_file_are_dropped_and_noted() -> None:
    content = docx_with_hidden("Ana", vanished="Kafka", pale="Spark", tiny="Hive")
    assert text_of(content) == "Ana"
    assert hidden_in(content) == {
        HiddenKind.INVISIBLE: 5,
        HiddenKind.BACKGROUND_COLOUR: 5,
        HiddenKind.TINY: 4,
    }


def test_a_style_that_hides_is_heard() -> None:
    document = docx.Document()
    style = document.styles.add_style("Ghost", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    document.add_paragraph("Ana").add_run("Kafka", style="Ghost")
    assert text_of(saved(document)) == "Ana"


def test_white_text_in_a_shaded_cell_is_seen() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "1F3864")
    cell._tc.get_or_add_tcPr().append(shade)
    cell.paragraphs[0].add_run("Ana Example").font.color.rgb = RGBColor(255, 255, 255)
    assert text_of(saved(document)) == "Ana Example"


def test_tables_headers_and_boxes_of_a_word_file_are_read() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ana Example"
    document.add_paragraph("Skills")
    table = document.add_table(rows=2, cols=2)
    for place, text in enumerate(["Python", "6 years", "SQL", "4 years"]):
        table.cell(place // 2, place % 2).text = text
    document.add_paragraph("Hobbies")
    lines = [line for line in text_of(saved(document)).split("\n") if line]
    assert lines == ["Ana Example", "Skills", "Python 6 years", "SQL 4 years", "Hobbies"]
    assert text_of(docx_with_box("Ana in a box")) == "Ana in a box"


def test_hidden_spans_of_an_open_document_are_dropped_and_noted() -> None:
    style = '<style:style style:name="T1"><style:text-properties {}/></style:style>'
    body = '<text:p>Ana <text:span text:style-name="T1">Kafka</text:span>Example</text:p>'
    for properties, kind in (
        ('text:display="none"', HiddenKind.INVISIBLE),
        ('fo:color="#ffffff"', HiddenKind.BACKGROUND_COLOUR),
        ('fo:font-size="1pt"', HiddenKind.TINY),
    ):
        content = odt_of(body, styles=style.format(properties))
        assert text_of(content) == "Ana Example"
        assert hidden_in(content) == {kind: 5}


@pytest.mark.parametrize(
    "hiding",
    [
        'style="display:none"',
        'style="visibility: hidden"',
        'style="color:#fff"',
        'style="font-size:1px"',
        'style="opacity:0"',
        'style="position:absolute; left:-9999px"',
        "hidden",
        'class="ghost"',
    ],
)
def test_what_a_page_hides_is_dropped_and_noted(hiding: str) -> None:
    page = (
        "<html><head><style>.ghost { display: none }</style></head>"
        f"<body><p>Ana Example</p><p {hiding}>Kafka</p><script>Kafka()</script></body></html>"
    ).encode()
    assert text_of(page) == "Ana Example"
    assert sum(hidden_in(page).values()) == 5


def test_hidden_text_of_a_rich_text_file_is_dropped_and_noted() -> None:
    content = b"{\\rtf1\\ansi Ana {\\v Kafka}Example \\v Spark\\v0  here}"
    assert "Kafka" not in text_of(content)
    assert "Spark" not in text_of(content)
    assert hidden_in(content) == {HiddenKind.INVISIBLE: 10}


def test_unseen_characters_are_dropped_and_noted() -> None:
    smuggled = "Ana\u202eElpmaxe" + "".join(chr(0xE0000 + ord(char)) for char in "Kafka")
    assert text_of(smuggled.encode()) == "AnaElpmaxe"
    assert hidden_in(smuggled.encode()) == {HiddenKind.UNSEEN_CHARACTERS: 6}


def test_broken_words_ligatures_and_bullets_are_made_whole() -> None:
    raw = "• Ran ﬁnance opera-\ntions\n▪ Full-\nstack work\r\n\r\n\r\n\r\n● More"
    assert text_of(raw.encode()) == "- Ran finance operations\n- Full-stack work\n\n- More"


def test_a_lone_photo_of_a_cv_has_no_text() -> None:
    page = Pdf()
    page.canvas.drawInlineImage(_photo(), 50, 50, 400, 600)
    assert reason_of(page.bytes()) is UnreadableReason.IMAGE_ONLY
    assert reason_of(b"\x89PNG\r\n\x1a\n" + b"0" * 100) is UnreadableReason.IMAGE_ONLY


def _photo() -> object:
    from PIL import Image

    return Image.new("RGB", (40, 60), (90, 120, 150))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (Pdf(password="secret").line("Ana", 60, 700).bytes(), UnreadableReason.ENCRYPTED),
        (Pdf().line("", 60, 700).bytes(), UnreadableReason.EMPTY),
        (b"  \n ", UnreadableReason.EMPTY),
        (pdf_of("Ana")[:300], UnreadableReason.DAMAGED),
        (docx_of("Ana")[:900], UnreadableReason.DAMAGED),
        (bytes(range(1, 256)) * 20, UnreadableReason.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, UnreadableReason.UNSUPPORTED),
        (zipped({"readme.txt": "hello"}), UnreadableReason.UNSUPPORTED),
        (("word " * 50_000).encode(), UnreadableReason.TOO_LARGE),
    ],
)
def test_a_file_without_text_says_why(content: bytes, reason: UnreadableReason) -> None:
    assert reason_of(content) is reason


def test_bombs_and_entities_are_refused() -> None:
    bomb = zipped({"word/document.xml": b"0" * 40_000_000})
    many = zipped({f"{n}.xml": "x" for n in range(1_001)} | {"word/document.xml": "x"})
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    assert reason_of(bomb) is UnreadableReason.TOO_LARGE
    assert reason_of(many) is UnreadableReason.TOO_LARGE
    entities = odt_of("<text:p>&b;</text:p>", prolog=laughs)
    assert reason_of(entities) is UnreadableReason.DAMAGED
    pages = Pdf()
    for _ in range(51):
        pages.line("Ana", 60, 700).canvas.showPage()
    assert reason_of(pages.bytes()) is UnreadableReason.TOO_LARGE


def test_one_word_without_end_is_read_in_one_pass() -> None:
    assert read(b"x" * 1_000_000) == Unreadable(UnreadableReason.TOO_LARGE)
    assert read(b"x" * 200_000) == DocumentText("x" * 200_000)


def test_the_process_of_its_own_gives_the_same() -> None:
    for content in (pdf_of(*LINES), docx_of(*LINES), CV.encode(), zipped({"a": "b"})):
        assert read_document(content) == read(content)


def test_a_parser_that_takes_too_long_is_killed() -> None:
    hasty = SandboxLimits(wall_seconds=0.001)
    outcome = read_document(pdf_of(*LINES), limits=hasty)
    assert outcome == Unreadable(UnreadableReason.TIMED_OUT)


def test_a_parser_that_wants_too_much_memory_ends_as_a_typed_result() -> None:
    small = SandboxLimits(memory=32 * 1024 * 1024)
    outcome = read_document(docx_of("word " * 100_000), limits=small)
    assert outcome == Unreadable(UnreadableReason.DAMAGED)


_FILES = [pdf_of(*LINES), docx_of(*LINES), odt_of("<text:p>Ana</text:p>"), b"{\\rtf1 Ana\\par}"]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_give_anything_but_a_typed_result(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(_FILES)))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    from nlp.documents.child import _outcome

    assert isinstance(_outcome(bytes(content[:cut])), DocumentText | Unreadable)
