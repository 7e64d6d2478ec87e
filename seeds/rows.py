"""The library as the rows of its tables; ids depend on slugs alone, so a reload keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.base import stable_id
from db.rows import SkillRow
from nlp.roles.page import RequirementKind, RolePage
from nlp.skills.taxonomy import Skill, SkillKind
from seeds.library import Library

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoleRows:
    """The rows of one role page."""

    role: Values
    requirements: tuple[Values, ...]
    skills: tuple[Values, ...]
    bands: tuple[Values, ...]
    titles: tuple[Values, ...]


def skill_id(slug: str) -> UUID:
    return stable_id("skill", slug)


def role_id(slug: str) -> UUID:
    return stable_id("role", slug)


def category_rows(library: Library) -> list[Values]:
    return [
        {
            "id": stable_id("category", category.slug),
            "slug": category.slug,
            "name": category.name,
            "description": category.description,
            "position": position,
        }
        for position, category in enumerate(library.categories)
    ]


def skill_row(skill: Skill) -> Values:
    return {
        "id": skill_id(skill.slug),
        "slug": skill.slug,
        "name": skill.name,
        "kind": skill.kind.value,
        "library": True,
        "aliases": list(skill.aliases),
        "ambiguous": skill.ambiguous,
        "context": list(skill.context),
    }


def skill_of(row: SkillRow) -> Skill:
    """Read a skill back; what it is related to stays in the database."""
    return Skill(
        slug=row.slug,
        name=row.name,
        kind=SkillKind(row.kind),
        aliases=tuple(row.aliases),
        ambiguous=row.ambiguous,
        context=tuple(row.context),
    )


def skill_relations(skill: Skill) -> Iterator[Values]:
    for kind, slugs in (("BROADER", skill.broader), ("RELATED", skill.related)):
        for slug in dict.fromkeys(slugs):
            yield {"skill_id": skill_id(skill.slug), "other_id": skill_id(slug), "kind": kind}


def role_rows(page: RolePage) -> RoleRows:
    return RoleRows(
        role=_role(page),
        requirements=tuple(_requirements(page)),
        skills=tuple(_role_skills(page)),
        bands=tuple(_bands(page)),
        titles=tuple(_titles(page)),
    )


def _role(page: RolePage) -> Values:
    alternatives = [title for titles in page.alternative_titles.values() for title in titles]
    return {
        "id": role_id(page.slug),
        "slug": page.slug,
        "title": page.title,
        "library": True,
        "category_id": stable_id("category", page.category),
        "seniority": page.seniority,
        "updated": page.updated.isoformat(),
        "hook": page.hook,
        "why_hire": page.why_hire,
        "responsibilities": list(page.shown_responsibilities),
        "alternative_titles": list(dict.fromkeys(alternatives)),
        "content": {
            "hooks": page.hooks,
            "whys": page.whys,
            "responsibilities": page.responsibilities,
            "faq": [{"question": entry.question, "answer": entry.answer} for entry in page.faq],
            "titles": page.alternative_titles,
        },
        "external_ids": [
            *({"scheme": "ISCO-08", "value": code} for code in page.isco08),
            *({"scheme": "O*NET-SOC", "value": code} for code in page.onet),
        ],
        "search_text": "\n".join((*alternatives, page.hook, *page.shown_responsibilities)),
    }


def _requirements(page: RolePage) -> Iterator[Values]:
    for position, requirement in enumerate(page.requirements):
        yield {
            "id": stable_id("requirement", f"{page.slug}/{requirement.kind}/{requirement.text}"),
            "role_id": role_id(page.slug),
            "position": position,
            "kind": requirement.kind.value,
            "text": requirement.text,
            "min_years": requirement.min_years,
            "skill_ids": [skill_id(slug) for slug in requirement.skills],
        }


def _role_skills(page: RolePage) -> Iterator[Values]:
    essential = {
        slug
        for requirement in page.of_kind(RequirementKind.REQUIRED)
        for slug in requirement.skills
    }
    for position, slug in enumerate(page.skills):
        yield {
            "role_id": role_id(page.slug),
            "skill_id": skill_id(slug),
            "essential": slug in essential,
            "position": position,
        }


def _bands(page: RolePage) -> Iterator[Values]:
    for position, band in enumerate(page.bands):
        yield {
            "role_id": role_id(page.slug),
            "region": band.region.value,
            "position": position,
            "currency": band.currency,
            "min": band.min,
            "max": band.max,
            "as_of": band.as_of.isoformat(),
            "source": band.source,
        }


def _titles(page: RolePage) -> Iterator[Values]:
    languages = {"en": (page.title, *page.alternative_titles.get("en", ()))}
    languages |= {k: v for k, v in page.alternative_titles.items() if k != "en"}
    seen: set[str] = set()
    for language, titles in languages.items():
        for title in titles:
            if title not in seen:
                seen.add(title)
                yield {"role_id": role_id(page.slug), "title": title, "language": language}
