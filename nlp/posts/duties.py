"""The duties of a post: the page's own, and those that seniority, way of working and field add."""

from collections.abc import Iterator, Sequence
from itertools import islice

from nlp.ports import FindSkill
from nlp.posts import phrases
from nlp.posts.brief import Brief, EmploymentType, WorkMode
from nlp.posts.requirements import fits_phrase, inside
from nlp.posts.sections import Provenance, SectionKind
from nlp.posts.tailoring import Industry, Tailoring
from nlp.posts.titles import seniority_of
from nlp.posts.units import Unit
from nlp.roles.page import RolePage
from nlp.skills.taxonomy import SkillKind

Wordings = tuple[str, ...]

_SENIOR = ("senior", "lead")
_JUNIOR = ("entry", "junior", "trainee")
_MAX_ADDED = 3
_MAX_NAMED = 2
_SMALL, _LARGE = 20, 1000
"""Headcounts up to which everybody does a bit of all, and from which there are departments."""
_MAX_SKILLS = 3
_MAX_SKILL_WORDS = 4


def duty_units(
    brief: Brief, page: RolePage | None, tailoring: Tailoring, find_skill: FindSkill
) -> Iterator[Unit]:
    """Give one unit a duty: the page's own, then up to three that the brief adds.

    Wordings of an added duty each say something of their own, so no writer joins them.
    No duty is invented for a title that the library does not know.

    Such a title gets what holds for nearly every job of its family, the caller's own skills, and a
    marked gap for the rest.
    """
    yield from _own(brief, page, tailoring)
    for number, wordings in enumerate(
        islice(_added(brief, page, tailoring, find_skill), _MAX_ADDED)
    ):
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


def _added(
    brief: Brief, page: RolePage | None, tailoring: Tailoring, find_skill: FindSkill
) -> Iterator[Wordings]:
    """Give what the caller's input adds, the most telling first."""
    grow = _growth(brief, page)
    if grow:
        yield phrases.GROW[grow]
    if page is not None:
        yield from _with_skills(brief, page, find_skill)
    industry = tailoring.industry_of(brief.company.industry)
    if industry and page and page.category not in industry.home and not _afar(brief, industry):
        yield industry.duties
    if brief.work_mode in phrases.WAYS_OF_WORKING:
        yield phrases.WAYS_OF_WORKING[brief.work_mode]
    if brief.employment_type in phrases.TERMS:
        yield phrases.TERMS[brief.employment_type]
    yield from _by_size(brief.company.headcount or 0)


def _by_size(headcount: int) -> Iterator[Wordings]:
    if 1 < headcount <= _SMALL:
        yield phrases.SMALL_COMPANY
    elif headcount >= _LARGE:
        yield phrases.LARGE_COMPANY


def _with_skills(brief: Brief, page: RolePage, find_skill: FindSkill) -> Iterator[Wordings]:
    """Say what the caller's first required skills are for, unless the page speaks of them."""
    asked = {slug for requirement in page.requirements for slug in requirement.skills}
    named = {name: find_skill(name) for name in brief.required_skills if fits_phrase(name)}
    new = {name: skill for name, skill in named.items() if skill is None or skill.slug not in asked}
    for patterns, kinds in (
        (phrases.USE_TOOLS, (SkillKind.TOOL,)),
        (phrases.USE_ABILITIES, (SkillKind.COMPETENCE, SkillKind.KNOWLEDGE, None)),
    ):
        own = [
            _escaped(inside(name, skill, find_skill))
            for name, skill in new.items()
            if (skill.kind if skill else None) in kinds and " and " not in name
        ][:_MAX_NAMED]
        if own:
            yield tuple(pattern.replace("{skills}", " and ".join(own)) for pattern in patterns)
            return


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
