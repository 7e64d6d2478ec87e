"""The finished post as Markdown, plain text, or a complete HTML page."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from nlp.posts.sections import Provenance, SectionKind, WrittenSection
from nlp.rules.compliance import PostText

_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<!\w)\*(\S.*?\S|\S)\*(?!\w)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 system-ui,sans-serif;"
    "color:#1b1b1b;background:#fff}h1,h2{line-height:1.25}"
)


class TextFormat(StrEnum):
    MARKDOWN = "MARKDOWN"
    HTML = "HTML"
    PLAIN = "PLAIN"


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page needs besides the sections. `language` is a BCP 47 tag."""

    title: str
    language: str = "en"
    json_ld: Mapping[str, Any] = field(default_factory=dict)


def render(sections: Sequence[WrittenSection], text_format: TextFormat, page: Page) -> str:
    """Write the whole post. The header's heading is the title of the document."""
    match text_format:
        case TextFormat.MARKDOWN:
            return markdown(sections)
        case TextFormat.PLAIN:
            return plain(sections)
        case TextFormat.HTML:
            return html_page(sections, page)


def markdown(sections: Sequence[WrittenSection]) -> str:
    """Write headings and bodies one below the other, ending in a newline."""
    blocks: list[str] = []
    for section in sections:
        level = "#" if section.kind is SectionKind.HEADER else "##"
        if section.heading:
            blocks.append(f"{level} {section.heading}")
        blocks.append(section.body)
    return "\n\n".join(blocks) + "\n"


def plain(sections: Sequence[WrittenSection]) -> str:
    """Write the post without markup: bullets as •, links as text with their address."""
    blocks: list[str] = []
    for section in sections:
        parts = [section.heading, *section.body.split("\n\n")]
        blocks += [_plain(part) for part in parts if part]
    return "\n\n".join(blocks) + "\n"


def _plain(block: str) -> str:
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], block)
    text = _LINK.sub(r"\1 (\2)", text)
    return re.sub(r"^[-*] ", "• ", text, flags=re.MULTILINE)


def as_post_text(sections: Sequence[WrittenSection]) -> PostText:
    """Give the post as the compliance check reads it: the header's heading is the title."""
    return PostText.of(plain(sections))


def html_fragment(sections: Sequence[WrittenSection]) -> str:
    """Write the bodies as HTML without page or title; raw HTML in the text is shown as text."""
    converter = MarkdownIt("commonmark", {"html": False})
    parts: list[str] = []
    for section in sections:
        heading = section.heading if section.kind is not SectionKind.HEADER else None
        parts.append(f"<h2>{escape(heading)}</h2>\n" if heading else "")
        parts.append(str(converter.render(section.body)))
    return "".join(parts)


def html_page(sections: Sequence[WrittenSection], page: Page) -> str:
    """Write a complete, accessible page with the JSON-LD and the provenance mark inside."""
    title, source = escape(page.title), source_type(sections)
    heading = next((s.heading for s in sections if s.kind is SectionKind.HEADER), page.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(page.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n"
        f'<meta name="digital-source-type" content="{_IPTC}{_lower_first(source)}">\n'
        f"<style>{_STYLE}</style>\n"
        f"{_script(page.json_ld)}</head>\n<body>\n<main>\n<article>\n"
        f"<header>\n<h1>{escape(heading or page.title)}</h1>\n</header>\n"
        f"{html_fragment(sections)}</article>\n</main>\n</body>\n</html>\n"
    )


def source_type(sections: Sequence[WrittenSection]) -> str:
    """Name how the text came about as IPTC's digital source types do (AI Act art. 50(2)).

    Composed texts are made by an algorithm; with model text the post is a composite of both.
    """
    by_model = any(section.provenance is Provenance.MODEL for section in sections)
    return "CompositeWithTrainedAlgorithmicMedia" if by_model else "AlgorithmicMedia"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _script(json_ld: Mapping[str, Any]) -> str:
    """Embed JSON-LD so that no text in it can close the script element."""
    if not json_ld:
        return ""
    body = json.dumps(json_ld, ensure_ascii=False, indent=1)
    for char, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        body = body.replace(char, code)
    return f'<script type="application/ld+json">\n{body}\n</script>\n'
