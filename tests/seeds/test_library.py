"""The authored library holds to its promises, page by page and as a whole."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.roles.originality import near_duplicates
from nlp.roles.page import Region, RolePage
from nlp.rules.gender_coding import gender_coding
from nlp.rules.reading import readability
from nlp.rules.wording import find_wording
from nlp.titles.normalize import normalize, seniority_words
from seeds.files import SEEDS, SeedError
from seeds.library import Library, read_library
from seeds.wording_rules import wording_rules

MAX_GRADE = 10
UK_HOURLY_MINIMUM = 12.71
"""National Living Wage in pounds from 1 April 2026, see docs/salary-bands.md."""
LIBRARY = read_library()
PAGES = pytest.mark.parametrize("page", LIBRARY.roles, ids=lambda page: page.slug)


@PAGES
def test_a_page_reads_at_grade_ten_or_below(page: RolePage) -> None:
    assert readability(page.prose).grade <= MAX_GRADE
    wordings = [w for group in (page.hooks, page.whys, *page.responsibilities) for w in group]
    assert readability(wordings).grade <= MAX_GRADE


@PAGES
def test_a_page_is_gender_neutral_or_feminine(page: RolePage) -> None:
    coding = gender_coding(page.prose)
    assert coding.balance >= 0, coding


@PAGES
def test_a_page_asks_for_enough_skills_to_have_neighbours(page: RolePage) -> None:
    assert 8 <= len(page.skills) <= 24


@PAGES
def test_bands_are_neither_points_nor_guesses_at_large(page: RolePage) -> None:
    for band in page.bands:
        assert 1.15 <= band.max / band.min <= 1.75


@PAGES
def test_no_band_in_the_uk_begins_below_the_legal_minimum(page: RolePage) -> None:
    year_at_minimum = UK_HOURLY_MINIMUM * 37.5 * 52
    assert [b for b in page.bands if b.region is Region.UK and b.min < year_at_minimum] == []


@pytest.mark.parametrize("page", LIBRARY.roles, ids=lambda page: page.slug)
def test_a_page_passes_our_own_wording_rules(page: RolePage) -> None:
    wordings = (w for group in (page.hooks, page.whys, *page.responsibilities) for w in group)
    texts = (*wordings, *page.prose)
    rules = wording_rules("en")
    assert [f.phrase for text in texts for f in find_wording(text, rules)] == []


def test_no_sentence_serves_two_roles() -> None:
    pairs = [(a, s, b, t) for a, s, b, t in near_duplicates(_sentences(LIBRARY))]
    assert pairs == []


def test_every_category_has_roles() -> None:
    used = {page.category for page in LIBRARY.roles}
    assert used == {category.slug for category in LIBRARY.categories}


def test_the_library_is_as_large_as_promised() -> None:
    assert len(LIBRARY.roles) >= 150
    assert len(LIBRARY.categories) >= 14
    assert len(LIBRARY.skills) >= 1500


def test_names_that_are_ordinary_words_ask_for_context() -> None:
    skills = LIBRARY.skills_by_slug
    for slug in ("r", "c", "go", "swift"):
        assert skills[slug].ambiguous
        assert skills[slug].context


def test_no_two_roles_bear_the_same_title() -> None:
    bearers: dict[tuple[str, frozenset[str]], set[str]] = {}
    for page in LIBRARY.roles:
        for title in (
            page.title,
            *(t for group in page.alternative_titles.values() for t in group),
        ):
            key = normalize(title), seniority_words(title)
            bearers.setdefault(key, set()).add(page.slug)
    assert {key: roles for key, roles in bearers.items() if len(roles) > 1} == {}


def _sentences(library: Library) -> Iterator[tuple[str, str]]:
    for page in library.roles:
        for group in (page.hooks, page.whys, *page.responsibilities):
            for number, wording in enumerate(group):
                yield f"{page.slug} wording {number}", wording
        for requirement in page.requirements:
            yield f"{page.slug} requirement", requirement.text
        for entry in page.faq:
            yield f"{page.slug} question", entry.question
            yield f"{page.slug} answer", entry.answer


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A library of one role in a folder of its own."""
    for part in ("taxonomy", "categories.yaml"):
        source = SEEDS / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / part)
    folder = tmp_path / "roles" / "engineering"
    folder.mkdir(parents=True)
    shutil.copy(SEEDS / "roles/engineering/backend-engineer.yaml", folder)
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("title: ", "titel: ", "titel: Extra inputs are not permitted"),
        ("updated: 2026-Q4", "updated: Summer", "updated: Value error, 'Summer' is not a quarter"),
        ("slug: backend-engineer", "slug: other", "slug: must be backend-engineer, as the file"),
        ("  as_of: 2026-Q4", "  as_of: soon", "salary.as_of: Value error, 'soon' is not a"),
        ("seniority: ", "seniority: Very ", "seniority: Value error, must be one of Entry"),
    ],
)
def test_a_bad_role_file_is_named_with_its_field(
    copy: Path, before: str, after: str, message: str
) -> None:
    file = copy / "roles/engineering/backend-engineer.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        read_library(copy)
    assert any(
        "backend-engineer.yaml" in str(problem) and message in str(problem)
        for problem in caught.value.problems
    )


def test_an_unknown_skill_is_named(copy: Path) -> None:
    file = copy / "roles/engineering/backend-engineer.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("skills: [", "skills: [no-such-skill, ", 1), encoding="utf-8")
    with pytest.raises(SeedError, match="unknown skill 'no-such-skill'"):
        read_library(copy)


def test_a_file_that_is_no_yaml_is_named(copy: Path) -> None:
    (copy / "categories.yaml").write_text("- {slug: [", encoding="utf-8")
    with pytest.raises(SeedError, match=r"categories\.yaml: \(file\): is not YAML"):
        read_library(copy)
