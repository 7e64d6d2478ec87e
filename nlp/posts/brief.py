"""What the caller asks for: the whole input of a post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from nlp.rules.money import Pay, SalaryPeriod


class WorkMode(StrEnum):
    ONSITE = "ONSITE"
    HYBRID = "HYBRID"
    REMOTE = "REMOTE"


class EmploymentType(StrEnum):
    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    INTERN = "INTERN"


@dataclass(frozen=True, slots=True)
class Company:
    name: str | None = None
    about: str | None = None
    industry: str | None = None
    headcount: int | None = None
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The caller's input. The same brief with the same seed gives the same post.

    `answers` are facts that only the employer knows, by the keys that the rules of the packs ask
    for (`vacancy`, `collective-agreement` ...). `open_to` lists further pack codes (US-CO) from
    which a remote post takes applicants. `created_on` is the day whose law holds. `family` is the
    category nearest to a title that the library does not have.
    """

    post_id: str
    title: str
    country: str
    created_on: date
    seed: int = 0
    region: str | None = None
    city: str | None = None
    company: Company = field(default_factory=Company)
    work_mode: WorkMode | None = None
    employment_type: EmploymentType = EmploymentType.FULL_TIME
    seniority: str | None = None
    pay: Pay | None = None
    required_skills: tuple[str, ...] = ()
    nice_to_have_skills: tuple[str, ...] = ()
    notes: str | None = None
    apply_by: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    open_to: tuple[str, ...] = ()
    family: str | None = None


def brief_to_json(brief: Brief) -> dict[str, Any]:
    """Give the brief as JSON values that `brief_from_json` reads back."""
    company, pay = brief.company, brief.pay
    return {
        "post_id": brief.post_id,
        "title": brief.title,
        "country": brief.country,
        "created_on": brief.created_on.isoformat(),
        "seed": brief.seed,
        "region": brief.region,
        "city": brief.city,
        "company": {
            "name": company.name,
            "about": company.about,
            "industry": company.industry,
            "headcount": company.headcount,
            "benefits": list(company.benefits),
        },
        "work_mode": brief.work_mode,
        "employment_type": brief.employment_type,
        "seniority": brief.seniority,
        "pay": None if pay is None else _pay_to_json(pay),
        "required_skills": list(brief.required_skills),
        "nice_to_have_skills": list(brief.nice_to_have_skills),
        "notes": brief.notes,
        "apply_by": None if brief.apply_by is None else brief.apply_by.isoformat(),
        "answers": dict(brief.answers),
        "open_to": list(brief.open_to),
        "family": brief.family,
    }


def brief_from_json(data: Mapping[str, Any]) -> Brief:
    """Read what `brief_to_json` wrote; raise KeyError or ValueError for anything else."""
    company = data["company"]
    return Brief(
        post_id=data["post_id"],
        title=data["title"],
        country=data["country"],
        seed=data["seed"],
        region=data["region"],
        city=data["city"],
        seniority=data["seniority"],
        notes=data["notes"],
        required_skills=tuple(data["required_skills"]),
        nice_to_have_skills=tuple(data["nice_to_have_skills"]),
        open_to=tuple(data["open_to"]),
        created_on=date.fromisoformat(data["created_on"]),
        company=Company(**{**company, "benefits": tuple(company["benefits"])}),
        work_mode=WorkMode(data["work_mode"]) if data["work_mode"] else None,
        employment_type=EmploymentType(data["employment_type"]),
        pay=_pay_from_json(data["pay"]) if data["pay"] else None,
        apply_by=date.fromisoformat(data["apply_by"]) if data["apply_by"] else None,
        answers=dict(data["answers"]),
        family=data.get("family"),
    )


def _pay_to_json(pay: Pay) -> dict[str, str]:
    return {
        "low": str(pay.low),
        "high": str(pay.high),
        "currency": pay.currency,
        "period": pay.period.value,
    }


def _pay_from_json(data: Mapping[str, str]) -> Pay:
    low, high = Decimal(data["low"]), Decimal(data["high"])
    return Pay(low, high, data["currency"], SalaryPeriod(data["period"]))
