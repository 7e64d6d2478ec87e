"""schema.org JobPosting as Google for Jobs asks for it, and checks of our own on it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import is_currency

from nlp.posts.brief import Brief, EmploymentType, WorkMode
from nlp.posts.facts import country_name
from nlp.posts.render import html_fragment, source_type
from nlp.posts.sections import WrittenSection
from nlp.posts.titles import post_title
from nlp.rules.money import Pay, SalaryPeriod
from nlp.rules.packs import CountryPack

JsonLd = dict[str, Any]
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?")


def json_ld(
    brief: Brief,
    sections: Sequence[WrittenSection],
    packs: Sequence[CountryPack],
    *,
    posted_on: date,
) -> JsonLd:
    """Describe the post. `baseSalary` comes from the employer's own figures or not at all."""
    optional = {
        "baseSalary": _base_salary(brief.pay) if brief.pay else None,
        "validThrough": _end_of_day(brief.apply_by) if brief.apply_by else None,
        "jobLocation": _location(brief),
        "jobLocationType": "TELECOMMUTE" if brief.work_mode is WorkMode.REMOTE else None,
        "applicantLocationRequirements": _applicants_from(brief, packs),
        "industry": brief.company.industry,
    }
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": post_title(brief),
        "description": html_fragment(sections),
        "datePosted": posted_on.isoformat(),
        "employmentType": brief.employment_type.value,
        "hiringOrganization": _organization(brief),
        "identifier": _identifier(brief),
        "directApply": True,
        **{key: value for key, value in optional.items() if value is not None},
        "subjectOf": _provenance(sections),
    }


def _base_salary(pay: Pay) -> JsonLd:
    figures: JsonLd = {"value": _number(pay.low)}
    if pay.low != pay.high:
        figures = {"minValue": _number(pay.low), "maxValue": _number(pay.high)}
    value = {"@type": "QuantitativeValue", **figures, "unitText": pay.period.value}
    return {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _end_of_day(day: date) -> str:
    return f"{day.isoformat()}T23:59"


def _organization(brief: Brief) -> JsonLd:
    """Google takes `confidential` for an employer that does not show its name."""
    return {"@type": "Organization", "name": brief.company.name or "confidential"}


def _identifier(brief: Brief) -> JsonLd:
    name = brief.company.name or "Penroll"
    return {"@type": "PropertyValue", "name": name, "value": brief.post_id}


def _location(brief: Brief) -> JsonLd | None:
    """Give the place of work; a fully remote job without a city has none."""
    if brief.work_mode is WorkMode.REMOTE and not brief.city:
        return None
    address = {
        "@type": "PostalAddress",
        "addressLocality": brief.city,
        "addressRegion": brief.region,
        "addressCountry": brief.country,
    }
    known = {key: value for key, value in address.items() if value}
    return {"@type": "Place", "address": known}


def _applicants_from(brief: Brief, packs: Sequence[CountryPack]) -> Any:
    """Say where applicants of a remote job may live: the countries or regions of the packs."""
    if brief.work_mode is not WorkMode.REMOTE:
        return None
    parents = {pack.parent for pack in packs}
    leaves = [pack for pack in packs if pack.code not in parents]
    if brief.region is None and not brief.open_to:
        leaves = [next(pack for pack in packs if pack.code == brief.country)]
    areas = [_area(pack) for pack in leaves]
    return areas[0] if len(areas) == 1 else areas


def _area(pack: CountryPack) -> JsonLd:
    if pack.region is None:
        return {"@type": "Country", "name": country_name(pack)}
    return {"@type": "State", "name": f"{pack.name}, {country_name(pack)}"}


def _provenance(sections: Sequence[WrittenSection]) -> JsonLd:
    """Mark machine-made text in a way that machines can read (AI Act art. 50(2))."""
    return {
        "@type": "CreativeWork",
        "name": "Text of this job posting",
        "creditText": "Composed with Penroll",
        "digitalSourceType": f"https://schema.org/{source_type(sections)}DigitalSource",
    }


def json_ld_problems(posting: Mapping[str, Any]) -> tuple[str, ...]:
    """Give every breach of Google's rules that general validators let pass; empty when clean."""
    return tuple(_problems(posting))


def _problems(posting: Mapping[str, Any]) -> Iterator[str]:
    for key in ("title", "description", "datePosted", "hiringOrganization"):
        if not posting.get(key):
            yield f"{key} is missing"
    yield from _date_problems(posting)
    yield from _employment_problems(posting)
    yield from _place_problems(posting)
    if "baseSalary" in posting:
        yield from _salary_problems(posting["baseSalary"])


def _date_problems(posting: Mapping[str, Any]) -> Iterator[str]:
    held = {key: str(posting[key]) for key in ("datePosted", "validThrough") if key in posting}
    for key, value in held.items():
        if not _ISO_DATE.fullmatch(value):
            yield f"{key} is not ISO 8601"
            return
    if len(held) == 2 and held["validThrough"][:10] < held["datePosted"][:10]:
        yield "validThrough is before datePosted"


def _employment_problems(posting: Mapping[str, Any]) -> Iterator[str]:
    kinds = posting.get("employmentType", ())
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind not in [known.value for known in EmploymentType]:
            yield f"employmentType {kind!r} is not one of Google's values"


def _place_problems(posting: Mapping[str, Any]) -> Iterator[str]:
    remote = posting.get("jobLocationType")
    if remote not in (None, "TELECOMMUTE"):
        yield "jobLocationType may only be TELECOMMUTE"
    if remote and not posting.get("applicantLocationRequirements"):
        yield "a remote job needs applicantLocationRequirements"
    if not remote and not posting.get("jobLocation"):
        yield "jobLocation is missing"


def _salary_problems(salary: Any) -> Iterator[str]:
    if not isinstance(salary, Mapping) or not isinstance(salary.get("value"), Mapping):
        yield "baseSalary is not a MonetaryAmount with a QuantitativeValue"
        return
    currency, value = salary.get("currency"), salary["value"]
    if not isinstance(currency, str) or not is_currency(currency):
        yield "baseSalary has no ISO 4217 currency"
    if value.get("unitText") not in [period.value for period in SalaryPeriod]:
        yield "unitText is not HOUR, DAY, WEEK, MONTH or YEAR"
    amounts = [value.get(key) for key in ("minValue", "maxValue", "value")]
    if any(a is not None and not isinstance(a, int | float) for a in amounts):
        yield "an amount is not a number"
    elif amounts[2] is None and (amounts[0] is None or amounts[1] is None):
        yield "baseSalary has no value and no range"
    elif amounts[0] is not None and amounts[1] is not None and amounts[0] > amounts[1]:
        yield "minValue is above maxValue"
