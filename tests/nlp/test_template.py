"""The template of a page is a strong post by the page's own definition, in three formats."""

import pytest

from nlp.posts.render import TextFormat
from nlp.posts.sections import SectionKind
from nlp.roles.template import (
    computed_faq,
    missing_parts,
    salary_faq,
    template,
    template_sections,
)
from tests.nlp.samples import PAGE


def test_the_template_has_every_part_of_a_strong_post() -> None:
    assert missing_parts(template_sections(PAGE)) == ()


@pytest.mark.parametrize("kind", ["HOOK", "WHY", "SALARY", "COMPLIANCE", "HOW_TO_APPLY"])
def test_a_missing_part_is_named(kind: str) -> None:
    rest = [section for section in template_sections(PAGE) if section.kind != kind]
    assert missing_parts(rest) == (kind,)


def test_the_template_keeps_its_placeholders_and_the_pages_words() -> None:
    text = template(PAGE, TextFormat.MARKDOWN)
    assert text.startswith("# Bookkeeper\n\n**[Company name]** · [City], [Country]")
    assert all(f"- {duty}" in text for duty in PAGE.shown_responsibilities)
    bands = "$45,000 – $62,000 (US) · £26,000 – £34,000 (UK) · €32,000 – €44,000 (Eurozone)"
    assert f"{bands}, gross per year" in text
    assert "Our owner still enters invoices at night, and it costs us a day every week." in text


def test_plain_text_has_no_markup_and_html_is_a_page() -> None:
    plain = template(PAGE, TextFormat.PLAIN)
    assert "**" not in plain
    assert "• Post supplier bills" in plain
    page = template(PAGE, TextFormat.HTML)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<li>Post supplier bills" in page


def test_bullets_stay_items() -> None:
    sections = {section.kind: section for section in template_sections(PAGE)}
    assert len(sections[SectionKind.RESPONSIBILITIES].items) == 6


def test_the_pay_question_is_answered_from_the_bands() -> None:
    answer = salary_faq(PAGE).answer
    assert "$45,000 – $62,000 in the United States" in answer
    assert "as of Q4 2026" in answer
    assert [entry.question for entry in computed_faq(PAGE)] == [
        "What should a Bookkeeper job description include?",
        "How much does a Bookkeeper earn?",
    ]
