"""Rules bind from their first day, at their size, in their places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp.posts.brief import WorkMode
from nlp.posts.legal import packs_of
from nlp.posts.render import as_post_text
from nlp.rules.compliance import PostText, Report, compliance
from nlp.rules.pay_reading import stated_pay
from seeds.packs import read_packs
from tests.nlp.samples import sample_brief, written

PACKS = read_packs()


def report(text: str, place: Sequence[str], day: str, headcount: int | None = None) -> Report:
    packs = PACKS.chain(*place)
    as_of = date.fromisoformat(day)
    return compliance(PostText.of(text), packs, as_of=as_of, headcount=headcount)


def rules(found: Report) -> set[str]:
    return {finding.rule.id for finding in found.findings}


@pytest.mark.parametrize(
    ("place", "rule", "before", "first_day"),
    [
        (("PL",), "pl-pay", "2025-12-23", "2025-12-24"),
        (("IT",), "it-pay", "2026-06-06", "2026-06-07"),
        (("CA", "ON"), "ca-on-pay", "2025-12-31", "2026-01-01"),
        (("CA", "ON"), "ca-on-ai", "2025-12-31", "2026-01-01"),
        (("US", "DE"), "us-de-pay", "2027-09-25", "2027-09-26"),
    ],
)
def test_a_rule_binds_from_its_first_day(
    place: tuple[str, ...], rule: str, before: str, first_day: str
) -> None:
    bare = "Bookkeeper\nKeep our books."
    assert rule not in rules(report(bare, place, before))
    found = report(bare, place, first_day)
    assert [f.satisfied for f in found.findings if f.rule.id == rule] == [False]
    assert not found.passes


def test_a_rule_ends_after_its_last_day() -> None:
    early = "eu-ai-notice-early"
    assert early in rules(report("Cook", ("DE",), "2027-12-01"))
    assert early not in rules(report("Cook", ("DE",), "2027-12-02"))


@pytest.mark.parametrize(("headcount", "binds"), [(14, False), (15, True), (None, True)])
def test_a_size_threshold_counts_employees(headcount: int | None, binds: bool) -> None:
    found = report("Cook", ("US", "CA"), "2026-11-24", headcount)
    assert ("us-ca-pay" in rules(found)) is binds


@pytest.mark.parametrize(
    ("line", "place", "rule", "satisfied"),
    [
        ("Salary: $80,000 – $130,000 per year", ("CA", "ON"), "ca-on-pay", True),
        ("Salary: $80,000 – $130,001 per year", ("CA", "ON"), "ca-on-pay", False),
        ("Salary: $150,000 – $210,000 per year", ("CA", "ON"), "ca-on-pay", True),
        ("Pay: $40 – $70 per hour", ("CA", "ON"), "ca-on-pay", False),
        ("Pay: $4,000 – $8,000 per month", ("SG",), "sg-pay", True),
        ("Pay: $4,000 – $8,001 per month", ("SG",), "sg-pay", False),
        ("Pay: up to $90,000 a year", ("US", "MN"), "us-mn-pay", False),
        ("Pay: $60,000 and up, per year", ("US", "MN"), "us-mn-pay", False),
        ("Pay: $60,000 a year", ("US", "MN"), "us-mn-pay", True),
        ("We raised $60,000,000 last spring", ("US", "MN"), "us-mn-pay", False),
        ("Pay: from € 3.200 gross per month", ("AT",), "at-pay", True),
        ("Pay: £30,000 a year", ("DE",), "eu-pay-early", False),
        ("You get the pay range before your first interview.", ("PL",), "pl-pay", True),
        ("Pay: 3 200–4 100 € gross per month", ("LT",), "lt-pay", True),
        ("Pay: 38 400–49 200 € gross per year", ("LT",), "lt-pay", False),
        ("Pay: 3200–4100 € per month", ("LV",), "lv-pay", False),
        ("Pay: 3200–4100 € gross per month", ("LV",), "lv-pay", True),
        ("Salary: [Add your pay range, gross per year]", ("US", "CO"), "us-co-pay", False),
        ("Apply by 3 May.", ("US", "CO"), "us-co-deadline", True),
        ("Benefits: [name them]", ("US", "CO"), "us-co-benefits", False),
        ("Health insurance and 401(k)", ("US", "CO"), "us-co-benefits", True),
        ("Collective agreement: [Name it].", ("IT",), "it-ccnl", False),
    ],
)
def test_what_a_rule_takes_and_what_not(
    line: str, place: tuple[str, ...], rule: str, satisfied: bool
) -> None:
    found = report(f"Bookkeeper\n{line}", place, "2026-11-24")
    assert [f.satisfied for f in found.findings if f.rule.id == rule] == [satisfied]


@pytest.mark.parametrize(
    ("text", "currency", "low", "high"),
    [
        ("Pay: CHF 110'000–130'000 a year", "CHF", "110000", "130000"),
        ("18 000–22 000 zł gross per month", "PLN", "18000", "22000"),
        ("₹18,00,000 – ₹30,00,000 gross per year", "INR", "1800000", "3000000"),
        ("Pay £14.50 to £18.25 per hour", "GBP", "14.50", "18.25"),
        ("salary between $90,000 and $110,000", "USD", "90000", "110000"),
    ],
)
def test_pay_is_read_in_the_form_of_each_country(
    text: str, currency: str, low: str, high: str
) -> None:
    (pay,) = stated_pay(text, currency)
    assert (pay.low, pay.high) == (Decimal(low), Decimal(high))


def test_a_remote_post_meets_the_union_and_names_who_asked() -> None:
    base = sample_brief(PACKS["US-CA"])
    brief = replace(base, work_mode=WorkMode.REMOTE, open_to=("US-CO", "US-NY-NYC"))
    packs = packs_of(brief, PACKS)
    plan, sections = written(brief, packs)
    found = compliance(as_post_text(sections), packs, as_of=brief.created_on, headcount=60)
    assert found.jurisdiction == "US-CA + US-CO + US-NY-NYC"
    assert found.unsatisfied == ()
    asked = {finding.rule.id: finding.asked_by for finding in found.findings}
    assert asked["us-co-deadline"] == ("US-CO",)
    assert asked["us-ny-pay"] == ("US-NY-NYC",)
    assert asked["us-eeo"] == ("US-CA", "US-CO", "US-NY-NYC")
    assert plan.asked_by["us-ny-nyc-aedt"] == ("US-NY-NYC",)


def test_customs_are_shown_but_only_laws_decide() -> None:
    found = report("Bookkeeper\nKeep our books.", ("DE",), "2026-11-24")
    assert {f.rule.id for f in found.unsatisfied} >= {"de-title", "de-equality"}
    assert found.passes


def test_the_report_says_that_it_is_no_legal_advice() -> None:
    notice = report("Cook", ("GB",), "2026-11-24").notice
    assert "Not legal advice" in notice
    assert "2026-11-24" in notice


def test_a_finding_on_wording_says_where_it_stands() -> None:
    text = "Bookkeeper\nWe want a recent graduate.\nHe must be able-bodied."
    found = report(text, ("US",), "2026-11-24")
    spans = {f.rule.id: [text[start:end] for start, end in f.spans] for f in found.unsatisfied}
    assert spans["us-age"] == ["recent graduate"]
    assert spans["us-sex-origin"] == ["He must "]
    assert spans["us-disability"] == ["able-bodied"]
    assert spans["us-eeo"] == []
