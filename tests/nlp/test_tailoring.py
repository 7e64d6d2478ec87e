"""Each thing that the caller tells changes the post where a recruiter looks for it, and no more."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from nlp.posts import phrases
from nlp.posts.brief import Brief, EmploymentType, WorkMode
from nlp.posts.draft import compose
from nlp.posts.grounding import skill_finder
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.render import plain
from nlp.posts.sections import SectionKind
from nlp.posts.units import filled
from nlp.posts.write import tasks_of
from seeds.library import read_library
from seeds.packs import read_packs
from seeds.tailoring import read_tailoring
from tests.nlp.samples import PAGE, sample_brief

PACKS, TAILORING, LIBRARY = read_packs(), read_tailoring(), read_library()
FIND = skill_finder(LIBRARY.skills)
GB = replace(sample_brief(PACKS["GB"]), work_mode=None, required_skills=(), nice_to_have_skills=())
PLAIN = replace(GB, company=replace(GB.company, industry=None, headcount=80))

OF_THE_US = re.compile(
    r"\b(?:DEA|EPA|OSHA|HIPAA|NEC|FDA|FINRA|SEC|IRS|FMLA|EEOC|FERPA|FCRA|FLSA|ERISA|COBRA|USDA|FMCSA|"
    r"NFPA|FAA|FTC|SOX|US GAAP|W-2|W-4|1099|I-9|401\(k\)|Medicare|Medicaid|Title IX|Section 508|"
    r"CCPA|NCLEX|CDL)\b"
)
OR_ANOTHER = re.compile(r"\bor\b")
"""A paper may stand beside those of other countries: `OSHA 10 or CSCS`."""

Change = Callable[[Brief], Brief]


def sections_of(brief: Brief) -> dict[SectionKind, str]:
    planned = plan(brief, PAGE, packs_of(brief, PACKS), find_skill=FIND, tailoring=TAILORING)
    draft = compose(planned)
    return {own.kind: f"{own.heading}\n{own.body}" for own in draft.sections()}


def duties_of(brief: Brief) -> str:
    return sections_of(brief)[SectionKind.RESPONSIBILITIES]


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda own: replace(own, seniority="Senior"), {"HEADER", "RESPONSIBILITIES", "REQUIRED"}),
        (lambda own: replace(own, work_mode=WorkMode.REMOTE), {"HEADER", "RESPONSIBILITIES"}),
        (lambda own: replace(own, work_mode=WorkMode.HYBRID), {"OFFER", "RESPONSIBILITIES"}),
        (lambda own: replace(own, required_skills=("Go",)), {"RESPONSIBILITIES", "REQUIRED"}),
        (lambda own: replace(own, nice_to_have_skills=("Go",)), {"NICE_TO_HAVE"}),
        (lambda own: replace(own, notes="You report to the owner"), {"HOOK"}),
        (
            lambda own: replace(own, employment_type=EmploymentType.CONTRACTOR),
            {"HEADER", "RESPONSIBILITIES"},
        ),
        (
            lambda own: replace(own, company=replace(own.company, industry="Hospital")),
            {"RESPONSIBILITIES"},
        ),
        (
            lambda own: replace(own, company=replace(own.company, headcount=9)),
            {"RESPONSIBILITIES"},
        ),
    ],
)
def test_what_the_caller_tells_changes_the_sections_that_it_bears_on(
    change: Change, changed: set[str]
) -> None:
    before, after = sections_of(PLAIN), sections_of(change(PLAIN))

    assert changed <= {kind.value for kind in after if after[kind] != before.get(kind)}


def test_a_skill_that_the_page_does_not_ask_for_gets_a_duty_of_its_own() -> None:
    duties = duties_of(replace(PLAIN, required_skills=("Docker", "Kubernetes", "Airflow")))

    assert "Docker and Kubernetes" in duties


@pytest.mark.parametrize(
    "skill", ["Bookkeeping", "German", "A degree in law", "3 years of practice with heavy presses"]
)
def test_a_skill_gets_no_duty_where_the_page_speaks_of_it_or_it_is_no_work(skill: str) -> None:
    assert duties_of(replace(PLAIN, required_skills=(skill,))) == duties_of(PLAIN)


def test_a_duty_speaks_of_the_size_of_a_very_small_and_a_large_company_alone() -> None:
    def of_size(headcount: int) -> str:
        return duties_of(replace(PLAIN, company=replace(PLAIN.company, headcount=headcount)))

    assert of_size(80) == of_size(400) == of_size(1)
    small, large = of_size(12), of_size(5_000)
    assert small.startswith(of_size(80))
    assert large.startswith(of_size(80))
    spoken = [filled(own, {"headcount": "12"}) for own in phrases.SMALL_COMPANY]
    last = small.splitlines()[-1].casefold()
    assert any(own[1:].casefold() in last for own in spoken)


def test_no_writer_joins_the_wordings_of_an_added_duty() -> None:
    planned = plan(
        replace(PLAIN, seniority="Senior"), PAGE, packs_of(PLAIN, PACKS), tailoring=TAILORING
    )
    texts = {task.id: task.texts for task in tasks_of(compose(planned))}

    assert "responsibilities.added.0" in {unit.id for unit in planned.units}
    assert "responsibilities.added.0" not in texts
    assert len(texts["responsibilities.0"]) >= 3


@pytest.mark.parametrize("country", ["CZ", "CA", "IE"])
def test_a_post_elsewhere_names_no_authority_of_the_united_states(country: str) -> None:
    brief = sample_brief(PACKS[country])
    for page in LIBRARY.roles:
        lines = plain(compose(plan(brief, page, packs_of(brief, PACKS))).sections()).splitlines()
        named = [line for line in lines if OF_THE_US.search(line)]
        assert [line for line in named if not OR_ANOTHER.search(line)] == [], page.slug


def test_no_hook_why_or_duty_of_the_library_names_an_authority_of_the_united_states() -> None:
    for page in LIBRARY.roles:
        duties = [text for wordings in page.responsibilities for text in wordings]
        said = [text for text in (*page.hooks, *page.whys, *duties) if OF_THE_US.search(text)]
        assert said == [], page.slug


def test_at_most_three_duties_are_added_however_much_is_told() -> None:
    told = replace(
        PLAIN,
        seniority="Senior",
        required_skills=("Docker",),
        work_mode=WorkMode.REMOTE,
        employment_type=EmploymentType.TEMPORARY,
        company=replace(PLAIN.company, industry="Hospital", headcount=9),
    )

    assert duties_of(told).count("\n- ") == len(PAGE.responsibilities) + 3
