"""Read an HTML page as a browser shows it: in blocks, without what its styles hide."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from nlp.documents.colours import is_near_white, is_transparent
from nlp.documents.outcome import HiddenCount, HiddenKind, UnreadableError, UnreadableReason
from nlp.documents.plain import decoded

_SILENT = frozenset("script style noscript template head title iframe object svg select".split())
_BLOCKS = frozenset(
    "address article aside blockquote body dd div dl dt figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr html li main nav ol p pre section table tbody thead tfoot tr ul".split()
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"(?:[a-z0-9]+)?[.#]?[\w-]+", re.IGNORECASE)
_LENGTH = re.compile(r"([\d.]+)(px|pt|em|rem|%)?")
_SMALLEST = {"px": 5.0, "pt": 4.0, "em": 0.35, "rem": 0.35, "%": 35.0, None: 1.0}
_FAR_OFF = re.compile(r"-\d{4,}")

Style = dict[str, str]


def read_html(content: bytes, hidden: HiddenCount) -> str:
    source = re.sub(r"^\s*<\?xml[^>]*>", "", decoded(content))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableError(UnreadableReason.EMPTY) from error
    sheet = dict(_rules(root))
    return "".join(_shown(root, sheet, hidden, None, on_paper=True))


def _rules(root: Any) -> Iterator[tuple[str, Style]]:
    """Give the declarations of simple selectors: an element, a class or an id."""
    for element in root.iter("style"):
        for selectors, body in _RULE.findall(element.text or ""):
            for selector in selectors.split(","):
                if _SELECTOR.fullmatch(selector.strip()):
                    yield selector.strip().lower(), _declarations(body)


def _declarations(body: str) -> Style:
    pairs = (part.split(":", 1) for part in body.lower().split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def _style_of(element: Any, sheet: dict[str, Style]) -> Style:
    tag, style = element.tag.lower(), Style()
    classes = (element.get("class") or "").lower().split()
    names = [tag, *(f".{c}" for c in classes), *(f"{tag}.{c}" for c in classes)]
    names.append(f"#{(element.get('id') or '').lower()}")
    for name in names:
        style |= sheet.get(name, {})
    if tag == "font" and element.get("color"):
        style["color"] = element.get("color")
    return style | _declarations(element.get("style") or "")


def _shown(
    element: Any,
    sheet: dict[str, Style],
    hidden: HiddenCount,
    above: HiddenKind | None,
    *,
    on_paper: bool,
) -> Iterator[str]:
    """Give the visible pieces of an element; count those that it or one above it hides."""
    if not isinstance(element.tag, str) or element.tag.lower() in _SILENT:
        return
    tag, style = element.tag.lower(), _style_of(element, sheet)
    ground = style.get("background-color", style.get("background"))
    on_paper = on_paper if ground is None or is_transparent(ground) else is_near_white(ground)
    kind = above or _why_hidden(element, style, on_paper=on_paper)
    block = tag in _BLOCKS
    yield "\n" if block or tag == "br" else ""
    yield "- " if tag == "li" and kind is None else ""
    yield from _seen(element.text, kind, hidden, kept=tag == "pre")
    for child in element:
        yield from _shown(child, sheet, hidden, kind, on_paper=on_paper)
        yield from _seen(child.tail, kind, hidden, kept=tag == "pre")
    yield "  " if tag in ("td", "th") else ""
    yield "\n" if block else ""


def _seen(
    text: str | None, kind: HiddenKind | None, hidden: HiddenCount, *, kept: bool
) -> Iterator[str]:
    if text and kind is not None:
        hidden.add(kind, text)
    elif text:
        yield text if kept else re.sub(r"\s+", " ", text)


def _why_hidden(element: Any, style: Style, *, on_paper: bool) -> HiddenKind | None:
    concealed = style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse")
    if concealed or element.get("hidden") is not None or is_transparent(style.get("color")):
        return HiddenKind.INVISIBLE
    if style.get("opacity", "1").rstrip("%") in ("0", "0.0", ".0", "0.00"):
        return HiddenKind.INVISIBLE
    size = _LENGTH.fullmatch(style.get("font-size", ""))
    if size is not None and float(size[1]) < _SMALLEST[size[2]]:
        return HiddenKind.TINY
    if any(_FAR_OFF.match(style.get(side, "")) for side in ("left", "top", "text-indent")):
        return HiddenKind.OFF_PAGE
    return HiddenKind.BACKGROUND_COLOUR if _melts(style, on_paper=on_paper) else None


def _melts(style: Style, *, on_paper: bool) -> bool:
    return on_paper and is_near_white(style.get("color"))
