"""Inputs that no phrase was written for: every role, every country, sparse and rich, by a seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from nlp.posts.brief import Brief, Company, EmploymentType, WorkMode
from nlp.roles.page import RolePage
from nlp.rules.money import Pay, SalaryPeriod
from nlp.rules.packs import CountryPack, Packs

DAY = date(2026, 11, 24)
CITIES = {
    "AT": "Graz", "AU": "Hobart", "BE": "Ghent", "CA": "Halifax", "CH": "Bern", "CZ": "Brno",
    "DE": "Leipzig", "DK": "Aarhus", "ES": "Bilbao", "FI": "Tampere", "FR": "Nantes",
    "GB": "Leeds", "IE": "Galway", "IN": "Pune", "IT": "Turin", "JP": "Sapporo", "LT": "Kaunas",
    "LV": "Liepāja", "MT": "Sliema", "NL": "Utrecht", "NZ": "Dunedin", "PL": "Gdańsk",
    "PT": "Braga", "SE": "Uppsala", "SG": "Singapore", "SK": "Košice", "US": "Omaha",
}  # fmt: skip
COMPANIES = (
    Company("Northfield Dental", "We run nine dental practices.", "Healthcare", 140),
    Company("Korund Tools", None, "Industrial machinery", 860, ("Company pension", "Canteen")),
    Company(
        "Peppermint Freight", "We move parcels by bike and by van.", "Logistics"
    ),
    Company("Ada & Sons", None, None, 12),
    Company("Bluewater Credit Union", "Our members own us.", "Banking", 300, ("30 days off",)),
    Company("Ostwind Energie GmbH", None, "renewable energy", 75, ("Job ticket", "Home office")),
    Company("Lantern Games", "We make calm puzzle games for phones", "Video games", 24),
    Company("St. Brigid's School", None, "Education", None, ("Free lunch in term time",)),
    Company(None, None, "Retail"),
    Company("Mosaic Hotels", "Eleven small hotels, each in an old house.", "Hospitality", 410),
    Company("Fennel & Co.", None, "Food production", 95, ("health insurance", "a pension plan")),
    Company("ByteForge", "We build payroll software for farms. Our 40 users became 900.", "SaaS"),
    Company(),
    Company("Harbour Legal LLP", None, "Legal services", 55, ("Bonus", "Training budget")),
    Company("City of Aldermere", "We look after roads, parks and libraries.", "Public sector"),
    Company("ORBIT", None, "IT consulting", 1800, ("Phone", "Laptop of your choice")),
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
SKILLS: tuple[tuple[str, ...], ...] = (
    (),
    ("Excel",),
    ("German", "Customer service"),
    (),
    ("Python", "SQL"),
    ("food hygiene level 2", "first aid"),
    ("stakeholder management",),
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
_PAYS = {"JPY": (320_000, 430_000), "INR": (900_000, 1_400_000), "CZK": (45_000, 62_000)}


def briefs(pages: Sequence[RolePage], packs: Packs, *, count: int, seed: int) -> Iterator[Brief]:
    """Give `count` briefs, one role after another and one place after another.

    Every twelfth has a title outside the library. The same seed gives the same briefs.
    """
    dice = random.Random(seed)
    places = [pack for pack in packs if pack.code != "EU"]
    order = dice.sample(list(pages), len(pages))
    for number in range(count):
        pack = places[number % len(places)]
        if number % 12 == 11:
            title, skills = OUTSIDE[number // 12 % len(OUTSIDE)]
            yield replace(_brief(title, pack, number, dice), required_skills=skills)
        else:
            yield _brief(order[number % len(order)].title, pack, number, dice)


def _brief(title: str, pack: CountryPack, number: int, dice: random.Random) -> Brief:
    mode = dice.choice((None, WorkMode.ONSITE, WorkMode.HYBRID, WorkMode.REMOTE))
    return Brief(
        post_id=f"post-{number}",
        title=title if number % 3 else title.lower(),
        country=pack.country,
        created_on=DAY,
        seed=dice.randrange(2**31),
        region=pack.region,
        city=_city(pack, number),
        company=dice.choice(COMPANIES),
        work_mode=mode,
        employment_type=dice.choice((*[EmploymentType.FULL_TIME] * 4, *EmploymentType)),
        seniority=dice.choice(_SENIORITIES),
        pay=_pay(pack, dice) if number % 4 else None,
        required_skills=dice.choice(SKILLS),
        nice_to_have_skills=dice.choice(SKILLS) if number % 5 == 0 else (),
        notes=dice.choice(NOTES),
        apply_by=DAY + timedelta(days=40) if number % 3 == 1 else None,
        answers={"vacancy": "This post is for an existing vacancy."} if number % 2 else {},
    )


def _city(pack: CountryPack, number: int) -> str | None:
    if pack.cities:
        return pack.cities[0]
    return CITIES.get(pack.country) if number % 5 else None


def _pay(pack: CountryPack, dice: random.Random) -> Pay:
    low, high = _PAYS.get(pack.currency or "", (38_000, 54_000))
    factor = dice.randrange(80, 180)
    period = SalaryPeriod.MONTH if pack.currency in ("JPY", "CZK") else SalaryPeriod.YEAR
    scaled = [Decimal(amount * factor // 100 // 500 * 500) for amount in (low, high)]
    return Pay(scaled[0], scaled[1], pack.currency or "EUR", period)
