"""From a brief, a role page and the country packs to everything the post must say."""

from collections.abc import Iterator, Sequence

from nlp.ports import FindSkill
from nlp.posts import phrases
from nlp.posts.brief import Brief, EmploymentType, WorkMode
from nlp.posts.choice import turn_of
from nlp.posts.duties import duty_units, escaped
from nlp.posts.facts import country_name, facts_of
from nlp.posts.legal import legal_lines, needs_benefits, needs_pay, rules_on
from nlp.posts.manner import Manner
from nlp.posts.requirements import post_requirements
from nlp.posts.sections import Provenance, SectionKind
from nlp.posts.tailoring import NO_TAILORING, Tailoring
from nlp.posts.titles import post_title
from nlp.posts.units import Plan, Unit
from nlp.posts.voice import for_posts
from nlp.roles.page import RequirementKind, RequirementText, RolePage
from nlp.rules.packs import CountryPack, Topic
from nlp.rules.pay import salary_line, salary_placeholder
from nlp.skills.taxonomy import Skill

_DAYS_OFF = ("leave", "holiday", "vacation", "pto", "time off", "days off")
_FROM_HOME = ("home", "remote", "hybrid", "telework")
_SECTION_OF = {
    RequirementKind.REQUIRED: SectionKind.REQUIRED,
    RequirementKind.NICE_TO_HAVE: SectionKind.NICE_TO_HAVE,
}


def no_taxonomy(_: str) -> Skill | None:
    """Know no skill by name; the caller's skills then stand as words alone."""
    return None


def plan(
    brief: Brief,
    page: RolePage | None,
    packs: Sequence[CountryPack],
    *,
    find_skill: FindSkill = no_taxonomy,
    tailoring: Tailoring = NO_TAILORING,
) -> Plan:
    """Plan the post.

    `packs` are those of the post's place, then those of further places that a remote post is open
    to (`packs_of`). Without a page the post is plainly less specific: no duties are
    invented for a title that the library does not know.
    """
    requirements = post_requirements(brief, page, find_skill=find_skill)
    legal = legal_lines(brief, packs)
    local = _narrowest(packs)
    title, manner = post_title(brief), _manner(brief)
    return Plan(
        title=title,
        headline=_headline(title, local),
        seed_number=brief.seed,
        seed_company=brief.company.name or "",
        units=(
            *_before_duties(brief, page, packs, tailoring),
            *duty_units(brief, page, tailoring, find_skill),
            *_after_duties(brief, packs, requirements),
            *legal.units,
        ),
        facts=facts_of(brief, local, requirements) | legal.answers,
        headings=_headings(brief, title, local, manner),
        requirements=requirements,
        told=_told(brief),
        manner=manner,
        role=page.slug if page else None,
        salary=salary_line(brief.pay, local) if brief.pay else None,
        skills=frozenset(slug for requirement in requirements for slug in requirement.skills),
        assumptions=legal.assumptions,
        context=_context(brief, page, title),
        asked_by=legal.asked_by,
    )


def _told(brief: Brief) -> str:
    """Put together what the caller says of company and work; empty when they say nothing."""
    company = brief.company
    skills = ", ".join([*brief.required_skills, *brief.nice_to_have_skills])
    return ". ".join(
        part for part in (company.industry, company.about, brief.notes, skills) if part
    )


def _before_duties(
    brief: Brief, page: RolePage | None, packs: Sequence[CountryPack], tailoring: Tailoring
) -> Iterator[Unit]:
    local = _narrowest(packs)
    yield from _header(brief, local)
    yield from _salary(brief, packs, local)
    yield from _prose(brief, page, tailoring)


def _after_duties(
    brief: Brief, packs: Sequence[CountryPack], requirements: Sequence[RequirementText]
) -> Iterator[Unit]:
    yield from _requirement_units(requirements)
    yield from _offer(brief, packs, _narrowest(packs))
    yield from _about(brief)
    yield from _how_to_apply(brief, packs)


