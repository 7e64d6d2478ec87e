"""Briefs and a role page for the tests of posts and rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from nlp.posts.brief import Brief, Company, WorkMode
from nlp.posts.draft import compose
from nlp.posts.plan import plan
from nlp.posts.sections import WrittenSection
from nlp.posts.units import Plan
from nlp.roles.page import Band, Faq, Region, RequirementKind, RequirementText, RolePage
from nlp.roles.quarter import Quarter
from nlp.rules.money import Pay, SalaryPeriod
from nlp.rules.packs import CountryPack
from nlp.rules.wording import WordingRules

DAY = date(2027, 12, 15)
"""A day on which every rule of every pack is in force."""
NOT_YET = WordingRules("en", ())
Q4 = Quarter(2026, 4)

PAGE = RolePage(
    slug="bookkeeper",
    title="Bookkeeper",
    category="finance",
    seniority="Mid",
    updated=Q4,
    hooks=(
        "Keep every invoice, receipt and payment where the next person can find it.",
        "Turn a drawer full of receipts into books that close on the fifth of each month.",
        "Know at any time what came in, what went out and what is still owed.",
    ),
    whys=(
        "Your owner still enters invoices at night, and it costs you a day every week.",
        "Suppliers call about late payments because no one at your shop tracks due dates.",
        "The tax adviser charges you for sorting papers, which is work for your own desk.",
    ),
    responsibilities=tuple(
        (
            f"{verb} {noun} so that {aim}",
            f"Make sure that {noun} are handled and {aim}",
            f"{aim.capitalize()}: {verb.lower()} {noun}",
        )
        for verb, noun, aim in (
            ("Post", "supplier bills", "each one is paid on its due date"),
            ("Send", "customer invoices", "cash arrives within two weeks"),
            ("Match", "bank lines", "balances agree at the end of the week"),
            ("File", "tax returns", "the office never pays a late fee"),
            ("Prepare", "payroll entries", "wages leave on the last working day"),
            ("Collect", "receipts from drivers", "every cost has a paper behind it"),
        )
    ),
    requirements=(
        RequirementText(
            RequirementKind.REQUIRED, "3+ years of bookkeeping in a small firm", ("bookkeeping",), 3
        ),
        RequirementText(
            RequirementKind.REQUIRED,
            "Daily work in an accounting program",
            ("accounting-software",),
        ),
        RequirementText(RequirementKind.NICE_TO_HAVE, "Some practice with Xero", ("xero",)),
    ),
    faq=(Faq("What does a day look like?", "Bills, bank lines and a phone call or two."),),
    bands=(
        Band(Region.US, 45_000, 62_000, Q4, "editorial"),
        Band(Region.UK, 26_000, 34_000, Q4, "editorial"),
        Band(Region.EUROZONE, 32_000, 44_000, Q4, "editorial"),
    ),
)
_PAY = {"JPY": (350_000, 450_000), "INR": (900_000, 1_200_000), "CZK": (45_000, 60_000)}
_NEEDS_MONTHS = ("LT",)
_ANSWERS = {
    "collective-agreement": "CCNL Commercio",
    "scope-of-change": "none planned",
    "conditions": "no fixed term, 40 hours a week with two days off, all social insurance",
}


def sample_brief(pack: CountryPack) -> Brief:
    """Give a brief with which a post in `pack`'s place can satisfy every rule."""
    low, high = _PAY.get(pack.currency, (52_000, 68_000))
    period = SalaryPeriod.YEAR
    if pack.currency in ("JPY", "CZK") or pack.country in _NEEDS_MONTHS:
        period = SalaryPeriod.MONTH
    if pack.country in _NEEDS_MONTHS:
        low, high = 3_200, 4_100
    return Brief(
        post_id="post-1",
        title="bookkeeper",
        country="DE" if pack.code == "EU" else pack.country,
        region=pack.region,
        city=pack.cities[0] if pack.cities else "Rivertown",
        created_on=DAY,
        seed=3,
        company=Company(
            name="Brightwell Foods",
            about="We bake bread for forty shops in the valley. Our vans leave at four.",
            industry="Food production",
            headcount=60,
            benefits=("health insurance", "28 days of paid leave", "a pension plan"),
        ),
        work_mode=WorkMode.HYBRID,
        pay=Pay(Decimal(low), Decimal(high), pack.currency or "EUR", period),
        answers=_ANSWERS,
    )


def no_skills(_: str) -> frozenset[str]:
    return frozenset()


def written(
    brief: Brief, packs: Sequence[CountryPack], page: RolePage | None = PAGE
) -> tuple[Plan, tuple[WrittenSection, ...]]:
    """Plan and compose a post without a model."""
    planned = plan(brief, page, packs)
    return planned, compose(planned).sections()


def without_pay(brief: Brief) -> Brief:
    return replace(brief, pay=None)
