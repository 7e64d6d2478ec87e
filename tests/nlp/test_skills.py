"""Skills are read out of a CV where it means them, and nowhere else."""

from datetime import date

import pytest

from nlp.skills.extraction import Extractor
from nlp.skills.found import FoundSkill
from nlp.skills.taxonomy import Skill, SkillKind

TODAY = date(2026, 11, 1)


def tool(slug: str, name: str, *aliases: str, context: tuple[str, ...] = ()) -> Skill:
    return Skill(
        slug, name, SkillKind.TOOL, aliases=aliases, ambiguous=bool(context), context=context
    )


EXTRACTOR = Extractor(
    [
        tool("python", "Python", "Python 3"),
        tool("java", "Java"),
        tool("javascript", "JavaScript", "JS"),
        tool("kafka", "Apache Kafka", "Kafka"),
        tool("sql", "SQL"),
        tool("c", "C", context=("programming", "embedded", "developer")),
        tool("c-plus-plus", "C++", context=("programming", "developer")),
        tool("c-sharp", "C#"),
        tool("r", "R", context=("statistics", "programming", "tidyverse")),
        tool("go", "Go", "Golang", context=("golang", "microservices", "backend")),
        tool("excel", "Excel", "Microsoft Excel", context=("spreadsheet", "pivot", "microsoft")),
        Skill("german", "German", SkillKind.LANGUAGE),
    ]
)


def extract(text: str) -> dict[str | None, FoundSkill]:
    return {found.slug: found for found in EXTRACTOR.extract(text, today=TODAY)}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Wrote services in Python and Java.", {"python", "java"}),
        ("Frontend work in JavaScript.", {"javascript"}),
        ("Skills: python,c,java", {"python", "c", "java"}),
        ("Skills: Python, C, Java", {"python", "c", "java"}),
        ("Embedded C/C++ developer", {"c", "c-plus-plus"}),
        ("Ten years of C# on Windows", {"c-sharp"}),
        ("Vitamin C and grade C were mentioned", set()),
        ("I like to go hiking and excel at chess", set()),
        ("Go above and beyond", set()),
        ("Backend services in Go", {"go"}),
        ("R. Smith, 12 Main Street", set()),
        ("Statistics in R and SQL", {"r", "sql"}),
        ("Pivot tables in Excel", {"excel"}),
        ("Nothing that a taxonomy knows", set()),
    ],
)
def test_a_name_counts_only_where_it_means_the_skill(text: str, slugs: set[str]) -> None:
    assert set(extract(text)) == slugs


@pytest.mark.parametrize(
    "text",
    [
        "I have no experience with Kafka.",
        "Never used Kafka.",
        "I am looking to learn Kafka next year.",
        "Noch keine Erfahrung mit Kafka.",
        "Interested in learning Kafka",
    ],
)
def test_a_denied_skill_is_kept_but_not_counted(text: str) -> None:
    found = extract(text)["kafka"]
    assert [mention.negated for mention in found.mentions] == [True]
    assert not found.counted


def test_a_denial_ends_with_its_clause() -> None:
    found = extract("No experience with Kafka, but strong Python. SQL daily.")
    assert not found["kafka"].counted
    assert found["python"].counted
    assert found["sql"].counted


def test_not_only_is_no_denial() -> None:
    assert extract("Not only Python but also SQL")["python"].counted


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5 years of Python", 5.0),
        ("Python (3+ yrs)", 3.0),
        ("Seven years building Python services", 7.0),
        ("Python", None),
        ("Jan 2020 – Dec 2021 Developer\nPython services", 2.0),
        ("2018 - 2019 Developer, Python\n2019 - 2020 Developer, Python", 3.0),
        ("03/2024 - present: Python", 2.8),
    ],
)
def test_years_come_from_statements_and_dated_positions(text: str, years: float | None) -> None:
    assert extract(text)["python"].years == years


def test_offsets_point_at_the_words_in_the_original_text() -> None:
    text = "Über mich 🙂: Python, then Java and python 3 again"
    found = extract(text)["python"]
    assert [text[m.start : m.end] for m in found.mentions] == ["Python", "python 3"]


def test_an_empty_text_has_no_skills() -> None:
    assert EXTRACTOR.extract("", today=TODAY) == ()
