"""The requirements of a post: those of the role page, fitted to the brief, and the caller's own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.ports import FindSkill
from nlp.posts.brief import Brief, EmploymentType
from nlp.posts.choice import in_order
from nlp.posts.phrases import NICE_SKILL, REQUIRED_SKILL
from nlp.posts.titles import seniority_of
from nlp.roles.page import RequirementKind, RequirementText, RolePage
from nlp.skills.taxonomy import Skill, SkillKind

_LEVELS = {
    "entry": 1,
    "junior": 1,
    "junior–mid": 2,
    "mid": 3,
    "mid–senior": 4,
    "senior": 5,
    "lead": 7,
}
_MAX_SKILL_WORDS = 4
_SECOND_SPAN = re.compile(r", (?:at least |of which )?(?:one|two|three|four|five|\d+) [^,]*$")
"""A further count behind the years (`, two of them in charge`) fits only the full years."""
_PAPERS = re.compile(
    r"\b(?:certifi\w+|licen[cs]e|credential|diploma|degree|level \d)\b", re.IGNORECASE
)
_AS_WORDS = (SkillKind.COMPETENCE, SkillKind.TRANSVERSAL)
_FIELDS = (SkillKind.KNOWLEDGE, SkillKind.TOOL)
_LIKE_FIELDS = ("tion", "ics", "logy", "omy", "ment", "istry", "ity", "ance", "ography")
"""Ends of single words that name a field and no product: nutrition, statistics, anatomy."""
_LIKE_NAMES = ("ian", "ean", "ese")
"""Ends of words made from names: Bayesian, Boolean, Japanese."""

_LEADING = frozenset(("people-management", "team-leadership"))
_CHOICE = re.compile(r"\b(?:or|such as)\b", re.IGNORECASE)
"""A row with a choice asks for none of its skills by itself."""


def post_requirements(
    brief: Brief, page: RolePage | None, *, find_skill: FindSkill
) -> tuple[RequirementText, ...]:
    """Give the required ones first, then the nice ones; each text is one bullet of the post.

    Years follow the brief's seniority where it differs from the page's. A skill of the caller
    that the page asks for already is not asked for twice; one that the page only leaves a choice
    of gets a row of its own. What the caller requires is no longer nice to have.
    """
    required = list(_of_page(brief, page, RequirementKind.REQUIRED))
    firm = [requirement for requirement in required if not _CHOICE.search(requirement.text)]
    callers = _own(brief, RequirementKind.REQUIRED, firm, find_skill)
    required += callers
    musts = {slug for requirement in callers for slug in requirement.skills}
    nice = [
        own
        for own in _of_page(brief, page, RequirementKind.NICE_TO_HAVE)
        if musts.isdisjoint(own.skills) and not _asked(own.skills, own.text, required)
    ]
    nice += _own(brief, RequirementKind.NICE_TO_HAVE, [*required, *nice], find_skill)
    return (*required, *nice)


def _of_page(
    brief: Brief, page: RolePage | None, kind: RequirementKind
) -> Iterator[RequirementText]:
    """Give the page's own; an internship asks for no years of work, a junior for no leadership."""
    intern = brief.employment_type is EmploymentType.INTERN
    junior = intern or _level(seniority_of(brief)) == _LEVELS["junior"]
    for requirement in page.of_kind(kind) if page else ():
        leads = _LEADING.intersection(requirement.skills[:1]) and not requirement.min_years
        if not (intern and requirement.min_years) and not (junior and leads):
            yield _fitted(requirement, seniority_of(brief), page.seniority if page else None)


def _fitted(requirement: RequirementText, wanted: str | None, usual: str | None) -> RequirementText:
    """Scale the years to the wanted seniority: 3+ years for a Mid become 5+ for a Senior."""
    level, base = _level(wanted), _level(usual)
    years = requirement.min_years
    if level is None or base is None or years is None or level == base:
        return requirement
    scaled = max(1, round(years * level / base))
    text, count = re.subn(
        rf"\b{years}(\+?) years?\b",
        lambda match: f"{scaled}{match[1]} year{'s' if scaled > 1 else ''}",
        requirement.text,
        count=1,
    )
    if scaled < years:
        text = _SECOND_SPAN.sub("", text)
    return replace(requirement, text=text, min_years=scaled) if count else requirement


def _level(seniority: str | None) -> int | None:
    return _LEVELS.get(seniority.strip().lower().replace("-", "–")) if seniority else None


def _own(
    brief: Brief,
    kind: RequirementKind,
    already: Sequence[RequirementText],
    find_skill: FindSkill,
) -> list[RequirementText]:
    required = kind is RequirementKind.REQUIRED
    asked = brief.required_skills if required else brief.nice_to_have_skills
    own: list[RequirementText] = []
    for name in dict.fromkeys(" ".join(skill.split()) for skill in asked if skill.strip()):
        skill = find_skill(name)
        slugs = (skill.slug,) if skill else ()
        if not _asked(slugs, name, [*already, *own]):
            text = _phrased(inside(name, skill, find_skill), skill, kind, len(own), brief)
            own.append(RequirementText(kind, text, slugs))
    return own


def _phrased(
    name: str, skill: Skill | None, kind: RequirementKind, position: int, brief: Brief
) -> str:
    """Put a skill's name into a phrase; papers and longer words of the caller stand alone."""
    if not fits_phrase(name):
        return name[0].upper() + name[1:]
    phrases = REQUIRED_SKILL if kind is RequirementKind.REQUIRED else NICE_SKILL
    patterns = phrases.get(skill.kind if skill else None, phrases[None])
    ordered = in_order(patterns, brief.seed, brief.company.name, "skills")
    text = ordered[position % len(ordered)].replace("{skill}", name)
    return text[0].upper() + text[1:]


def fits_phrase(name: str) -> bool:
    """Say whether a skill as the caller named it can stand inside a sentence."""
    return not (len(name.split()) > _MAX_SKILL_WORDS or name[0].isdigit() or _PAPERS.search(name))


def inside(name: str, skill: Skill | None, find_skill: FindSkill) -> str:
    """Begin an ability or a field in lower case inside a phrase, unless it begins with a name.

    One word may be a name (Scrum); several that end in lower case are none (Software engineering).
    """
    first = name.split(maxsplit=1)[0]
    is_name = not first[1:].islower() or first.endswith(_LIKE_NAMES)
    known = find_skill(first) if first != name else None
    is_name = is_name or (known is not None and known.kind is SkillKind.TOOL)
    plain = skill is not None and (skill.kind in _AS_WORDS or _is_field(skill))
    return name if is_name or not plain else name[0].lower() + name[1:]


def _is_field(skill: Skill) -> bool:
    words = skill.name.split()
    plain = words[-1].islower() if len(words) > 1 else words[0].endswith(_LIKE_FIELDS)
    return skill.kind in _FIELDS and plain


def _asked(slugs: tuple[str, ...], text: str, already: Sequence[RequirementText]) -> bool:
    """Say whether every skill of a text, or its very words, stand in one that is asked already."""
    held = {slug for requirement in already for slug in requirement.skills}
    if slugs and held.issuperset(slugs):
        return True
    word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    return any(word.search(requirement.text) for requirement in already)
