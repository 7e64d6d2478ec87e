"""The copy-ready template of a library page, and the answers that its figures give."""

from collections.abc import Iterator, Sequence

from nlp.posts.phrases import HEADINGS
from nlp.posts.render import Page, TextFormat, render
from nlp.posts.sections import Provenance, SectionKind, WrittenSection, body_of
from nlp.posts.titles import with_article
from nlp.posts.voice import as_employer
from nlp.roles.page import Faq, Region, RequirementKind, RolePage
from nlp.rules.pay import format_band

_SHORT = {Region.US: "US", Region.UK: "UK", Region.EUROZONE: "Eurozone"}
_IN_REGION = {
    Region.US: "in the United States",
    Region.UK: "in the United Kingdom",
    Region.EUROZONE: "in the eurozone",
}
_OFFER = (
    "Salary: [range, gross, with currency and period]",
    "[Bonus, equity or commission, if there is any]",
    "[Health, paid leave, learning budget, equipment: only what is real]",
    "[Working hours, and how flexible they are]",
)
_ABOUT = "[Two or three sentences: what you do, for whom, how far you have come]"
_APPLY = (
    "Send your CV to [address or link] by [date]. If you meet most of these points but not all, "
    "please apply anyway."
)
_COMPLIANCE = "[Compliance line for your country: what the law there asks a job post to say]"
STRONG = (
    SectionKind.HOOK,
    SectionKind.WHY,
    SectionKind.RESPONSIBILITIES,
    SectionKind.REQUIRED,
    SectionKind.SALARY,
    SectionKind.COMPLIANCE,
    SectionKind.HOW_TO_APPLY,
)


def template(page: RolePage, text_format: TextFormat) -> str:
    """Write the template of `page` with its [placeholders], ready to be copied."""
    return render(template_sections(page), text_format, Page(page.title))


def template_sections(page: RolePage) -> tuple[WrittenSection, ...]:
    return tuple(_sections(page))


def missing_parts(sections: Sequence[WrittenSection]) -> tuple[str, ...]:
    """Name what a strong post has and these sections lack; six responsibilities are asked for."""
    held = {section.kind: section for section in sections if section.body.strip()}
    missing = [kind.value for kind in STRONG if kind not in held]
    duties = held.get(SectionKind.RESPONSIBILITIES)
    if duties is not None and len(duties.items) < 6:
        missing.append("six responsibilities")
    return tuple(missing)


def _sections(page: RolePage) -> Iterator[WrittenSection]:
    header = "**[Company name]** · [City], [Country] · [On-site / Hybrid / Remote]"
    yield _section(SectionKind.HEADER, header, heading=page.title)
    yield _section(SectionKind.SALARY, bands_line(page))
    yield _section(SectionKind.HOOK, page.hook)
    yield _section(SectionKind.WHY, as_employer(page.why_hire))
    yield _section(SectionKind.RESPONSIBILITIES, items=page.shown_responsibilities)
    for kind in (RequirementKind.REQUIRED, RequirementKind.NICE_TO_HAVE):
        texts = tuple(requirement.text for requirement in page.of_kind(kind))
        yield _section(SectionKind(kind.value), items=texts)
    yield _section(SectionKind.OFFER, items=_OFFER)
    yield _section(SectionKind.ABOUT, _ABOUT, heading="About [Company name]")
    yield _section(SectionKind.HOW_TO_APPLY, _APPLY)
    yield _section(SectionKind.COMPLIANCE, _COMPLIANCE)


def _section(
    kind: SectionKind,
    text: str = "",
    *,
    items: tuple[str, ...] = (),
    heading: str | None = None,
) -> WrittenSection:
    shown = heading or HEADINGS.get(kind)
    return WrittenSection(kind, shown, body_of((text,), items), items, Provenance.LIBRARY)


def bands_line(page: RolePage) -> str:
    """Write all bands of a page in a line: `$140,000 – $200,000 (US) · ... gross per year`."""
    parts = (f"{format_band(band)} ({_SHORT[band.region]})" for band in page.bands)
    return f"{' · '.join(parts)}, gross per year"


def computed_faq(page: RolePage) -> tuple[Faq, ...]:
    """Give the entries that follow from the page's own data."""
    title = with_article(page.title)
    include = Faq(
        f"What should {title} job description include?",
        "A hook of one or two sentences, why the role exists, six duties with their results, "
        "the skills that are really required, the salary range, how to apply, and the lines that "
        "the law of your country asks for. The template on this page has a place for each.",
    )
    return (include, salary_faq(page))


def salary_faq(page: RolePage) -> Faq:
    """Answer what the role earns, from the page's bands."""
    bands = [f"{format_band(band)} {_IN_REGION[band.region]}" for band in page.bands]
    listed = f"{', '.join(bands[:-1])} and {bands[-1]}" if len(bands) > 1 else "".join(bands)
    return Faq(
        f"How much does {with_article(page.title)} earn?",
        f"About {listed}: gross pay for a year of full-time work, as of {page.bands[0].as_of}. "
        "These are estimates; city, seniority and experience move them.",
    )
