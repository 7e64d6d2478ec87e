"""A post is complete at once, follows the brief, and takes from a writer only what is true."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp.posts.brief import Brief, Company, WorkMode, brief_from_json, brief_to_json
from nlp.posts.grounding import skill_finder, skill_spotter
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.render import markdown
from nlp.posts.sections import Provenance, SectionKind, WrittenSection, edited
from nlp.posts.titles import post_title, with_article
from nlp.posts.units import filled
from nlp.posts.voice import as_employer
from nlp.roles.page import RequirementKind
from nlp.rules.money import Pay, SalaryPeriod
from nlp.skills.gazetteer import Gazetteer
from nlp.skills.taxonomy import Skill, SkillKind
from seeds.packs import read_packs
from tests.nlp.samples import PAGE, sample_brief, written

PACKS = read_packs()
GB = sample_brief(PACKS["GB"])


def sections_of(brief: Brief, *, known: bool = True) -> dict[SectionKind, WrittenSection]:
    _, sections = written(brief, packs_of(brief, PACKS), PAGE if known else None)
    return {section.kind: section for section in sections}


def text_of(brief: Brief) -> str:
    return markdown(tuple(sections_of(brief).values()))


def test_sections_come_in_the_order_that_a_reader_expects() -> None:
    assert list(sections_of(GB)) == list(SectionKind)


def test_facts_of_the_caller_stand_in_the_post() -> None:
    post = text_of(replace(GB, apply_by=date(2027, 1, 15), notes="You report to the owner"))
    for fact in (
        "# Bookkeeper",
        "**Brightwell Foods** · Rivertown, United Kingdom · Hybrid · Full-time",
        "£52,000 – £68,000 gross per year",
        "- Health insurance",
        "We bake bread for forty shops in the valley.",
        "You report to the owner.",
        "Apply by 15 January 2027.",
    ):
        assert fact in post


def test_pay_is_written_in_the_form_and_with_the_words_of_the_country() -> None:
    salary = sections_of(sample_brief(PACKS["DE"]))[SectionKind.SALARY]
    assert salary.body == "52.000–68.000\xa0€ gross per year (brutto pro Jahr)"


def test_without_pay_the_post_asks_and_no_market_band_stands_in() -> None:
    brief = replace(sample_brief(PACKS["US-CO"]), pay=None)
    section = sections_of(brief)[SectionKind.SALARY]
    assert section.body == "[Add your pay range in USD, gross per year: required by law here]"
    assert "45,000" not in text_of(brief)


def test_the_same_seed_gives_the_same_post_and_another_seed_another() -> None:
    assert text_of(GB) == text_of(GB)
    duties = [
        sections_of(replace(GB, seed=seed))[SectionKind.RESPONSIBILITIES].items for seed in range(6)
    ]
    assert len(set(duties)) == 6


def test_two_companies_never_publish_the_same_text() -> None:
    other = replace(GB, company=replace(GB.company, name="Hillside Bread"))
    assert sections_of(GB)[SectionKind.HOOK].body != sections_of(other)[SectionKind.HOOK].body


@pytest.mark.parametrize(
    ("seniority", "years"), [("Senior", "5+ years"), ("Junior", "1+ year of"), (None, "3+ years")]
)
def test_years_follow_the_seniority(seniority: str | None, years: str) -> None:
    required = sections_of(replace(GB, seniority=seniority))[SectionKind.REQUIRED]
    assert required.items[0].startswith(years)


def test_seniority_changes_the_title_and_the_duties() -> None:
    senior = sections_of(replace(GB, seniority="Senior"))
    assert senior[SectionKind.HEADER].heading == "Senior Bookkeeper"
    assert len(senior[SectionKind.RESPONSIBILITIES].items) == 7


def find(name: str) -> Skill | None:
    known = {"xero": SkillKind.TOOL, "german": SkillKind.LANGUAGE}
    kind = known.get(name.lower())
    return Skill(name.lower(), name, kind) if kind else None


def test_the_callers_skills_become_requirements_once() -> None:
    brief = replace(GB, required_skills=("Xero", "German", "bookkeeping", "SEPA", "Xero"))
    planned = plan(brief, PAGE, packs_of(brief, PACKS), find_skill=find)
    own = planned.requirements[2:5]
    assert [requirement.skills for requirement in own] == [("xero",), ("german",), ()]
    assert all(r.kind is RequirementKind.REQUIRED for r in own)
    assert [name in r.text for name, r in zip(("Xero", "German", "SEPA"), own, strict=True)] == [
        True
    ] * 3
    assert [r.text for r in planned.requirements if r.kind is RequirementKind.NICE_TO_HAVE] == []


def test_a_title_outside_the_library_gets_no_invented_duties() -> None:
    brief = replace(GB, title="falconer", required_skills=("bird handling",))
    sections = sections_of(brief, known=False)
    assert SectionKind.WHY not in sections
    duties = sections[SectionKind.RESPONSIBILITIES].items
    assert "bird handling" in duties[0]
    assert duties[1].startswith("[Add three to six duties")
    assert plan(brief, None, packs_of(brief, PACKS)).role is None


def test_braces_and_markup_of_the_caller_are_only_text() -> None:
    company = Company(
        name="{notes} & Co", about="# We {company} bake\n\nBread", benefits=("{pay}",)
    )
    post = text_of(replace(GB, company=company))
    assert "**{notes} & Co**" in post
    assert "We {company} bake" in post
    assert "\n# We" not in post
    assert "- {pay}" in post


def test_an_empty_brief_still_gives_a_whole_post_with_marked_gaps() -> None:
    bare = Brief(post_id="1", title="bookkeeper", country="US", created_on=date(2026, 11, 24))
    post = text_of(bare)
    assert "**[Company name]** · [City], United States · Full-time" in post
    assert "None" not in post


def test_a_brief_survives_its_json() -> None:
    brief = replace(GB, apply_by=date(2027, 1, 15), open_to=("IE",), notes="n", seniority="Senior")
    assert brief_from_json(brief_to_json(brief)) == brief


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("senior  ML engineer", "Senior ML Engineer"),
        ("head of people", "Head of People"),
        ("c++ developer", "C++ Developer"),
        ("front-end developer", "Front-End Developer"),
        ("iOS developer", "iOS Developer"),
    ],
)
def test_a_title_is_tidied_and_not_rewritten(typed: str, title: str) -> None:
    assert post_title(replace(GB, title=typed)) == title


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [
        ("Accountant", "an Accountant"),
        ("UX Designer", "a UX Designer"),
        ("ML Engineer", "an ML Engineer"),
        ("HR Manager", "an HR Manager"),
        ("University Lecturer", "a University Lecturer"),
        ("Unit Manager", "a Unit Manager"),
        ("Underwriter", "an Underwriter"),
    ],
)
def test_the_article_follows_the_sound(noun: str, phrase: str) -> None:
    assert with_article(noun) == phrase


def test_the_why_speaks_with_the_employers_voice() -> None:
    spoken = as_employer("It costs you a day. Your owner says you need help, and thanks you.")
    assert spoken == "It costs us a day. Our owner says we need help, and thanks us."


def test_an_edit_keeps_body_and_items_in_step() -> None:
    section = sections_of(GB)[SectionKind.OFFER]
    by_items = edited(section, items=("Bread every day",))
    assert (by_items.body, by_items.items) == ("- Bread every day", ("Bread every day",))
    by_body = edited(section, body="We offer:\n\n- Bread\n- Butter")
    assert by_body.items == ("Bread", "Butter")
    assert by_body.provenance is Provenance.EDITED


def test_assumptions_are_listed_until_the_employer_answers() -> None:
    brief = sample_brief(PACKS["CA-ON"])
    packs = packs_of(brief, PACKS)
    assert plan(brief, PAGE, packs).assumptions == ("This post is for an existing vacancy.",)
    answered = replace(brief, answers={"vacancy": "This post is for a future vacancy."})
    planned = plan(answered, PAGE, packs)
    assert planned.assumptions == ()
    assert "This post is for a future vacancy." in text_of(answered)


def test_filling_reads_no_placeholder_inside_a_fact() -> None:
    assert filled("{a} and {b}", {"a": "{b}", "b": "x"}) == "{b} and x"


def test_pay_by_the_hour_keeps_its_pence() -> None:
    pay = Pay(Decimal("12.60"), Decimal(15), "GBP", SalaryPeriod.HOUR)
    salary = sections_of(replace(GB, pay=pay, work_mode=WorkMode.ONSITE))[SectionKind.SALARY]
    assert salary.body == "£12.60 – £15.00 gross per hour"


def test_skills_are_found_by_any_name_and_ordinary_words_are_not_skills() -> None:
    skills = [
        Skill("xero", "Xero", SkillKind.TOOL, aliases=("Xero Accounting",)),
        Skill("excel", "Excel", SkillKind.TOOL, ambiguous=True, context=("sheet",)),
    ]
    by_name, spotted = skill_finder(skills), skill_spotter(Gazetteer(skills))
    assert by_name("xero  accounting") == skills[0]
    assert by_name("Oracle") is None
    assert spotted("You excel at books kept in Xero") == {"xero"}
    assert spotted("Keep lists in Excel") == {"excel"}
