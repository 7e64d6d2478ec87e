"""Inputs that no phrase was written for: every role, every country, sparse and rich, by a seed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from nlp.posts.brief import Brief, Company, EmploymentType, WorkMode
from nlp.rules.money import Pay, SalaryPeriod
from nlp.rules.packs import CountryPack, Packs
from seeds.library import Library

DAY = date(2026, 11, 24)
CITIES = {
    "AT": "Graz", "AU": "Hobart", "BE": "Ghent", "CA": "Halifax", "CH": "Bern", "CZ": "Brno",
    "DE": "Leipzig", "DK": "Aarhus", "ES": "Bilbao", "FI": "Tampere", "FR": "Nantes",
    "GB": "Leeds", "IE": "Galway", "IN": "Pune", "IT": "Turin", "JP": "Sapporo", "LT": "Kaunas",
    "LV": "Liepāja", "MT": "Sliema", "NL": "Utrecht", "NZ": "Dunedin", "PL": "Gdańsk",
    "PT": "Braga", "SE": "Uppsala", "SG": "Singapore", "SK": "Košice", "US": "Omaha",
}  # fmt: skip
ANY = frozenset({"any"})
OFFICE = frozenset(
    "engineering data it product design marketing sales customer-support finance people operations "
    "legal any".split()
)
COMPANIES: tuple[tuple[Company, frozenset[str]], ...] = (
    (Company("Northfield Dental", "We run nine dental practices.", "Healthcare", 140),
     OFFICE | {"healthcare"}),
    (Company("Korund Tools", None, "Industrial machinery", 860, ("Company pension", "Canteen")),
     OFFICE | {"manufacturing", "trades", "logistics"}),
    (Company("Peppermint Freight", "We move parcels by bike and by van.", "Logistics"),
     OFFICE | {"logistics", "trades"}),
    (Company("Ada & Sons", None, None, 12),
     OFFICE | {"trades", "manufacturing", "hospitality", "construction", "services"}),
    (Company("Bluewater Credit Union", "Our members own us.", "Banking", 300, ("30 days off",)),
     OFFICE),
    (Company("Ostwind Energie GmbH", None, "renewable energy", 75, ("Job ticket", "Home office")),
     OFFICE | {"trades", "manufacturing"}),
    (Company("Lantern Games", "We make calm puzzle games for phones", "Video games", 24), OFFICE),
    (Company("St. Brigid's School", None, "Education", None, ("Free lunch in term time",)),
     frozenset({"education", "it", "people", "operations", "any"})),
    (Company(None, None, "Retail"), OFFICE | {"logistics"}),
    (Company("Mosaic Hotels", "Eleven small hotels, each in an old house.", "Hospitality", 410),
     OFFICE | {"hospitality", "trades"}),
    (Company("Fennel & Co.", None, "Food production", 95, ("health insurance", "a pension plan")),
     OFFICE | {"manufacturing", "logistics", "hospitality"}),
    (Company("ByteForge", "We build payroll software for farms. Our 40 users became 900.", "SaaS"),
     OFFICE),
    (Company(), OFFICE | {"education", "healthcare", "hospitality", "trades", "logistics",
                          "manufacturing", "construction", "services"}),
    (Company("Harbour Legal LLP", None, "Legal services", 55, ("Bonus", "Training budget")),
     frozenset({"legal", "it", "people", "operations", "finance", "any"})),
    (Company("City of Aldermere", "We look after roads, parks and libraries.", "Public sector"),
     OFFICE | {"trades", "education", "healthcare", "construction", "services"}),
    (Company("ORBIT", None, "IT consulting", 1800, ("Phone", "Laptop of your choice")), OFFICE),
)  # fmt: skip
NOTES = (
    None,
    "You report to the head of the branch.",
    "Early shifts start at 6 a.m.; one weekend a month",
    "We are replacing our old spreadsheets with a proper system this year.",
    None,
    "Travel to two other sites about once a month.\nA driving licence helps.",
    "You will work with a team of five.",
    None,
)
OUTSIDE = (
    ("Falconer", ("bird handling", "public speaking")),
    ("Piano tuner", ("piano regulation",)),
    ("Beekeeper", ()),
    ("Museum registrar", ("loan agreements", "TMS")),
    ("Sign language interpreter", ("BSL",)),
    ("Ski patroller", ("avalanche rescue", "first aid")),
    ("Church organist", ()),
    ("Wind turbine technician", ("rope access", "hydraulics")),
)
_SENIORITIES = (None, None, "Junior", "Mid", "Senior", None, "Lead")
_BY_MONTH = ("JP", "CZ", "LT", "LV", "AT", "SK", "PT")
_ANSWERS = {
    "vacancy": "This post is for an existing vacancy.",
    "collective-agreement": "CCNL Commercio",
    "scope-of-change": "none planned",
    "conditions": "no fixed term, 40 hours a week with two days off, all social insurance",
}
_PAYS = {"JPY": (320_000, 430_000), "INR": (900_000, 1_400_000), "CZK": (45_000, 62_000)}


def briefs(library: Library, packs: Packs, *, count: int, seed: int) -> Iterator[Brief]:
    """Give `count` briefs, one role after another and one place after another.

    Every twelfth has a title outside the library. The same seed gives the same briefs.
    """
    dice = random.Random(seed)
    places = [pack for pack in packs if pack.code != "EU"]
    order = dice.sample(library.roles, len(library.roles))
    skills = _skills_by_category(library)
    for number in range(count):
        pack = places[number % len(places)]
        if number % 12 == 11:
            title, own = OUTSIDE[number // 12 % len(OUTSIDE)]
            yield replace(_brief(title, "any", pack, number, dice), required_skills=own)
            continue
        page = order[number % len(order)]
        known = skills[page.category]
        wanted = tuple(dice.sample(known, dice.choice((0, 0, 1, 2))))
        nice = tuple(dice.sample(known, number % 5 == 0))
        brief = _brief(page.title, page.category, pack, number, dice)
        yield replace(brief, required_skills=wanted, nice_to_have_skills=nice)


def _skills_by_category(library: Library) -> dict[str, list[str]]:
    """Name the skills that the roles of each category ask for."""
    names: dict[str, dict[str, None]] = {}
    for page in library.roles:
        for requirement in page.requirements:
            for slug in requirement.skills:
                own = names.setdefault(page.category, {})
                own[library.skills_by_slug[slug].name] = None
    return {category: list(own) for category, own in names.items()}


def _brief(title: str, category: str, pack: CountryPack, number: int, dice: random.Random) -> Brief:
    fitting = [company for company, categories in COMPANIES if category in categories]
    desk = category in OFFICE and category != "any"
    modes = (None, WorkMode.ONSITE, WorkMode.HYBRID, WorkMode.REMOTE) if desk else (None,)
    kinds = (EmploymentType.FULL_TIME,) * 5 + tuple(EmploymentType)
    kind = dice.choice(kinds)
    return Brief(
        post_id=f"post-{number}",
        title=title if number % 3 else title.lower(),
        country=pack.country,
        created_on=DAY,
        seed=dice.randrange(2**31),
        region=pack.region,
        city=_city(pack, number),
        company=dice.choice(fitting),
        work_mode=dice.choice(modes),
        employment_type=kind,
        seniority=None if kind is EmploymentType.INTERN else dice.choice(_SENIORITIES),
        pay=_pay(pack, dice) if number % 4 else None,
        notes=dice.choice(NOTES),
        apply_by=DAY + timedelta(days=40) if number % 3 == 1 else None,
        answers=_ANSWERS if number % 2 else {},
    )


def _city(pack: CountryPack, number: int) -> str | None:
    if pack.cities:
        return pack.cities[0]
    if pack.region and pack.country in ("US", "CA"):
        return "Springfield"
    return CITIES.get(pack.country) if number % 5 else None


def _pay(pack: CountryPack, dice: random.Random) -> Pay:
    low, high = _PAYS.get(pack.currency or "", (38_000, 50_000))
    factor, month = dice.randrange(80, 180), pack.country in _BY_MONTH
    amounts = [low / 12, high / 12] if month and pack.currency == "EUR" else [low, high]
    step = 50 if month else 500
    scaled = [Decimal(round(amount * factor / 100 / step) * step) for amount in amounts]
    period = SalaryPeriod.MONTH if month else SalaryPeriod.YEAR
    return Pay(scaled[0], scaled[1], pack.currency or "EUR", period)
