"""A post is complete at once, follows the brief, and takes from a writer only what is true."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp.posts import phrases
from nlp.posts.brief import (
    Brief,
    Company,
    EmploymentType,
    WorkMode,
    brief_from_json,
    brief_to_json,
)
from nlp.posts.draft import compose
from nlp.posts.grounding import skill_finder, skill_spotter
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.render import markdown
from nlp.posts.requirements import inside, post_requirements
from nlp.posts.sections import Provenance, SectionKind, WrittenSection, edited
from nlp.posts.titles import post_title, with_article
from nlp.posts.units import filled
from nlp.posts.voice import as_employer, for_posts
from nlp.roles.page import RequirementKind, RequirementText
from nlp.rules.money import Pay, SalaryPeriod
from nlp.skills.gazetteer import Gazetteer
from nlp.skills.taxonomy import Skill, SkillKind
from seeds.library import read_library
from seeds.packs import read_packs
from seeds.tailoring import read_tailoring
from tests.nlp.samples import PAGE, sample_brief, written

PACKS = read_packs()
TAILORING = read_tailoring()
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
    brief = replace(GB, seniority="Senior", work_mode=WorkMode.ONSITE)
    assert sections_of(brief)[SectionKind.HEADER].heading == "Senior Bookkeeper"
    for seniority in ("Senior", "Lead", "Junior"):
        planned = plan(replace(brief, seniority=seniority), PAGE, packs_of(brief, PACKS))
        last = planned.of_section(SectionKind.RESPONSIBILITIES)[-1]
        assert last.wordings == phrases.GROW[seniority.lower()]


def test_the_level_in_the_title_wins_over_another_one_given() -> None:
    page = replace(PAGE, title="Senior Bookkeeper", seniority="Senior")
    brief = replace(GB, title="Senior Bookkeeper", seniority="Junior", work_mode=None)
    planned = plan(brief, page, packs_of(brief, PACKS))
    assert planned.title == "Senior Bookkeeper"
    assert planned.requirements[0].text.startswith("3+ years")
    assert len(planned.of_section(SectionKind.RESPONSIBILITIES)) == len(PAGE.responsibilities)


def test_an_internship_asks_for_no_years_and_says_what_it_is() -> None:
    sections = sections_of(replace(GB, employment_type=EmploymentType.INTERN))
    assert "intern" in sections[SectionKind.HOOK].body
    assert not any("years" in item for item in sections[SectionKind.REQUIRED].items)


def test_a_second_span_of_years_is_left_out_where_the_first_shrinks() -> None:
    text = "5+ years on building sites, two in charge of a site"
    page = replace(
        PAGE, requirements=(RequirementText(RequirementKind.REQUIRED, text, (), min_years=5),)
    )
    junior = plan(replace(GB, seniority="Junior"), page, packs_of(GB, PACKS))
    assert junior.requirements[0].text == "2+ years on building sites"
    lead = plan(replace(GB, seniority="Lead"), page, packs_of(GB, PACKS))
    assert lead.requirements[0].text == "12+ years on building sites, two in charge of a site"


def test_a_caller_skill_reads_as_its_kind_asks() -> None:
    skills = {
        "customer service": Skill("cs", "Customer service", SkillKind.TRANSVERSAL),
        "excel modelling": Skill("em", "Excel modelling", SkillKind.COMPETENCE),
        "excel": Skill("excel", "Excel", SkillKind.TOOL),
        "google sheets": Skill("gs", "Google Sheets", SkillKind.TOOL),
        "transport management systems": Skill(
            "tms", "Transport management systems", SkillKind.TOOL
        ),
        "software engineering": Skill("se", "Software engineering", SkillKind.KNOWLEDGE),
        "bayesian statistics": Skill("bs", "Bayesian statistics", SkillKind.KNOWLEDGE),
    }
    wanted = (
        "Customer service",
        "Excel modelling",
        "Food hygiene level 2",
        "Transport management systems",
        "Software engineering",
        "Bayesian statistics",
        "Google sheets",
    )
    brief = replace(GB, required_skills=wanted, nice_to_have_skills=())
    planned = plan(
        brief, PAGE, packs_of(brief, PACKS), find_skill=lambda name: skills.get(name.casefold())
    )
    service, excel, hygiene, transport, software, bayes, sheets = (
        own.text for own in planned.requirements[2:9]
    )
    assert service == "Customer service"
    assert excel.endswith(" Excel modelling")
    assert hygiene == "Food hygiene level 2"
    assert transport.endswith(" transport management systems")
    assert software.endswith(" software engineering")
    assert sheets.endswith(" Google sheets")
    assert bayes.endswith(" Bayesian statistics")


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("Nutrition", SkillKind.KNOWLEDGE, "nutrition"),
        ("Kanban", SkillKind.KNOWLEDGE, "Kanban"),
        ("Sales reporting", SkillKind.COMPETENCE, "sales reporting"),
        ("Xero reporting", SkillKind.COMPETENCE, "Xero reporting"),
    ],
)
def test_a_skill_inside_a_sentence_begins_small_unless_it_begins_with_a_name(
    name: str, kind: SkillKind, written: str
) -> None:
    known = {"sales": SkillKind.KNOWLEDGE, "xero": SkillKind.TOOL}

    def find_skill(wanted: str) -> Skill | None:
        own = known.get(wanted.lower())
        return Skill(wanted.lower(), wanted, own) if own else None

    assert inside(name, Skill(name.lower(), name, kind), find_skill) == written


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


def test_a_skill_that_the_page_leaves_a_choice_of_is_asked_for_by_itself() -> None:
    choice = RequirementText(RequirementKind.REQUIRED, "Fluency in Python or Go", ("python", "go"))
    firm = RequirementText(RequirementKind.REQUIRED, "Daily use of Git", ("git",))
    page = replace(PAGE, requirements=(choice, firm))
    brief = replace(GB, required_skills=("Go", "Git"), nice_to_have_skills=("Python",))
    asked = post_requirements(brief, page, find_skill=skill_finder(read_library().skills))
    assert [own.skills for own in asked] == [("python", "go"), ("git",), ("go",)]


def test_a_junior_need_not_have_led_a_team() -> None:
    rows = (
        RequirementText(RequirementKind.REQUIRED, "Leadership of a team", ("people-management",)),
        RequirementText(RequirementKind.REQUIRED, "Daily use of Git", ("git",)),
    )
    page = replace(PAGE, requirements=rows)
    for level, expected in (("junior", [("git",)]), ("senior", [own.skills for own in rows])):
        brief = replace(GB, seniority=level, required_skills=(), nice_to_have_skills=())
        asked = post_requirements(brief, page, find_skill=lambda _: None)
        assert [own.skills for own in asked] == expected


def test_a_title_outside_the_library_gets_no_invented_duties() -> None:
    brief = replace(GB, title="falconer", required_skills=("bird handling",))
    planned = plan(brief, None, packs_of(brief, PACKS), tailoring=TAILORING)
    sections = {own.kind: own for own in compose(planned).sections()}
    assert SectionKind.WHY not in sections
    duties = sections[SectionKind.RESPONSIBILITIES].items
    family = TAILORING.families["any"]
    raw = [text.raw for text in compose(planned).texts.values() if text.unit.bullet]
    assert {form for own in family.duties for form in own} > set(raw[:3])
    assert "bird handling" in duties[3]
    assert duties[-1].startswith("[Add three to six duties")
    assert planned.role is None


def test_a_title_near_a_category_gets_the_lines_of_its_family() -> None:
    brief = replace(GB, title="Wind turbine technician", family="trades")
    planned = plan(brief, None, packs_of(brief, PACKS), tailoring=TAILORING)
    first = planned.of_section(SectionKind.RESPONSIBILITIES)[0]
    assert first.wordings == TAILORING.families["trades"].duties[0]


@pytest.mark.parametrize(
    ("named", "slug"),
    [
        ("Public sector", "public"),
        ("SaaS for hotels", "hospitality"),
        ("IT consulting", "software"),
        ("Wholesale of sanitary ware", None),
        (None, None),
    ],
)
def test_an_industry_is_known_by_the_longest_of_its_names(
    named: str | None, slug: str | None
) -> None:
    industry = TAILORING.industry_of(named)
    assert (industry.slug if industry else None) == slug


def test_an_industry_adds_a_duty_where_the_page_does_not_speak_of_it() -> None:
    health = replace(GB, company=replace(GB.company, industry="Healthcare"), work_mode=None)
    planned = plan(health, PAGE, packs_of(health, PACKS), tailoring=TAILORING)
    healthcare = TAILORING.industry_of("healthcare")
    assert healthcare is not None
    assert planned.of_section(SectionKind.RESPONSIBILITIES)[-1].wordings == healthcare.duties
    nurse = plan(
        health, replace(PAGE, category="healthcare"), packs_of(health, PACKS), tailoring=TAILORING
    )
    assert len(nurse.of_section(SectionKind.RESPONSIBILITIES)) == len(PAGE.responsibilities)


def test_seeds_that_follow_each_other_share_no_duty() -> None:
    texts = [
        set(sections_of(replace(GB, seed=seed))[SectionKind.RESPONSIBILITIES].items)
        for seed in (6, 7, 8)
    ]
    assert texts[0] & texts[1] == texts[1] & texts[2] == texts[0] & texts[2] == set()


def test_a_wording_clearly_nearer_to_what_the_caller_tells_is_preferred() -> None:
    def similar(_: str, others: Sequence[str]) -> list[float]:
        return [0.9 if "receipts into books" in other else 0.1 for other in others]

    planned = [plan(replace(GB, seed=seed), PAGE, packs_of(GB, PACKS)) for seed in range(6)]
    hooks = {compose(own, similar).texts["hook"].raw for own in planned}
    assert all(hook.startswith("Turn a drawer full of receipts into books") for hook in hooks)
    assert len({compose(own).texts["hook"].raw for own in planned}) > 2


def test_wordings_with_figures_of_their_own_stand_back() -> None:
    hooks = ("Keep four hundred bills in order.", "Keep all bills in order.", "Order every bill.")
    page = replace(PAGE, hooks=hooks)
    seen = {
        compose(plan(replace(GB, seed=seed), page, packs_of(GB, PACKS))).texts["hook"].raw
        for seed in range(9)
    }
    assert not any("four hundred" in hook for hook in seen)


@pytest.mark.parametrize(
    ("industry", "phrase"),
    [
        ("Public sector", "the public sector"),
        ("IT services", "IT services"),
        ("Banking", "banking"),
    ],
)
def test_an_industry_stands_in_a_sentence_with_its_article(industry: str, phrase: str) -> None:
    company = Company(name="Aldermere", about="We care.", industry=industry)
    assert f"{phrase}" in sections_of(replace(GB, company=company))[SectionKind.HOOK].body


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
    brief = replace(
        GB,
        apply_by=date(2027, 1, 15),
        open_to=("IE",),
        notes="n",
        seniority="Senior",
        family="trades",
    )
    assert brief_from_json(brief_to_json(brief)) == brief


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("senior  ML engineer", "Senior ML Engineer"),
        ("head of people", "Head of People"),
        ("c++ developer", "C++ Developer"),
        ("front-end developer", "Front-End Developer"),
        ("iOS developer", "iOS Developer"),
        ("nlp engineer", "NLP Engineer"),
        ("it support", "IT Support"),
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


def test_you_after_a_verb_that_takes_an_object_becomes_us() -> None:
    assert as_employer("Suppliers sell you tools. Customers see you in feeds.") == (
        "Suppliers sell us tools. Customers see us in feeds."
    )
    whys = [as_employer(why) for page in read_library().roles for why in page.whys]
    wrong = re.compile(r"\bwe (?:an?|the|in|on|at|by|for|from|with|and|or|to|of|[A-Z]\w*)\b")
    assert [why for why in whys if wrong.search(why)] == []


def test_a_why_that_tells_the_employers_own_story_stands_back_where_others_do() -> None:
    story = "All your orders live in one database, and nobody has tested a restore."
    call = "Demand peaks in spring. Hire before Easter and the season is won."
    general = ("A backup that nobody has restored is a hope.", "Downtime costs more than care.")

    assert for_posts((story, *general)) == general
    assert for_posts((call, *general)) == general
    assert for_posts((story, call, general[0])) == (as_employer(story), general[0])
    assert for_posts((call,)) == (call,)


def test_you_before_a_verb_becomes_we_whatever_stands_ahead() -> None:
    assert as_employer("Test it before you sign, and wait until you know.") == (
        "Test it before we sign, and wait until we know."
    )
    assert as_employer("It comes after you, and before you.") == "It comes after us, and before us."


def test_no_why_of_the_library_says_us_before_a_verb() -> None:
    whys = [as_employer(why) for page in read_library().roles for why in page.whys]
    wrong = re.compile(r"\b(?:before|after|until|than|as|when|if|because|what) us \w")
    assert [why for why in whys if wrong.search(why)] == []


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
        Skill("go", "Go", SkillKind.TOOL, ambiguous=True, context=("code",)),
    ]
    by_name, spotted = skill_finder(skills), skill_spotter(Gazetteer(skills))
    assert by_name("xero  accounting") == skills[0]
    assert by_name("Oracle") is None
    assert spotted("You excel at books kept in Xero") == {"xero"}
    assert spotted("Keep lists in Excel") == {"excel"}
    assert spotted("Go over the wiring, and write it up") == frozenset()
    assert spotted("Write services in Go") == {"go"}


def test_what_the_caller_requires_is_no_longer_nice_to_have() -> None:
    page = read_library().roles_by_slug["architect"]
    nice = next(own for own in page.of_kind(RequirementKind.NICE_TO_HAVE) if len(own.skills) > 1)
    wanted = Skill(nice.skills[0], "Wanted skill", SkillKind.KNOWLEDGE)
    brief = replace(GB, required_skills=(wanted.name,), nice_to_have_skills=())
    planned = plan(brief, page, packs_of(brief, PACKS), find_skill=lambda _: wanted)
    assert nice.text not in {own.text for own in planned.requirements}


def test_a_benefit_that_names_work_from_home_needs_no_second_line() -> None:
    def offer(*benefits: str) -> str:
        company = replace(GB.company, benefits=benefits)
        brief = replace(GB, work_mode=WorkMode.HYBRID, company=company)
        return "\n".join(sections_of(brief)[SectionKind.OFFER].items)

    assert "site" in offer("Pension")
    assert "site" not in offer("Pension", "Home office on two days")


@pytest.mark.parametrize(("country", "word"), [("US", "résumé"), ("GB", "CV"), ("CA", "résumé")])
def test_applicants_send_what_their_country_calls_it(country: str, word: str) -> None:
    apply = sections_of(replace(GB, country=country))[SectionKind.HOW_TO_APPLY].body
    assert word in apply


def test_a_city_state_is_named_once() -> None:
    header = sections_of(replace(GB, country="SG", city="Singapore"))[SectionKind.HEADER]
    assert header.body.count("Singapore") == 1
