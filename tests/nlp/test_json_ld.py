"""JSON-LD holds to Google's rules, the page is accessible, and each known mutant is caught."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from nlp.posts.brief import Brief, Company, WorkMode
from nlp.posts.json_ld import json_ld, json_ld_problems
from nlp.posts.legal import packs_of
from nlp.posts.render import Page, html_page
from nlp.rules.packs import CountryPack
from seeds.packs import read_packs
from tests.nlp.samples import sample_brief, written

PACKS = read_packs()
TODAY = date(2027, 12, 15)


def posting(brief: Brief) -> dict[str, Any]:
    packs = packs_of(brief, PACKS)
    _, sections = written(brief, packs)
    return json_ld(brief, sections, packs, posted_on=TODAY)


GB = replace(sample_brief(PACKS["GB"]), apply_by=date(2028, 1, 31))


@pytest.mark.parametrize("pack", list(PACKS), ids=lambda pack: pack.code)
def test_every_packs_sample_is_clean(pack: CountryPack) -> None:
    assert json_ld_problems(posting(sample_brief(pack))) == ()


def test_the_posting_says_what_google_asks_for() -> None:
    made = posting(GB)
    assert made["title"] == "Bookkeeper"
    assert made["datePosted"] == "2027-12-15"
    assert made["validThrough"] == "2028-01-31T23:59"
    assert made["employmentType"] == "FULL_TIME"
    assert made["identifier"]["value"] == "post-1"
    assert made["directApply"] is True
    assert made["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Rivertown",
        "addressCountry": "GB",
    }
    assert made["baseSalary"] == {
        "@type": "MonetaryAmount",
        "currency": "GBP",
        "value": {
            "@type": "QuantitativeValue",
            "minValue": 52000,
            "maxValue": 68000,
            "unitText": "YEAR",
        },
    }


def test_without_the_employers_figures_there_is_no_base_salary() -> None:
    assert "baseSalary" not in posting(replace(GB, pay=None))


def test_a_remote_job_says_where_applicants_may_live() -> None:
    remote = replace(sample_brief(PACKS["US-CA"]), work_mode=WorkMode.REMOTE, city=None)
    made = posting(replace(remote, open_to=("US-CO",)))
    assert made["jobLocationType"] == "TELECOMMUTE"
    assert "jobLocation" not in made
    areas = [area["name"] for area in made["applicantLocationRequirements"]]
    assert areas == ["California, United States", "Colorado, United States"]
    country = posting(replace(GB, work_mode=WorkMode.REMOTE, city=None))
    assert country["applicantLocationRequirements"] == {
        "@type": "Country",
        "name": "United Kingdom",
    }


def test_the_text_is_marked_as_made_by_an_algorithm() -> None:
    mark = posting(GB)["subjectOf"]["digitalSourceType"]
    assert mark == "https://schema.org/AlgorithmicMediaDigitalSource"


Mutant = Callable[[dict[str, Any]], Any]
MUTANTS: dict[str, Mutant] = {
    "validThrough is before": lambda p: p.update(validThrough="2027-12-14"),
    "not ISO 8601": lambda p: p.update(datePosted="15.12.2027"),
    "employmentType": lambda p: p.update(employmentType="Full time"),
    "unitText": lambda p: p["baseSalary"]["value"].update(unitText="annually"),
    "ISO 4217": lambda p: p["baseSalary"].update(currency="Pounds"),
    "no ISO 4217 currency": lambda p: p["baseSalary"].pop("currency"),
    "minValue is above": lambda p: p["baseSalary"]["value"].update(minValue=90000),
    "not a number": lambda p: p["baseSalary"]["value"].update(minValue="52k"),
    "no value and no range": lambda p: p["baseSalary"]["value"].pop("minValue"),
    "may only be TELECOMMUTE": lambda p: p.update(jobLocationType="REMOTE"),
    "applicantLocationRequirements": lambda p: p.update(jobLocationType="TELECOMMUTE"),
    "jobLocation is missing": lambda p: p.pop("jobLocation"),
    "title is missing": lambda p: p.pop("title"),
    "hiringOrganization is missing": lambda p: p.pop("hiringOrganization"),
    "MonetaryAmount": lambda p: p.update(baseSalary="52000 GBP"),
}


@pytest.mark.parametrize("problem", MUTANTS)
def test_each_mutant_is_caught(problem: str) -> None:
    mutant = copy.deepcopy(posting(GB))
    MUTANTS[problem](mutant)
    assert any(problem in found for found in json_ld_problems(mutant))


class Outline(HTMLParser):
    """The tags of a page in order, and the text of its script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def page_of(brief: Brief) -> str:
    packs = packs_of(brief, PACKS)
    plan, sections = written(brief, packs)
    made = json_ld(brief, sections, packs, posted_on=TODAY)
    return html_page(sections, Page(f"{plan.headline} – {brief.company.name}", json_ld=made))


def test_the_page_has_language_title_landmarks_and_one_first_heading() -> None:
    page = page_of(GB)
    tags = Outline(page).tags
    assert '<html lang="en">' in page
    assert "<title>Bookkeeper – Brightwell Foods</title>" in page
    assert [tags.count(tag) for tag in ("main", "article", "header", "h1", "title")] == [1] * 5
    assert 'content="http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"' in page


def test_the_json_ld_is_inside_the_page_and_cannot_break_out_of_it() -> None:
    company = Company(name="A</script><script>alert(1)</script>", about="<img src=x onerror=y>")
    page = page_of(replace(GB, company=company))
    assert page.count("</script>") == 1
    assert "<img" not in page
    body = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert body is not None
    assert json.loads(body[1])["hiringOrganization"]["name"] == company.name