def _narrowest(packs: Sequence[CountryPack]) -> CountryPack:
    """Give the pack of the post's own place: the last of the first chain."""
    local = packs[0]
    for pack in packs[1:]:
        if pack.parent != local.code:
            break
        local = pack
    return local


def _headline(title: str, pack: CountryPack) -> str:
    marker = pack.title_marker
    return f"{title} {marker}" if marker and marker.lower() not in title.lower() else title


def _manner(brief: Brief) -> Manner:
    manners = list(Manner)
    return manners[turn_of(brief.seed, len(manners), brief.company.name, "manner")]


def _headings(
    brief: Brief, title: str, pack: CountryPack, manner: Manner
) -> dict[SectionKind, str | None]:
    about = f"About {brief.company.name}" if brief.company.name else "About us"
    own = {SectionKind.HEADER: _headline(title, pack), SectionKind.ABOUT: about}
    return {**phrases.HEADINGS, **phrases.HEADINGS_OF[manner], **own}


def _header(brief: Brief, pack: CountryPack) -> Iterator[Unit]:
    """One line: who, where, how; it is data, so no writer touches it."""
    parts = ["**{company}**", _place(brief, pack)]
    if brief.work_mode:
        parts.append(phrases.WORK_MODE_NAMES[brief.work_mode])
    parts.append(phrases.EMPLOYMENT_NAMES[brief.employment_type])
    rules = tuple(rule.id for rule in pack.rules if rule.topic is Topic.TITLE)
    yield Unit("header", SectionKind.HEADER, (" · ".join(parts),), Provenance.INPUT, rules=rules)


def _place(brief: Brief, pack: CountryPack) -> str:
    """Name city and country; a city state once, and only the country of what has no place."""
    if brief.city is None and brief.work_mode is WorkMode.REMOTE:
        return "{country}"
    if brief.city is not None and brief.city.casefold() == country_name(pack).casefold():
        return "{country}"
    return f"{'{city}' if brief.city else phrases.NO_CITY}, {{country}}"


def _salary(brief: Brief, packs: Sequence[CountryPack], local: CountryPack) -> Iterator[Unit]:
    rules = rules_on(brief, packs, Topic.PAY)
    if brief.pay:
        yield Unit("salary", SectionKind.SALARY, ("{pay}",), Provenance.INPUT, rules=rules)
        return
    ask = salary_placeholder(local, required=needs_pay(brief, packs))
    yield Unit("salary", SectionKind.SALARY, (ask,), Provenance.RULE, rules=rules)


def _prose(brief: Brief, page: RolePage | None, tailoring: Tailoring) -> Iterator[Unit]:
    yield Unit("hook.opener", SectionKind.HOOK, _openers(brief), Provenance.LIBRARY)
    family = tailoring.family_of(brief.family)
    if page is not None:
        hooks = escaped(page.hooks)
        yield Unit(
            id="hook",
            section=SectionKind.HOOK,
            wordings=hooks,
            provenance=Provenance.LIBRARY,
            rewritable=True,
            joined=True,
        )
        whys = escaped(for_posts(page.whys))
        yield Unit("why", SectionKind.WHY, whys, Provenance.LIBRARY, rewritable=True)
    elif family is not None:
        hooks = family.hooks
        yield Unit("hook", SectionKind.HOOK, hooks, Provenance.LIBRARY, joined=True)
    if brief.notes:
        yield Unit("hook.notes", SectionKind.HOOK, ("{notes}",), Provenance.INPUT)


def _openers(brief: Brief) -> tuple[str, ...]:
    company = brief.company
    if brief.employment_type is EmploymentType.INTERN and "intern" not in brief.title.lower():
        if company.name is None:
            return phrases.OPENERS_OF_INTERNSHIPS_WITHOUT_COMPANY
        return phrases.OPENERS_OF_INTERNSHIPS
    if company.name is None:
        return phrases.OPENERS_WITHOUT_COMPANY
    told_above = company.industry and company.about
    return phrases.OPENERS_WITH_INDUSTRY if told_above else phrases.OPENERS


