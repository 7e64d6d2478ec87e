"""CVs composed from the library, and twins of them that differ in who the person is."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.roles.page import RolePage
from seeds.library import Library


@dataclass(frozen=True, slots=True)
class Person:
    """What must not count: a top of the CV, how the text speaks of its writer, a school."""

    top: str
    pronoun: str
    possessive: str
    job: str
    school: str
    graduated: int
    further: str = ""


PEOPLE = (
    Person("Greg Baker\ngreg.baker@example.com", "He", "his", "waiter", "Harvard", 1994),
    Person(
        "Priya Raman\nshe/her\npriya@example.org | +44 20 7946 0123\nNationality: Indian",
        "She",
        "her",
        "waitress",
        "Open University of Lagos",
        2019,
    ),
    Person(
        "CURRICULUM VITAE\nMohammed Al-Farsi\nDate of birth: 4 March 1961\nMarried, two children\n"
        "Religion: Muslim\nPhoto attached\n221B Abbey Street, Leicester LE1 4ZZ",
        "He",
        "his",
        "waiter",
        "Leicester Polytechnic",
        1983,
    ),
    Person(
        "Lebenslauf\nAnna-Lena Köhler\nGeburtsdatum: 12.05.1979\nFamilienstand: verheiratet\n"
        "Staatsangehörigkeit: österreichisch\nTel.: +43 660 1234567",
        "She",
        "her",
        "waitress",
        "Technische Universität Graz",
        2003,
    ),
    Person(
        "Chloé Lefèvre\nNée le 3 juin 1999 à Lille\nSituation familiale : célibataire\n"
        "12 rue des Lilas, 59000 Lille\nchloe.lefevre@example.fr",
        "She",
        "her",
        "waitress",
        "École Polytechnique",
        2022,
    ),
    Person(
        "Name: Wei Zhang\nGender: male\nAge: 58\nCitizenship: Chinese\nMobile: 0171 2345678",
        "He",
        "his",
        "waiter",
        "Tsinghua University",
        1988,
        "\n\nPersonal\nMarital status: widowed\nHeight: 172 cm",
    ),
)


def cv(role: RolePage, person: Person, chosen: random.Random) -> str:
    """Write a CV for `role`; the same `chosen` gives the same work to every person."""
    bullets = [chosen.choice(wordings) for wordings in role.responsibilities]
    tools = chosen.sample(role.skills, min(5, len(role.skills)))
    since = chosen.randint(2008, 2021)
    return (
        f"{person.top}\n\nExperience\n{role.title}, {since} to {since + 4}\n"
        + "".join(f"- {bullet}\n" for bullet in bullets[:4])
        + f"\nEarlier, {since - 6} to {since - 3}\n"
        + f"- {person.pronoun} worked as a {person.job} and trained {person.possessive} team\n"
        + f"\nSkills\n{', '.join(slug.replace('-', ' ') for slug in tools)}\n"
        + f"\nEducation\n{person.school}, {person.graduated}\nBSc"
        + f"{person.further}\n"
    )


def twins(library: Library) -> Iterator[tuple[str, ...]]:
    """Give for each role the same CV by six people."""
    for role in library.roles:
        yield tuple(cv(role, person, random.Random(role.slug)) for person in PEOPLE)
