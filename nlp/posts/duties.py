"""The duties of a post: the page's own, and those that seniority, way of working and field add."""

from collections.abc import Iterator, Sequence

from nlp.posts import phrases
from nlp.posts.brief import Brief, EmploymentType, WorkMode
from nlp.posts.sections import Provenance, SectionKind
from nlp.posts.tailoring import Industry, Tailoring
from nlp.posts.titles import seniority_of
from nlp.posts.units import Unit
from nlp.roles.page import RolePage

Wordings = tuple[str, ...]

_SENIOR = ("senior", "lead")
_JUNIOR = ("entry", "junior", "trainee")
_MAX_ADDED = 2
_MAX_SKILLS = 3
_MAX_SKILL_WORDS = 4


def duty_units(brief: Brief, page: RolePage | None, tailoring: Tailoring) -> Iterator[Unit]:
    """Give one unit a duty. No duty is invented for a title that the library does not know.

    Such a title gets what holds for nearly every job of its family, the caller's own skills, and a
    marked gap for the rest.
    """
    yield from _own(brief, page, tailoring)
    for number, wordings in enumerate(list(_added(brief, page, tailoring))[:_MAX_ADDED]):
        yield _unit(f"responsibilities.added.{number}", wordings, rewritable=False)
    if page is None:
        ask = (phrases.NO_DUTIES,)
        section = SectionKind.RESPONSIBILITIES
        yield Unit("responsibilities.ask", section, ask, Provenance.RULE, bullet=True)


def _own(brief: Brief, page: RolePage | None, tailoring: Tailoring) -> Iterator[Unit]:
    if page is not None:
        for number, wordings in enumerate(page.responsibilities):
            yield _unit(f"responsibilities.{number}", escaped(wordings), rewritable=True)
        return
    family = tailoring.family_of(brief.family)
    duties = [*(family.duties if family else ()), *_from_skills(brief)]
    for number, wordings in enumerate(duties):
        yield _unit(f"responsibilities.{number}", wordings, rewritable=False)


def _unit(name: str, wordings: Wordings, *, rewritable: bool) -> Unit:
    return Unit(
        id=name,
        section=SectionKind.RESPONSIBILITIES,
        wordings=wordings,
        provenance=Provenance.LIBRARY,
        bullet=True,
        rewritable=rewritable,
    )


def _from_skills(brief: Brief) -> Iterator[Wordings]:
    """Speak of the caller's skills where the library knows no duties."""
    short = [skill for skill in brief.required_skills if len(skill.split()) <= _MAX_SKILL_WORDS]
    for position, skill in enumerate(short[:_MAX_SKILLS]):
        pattern = phrases.USE_SKILL[(brief.seed + position) % len(phrases.USE_SKILL)]
        yield (pattern.replace("{skill}", _escaped(skill)),)


def _added(brief: Brief, page: RolePage | None, tailoring: Tailoring) -> Iterator[Wordings]:
    """Give what the caller's input adds, the most telling first."""
    grow = _growth(brief, page)
    if grow:
        yield phrases.GROW[grow]
    industry = tailoring.industry_of(brief.company.industry)
    if industry and page and page.category not in industry.home and not _afar(brief, industry):
        yield industry.duties
    if brief.work_mode in phrases.WAYS_OF_WORKING:
        yield phrases.WAYS_OF_WORKING[brief.work_mode]


def _afar(brief: Brief, industry: Industry) -> bool:
    return industry.on_site and brief.work_mode is WorkMode.REMOTE


def _growth(brief: Brief, page: RolePage | None) -> str | None:
    """Name the duty that a seniority other than the page's adds."""
    wanted = seniority_of(brief)
    usual = page.seniority.lower() if page else ""
    if wanted == "intern" or brief.employment_type is EmploymentType.INTERN:
        return "intern"
    if wanted in _SENIOR and wanted != usual:
        return wanted
    return "junior" if wanted in _JUNIOR and usual not in _JUNIOR else None


def escaped(wordings: Sequence[str]) -> Wordings:
    """Keep braces of authored or given text from being read as placeholders."""
    return tuple(map(_escaped, wordings))


def _escaped(text: str) -> str:
    return text.replace("{", "(").replace("}", ")")