def _requirement_units(requirements: Sequence[RequirementText]) -> Iterator[Unit]:
    for number, requirement in enumerate(requirements):
        yield Unit(
            id=f"requirement.{number}",
            section=_SECTION_OF[requirement.kind],
            wordings=(f"{{need_{number}}}",),
            provenance=Provenance.LIBRARY,
            bullet=True,
        )
    if not any(r.kind is RequirementKind.REQUIRED for r in requirements):
        ask = (phrases.NO_REQUIREMENTS,)
        yield Unit("requirement.ask", SectionKind.REQUIRED, ask, Provenance.RULE, bullet=True)


def _offer(brief: Brief, packs: Sequence[CountryPack], local: CountryPack) -> Iterator[Unit]:
    section, benefits = SectionKind.OFFER, brief.company.benefits
    rules = rules_on(brief, packs, Topic.BENEFITS)
    if benefits and needs_benefits(brief, packs):
        listed = ("Benefits: {benefits}",)
        yield Unit("offer.benefits", section, listed, Provenance.INPUT, bullet=True, rules=rules)
    else:
        for number in range(len(benefits)):
            wording = (f"{{benefit_{number}}}",)
            yield Unit(f"offer.{number}", section, wording, Provenance.INPUT, bullet=True)
    if not benefits:
        ask = (phrases.NO_BENEFITS,)
        yield Unit("offer.ask", section, ask, Provenance.RULE, bullet=True, rules=rules)
    if brief.work_mode in phrases.WORK_MODE and not _names(benefits, _FROM_HOME):
        wordings = phrases.WORK_MODE[brief.work_mode]
        yield Unit("offer.mode", section, wordings, Provenance.LIBRARY, bullet=True)
    if _leave_is_worth_a_line(brief, local):
        yield Unit("offer.leave", section, phrases.LEAVE, Provenance.RULE, bullet=True)


def _leave_is_worth_a_line(brief: Brief, pack: CountryPack) -> bool:
    employed = brief.employment_type is not EmploymentType.CONTRACTOR
    named = _names(brief.company.benefits, _DAYS_OFF)
    return employed and not named and pack.leave is not None and pack.leave.verified


def _names(benefits: Sequence[str], words: Sequence[str]) -> bool:
    return any(word in benefit.lower() for benefit in benefits for word in words)


def _about(brief: Brief) -> Iterator[Unit]:
    company, section = brief.company, SectionKind.ABOUT
    known = ["industry"] if company.industry else []
    known += ["headcount"] if (company.headcount or 0) > 1 else []
    if company.about:
        yield Unit("about", section, ("{about}",), Provenance.INPUT)
    elif company.name and known:
        wordings = phrases.ABOUT[" ".join(known)]
        yield Unit("about", section, wordings, Provenance.INPUT)
    else:
        ask = phrases.NO_ABOUT if company.name else phrases.NO_ABOUT.replace("{company}", "you")
        yield Unit("about", section, (ask,), Provenance.RULE)


def _how_to_apply(brief: Brief, packs: Sequence[CountryPack]) -> Iterator[Unit]:
    section = SectionKind.HOW_TO_APPLY
    yield Unit("apply.encourage", section, phrases.ENCOURAGE, Provenance.LIBRARY)
    yield Unit("apply", section, phrases.APPLY, Provenance.LIBRARY, joined=True)
    if brief.apply_by:
        rules = rules_on(brief, packs, Topic.DEADLINE)
        by = phrases.APPLY_BY
        yield Unit("apply.by", section, by, Provenance.INPUT, rules=rules, joined=True)


def _context(brief: Brief, page: RolePage | None, title: str) -> dict[str, str]:
    """Give a writer what it may know of the post; never a name or figure it could misquote."""
    return {
        "title": title,
        "seniority": brief.seniority or (page.seniority if page else ""),
        "industry": brief.company.industry or "",
        "work_mode": phrases.WORK_MODE_NAMES[brief.work_mode] if brief.work_mode else "",
        "notes": brief.notes or "",
    }
