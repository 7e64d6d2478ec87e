"""Whether facts come out exact: random facts through plan, composer and filling."""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.posts.brief import Brief, Company
from nlp.posts.draft import compose
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.render import markdown
from nlp.roles.page import RolePage
from nlp.rules.packs import Packs

_LETTERS = string.ascii_letters + "äéßłžøÅ&'{}$%()#"


@dataclass(frozen=True, slots=True)
class Slots:
    right: int
    all: int
    wrong: tuple[str, ...] = ()

    @property
    def accuracy(self) -> float:
        return self.right / self.all


def slot_accuracy(page: RolePage, brief: Brief, packs: Packs, *, count: int, seed: int) -> Slots:
    """Put `count` sets of random facts into posts, and look for each of them in the text."""
    dice = random.Random(seed)
    right = wanted = 0
    wrong: list[str] = []
    chain = packs_of(brief, packs)
    for number in range(count):
        given = _with_random_facts(replace(brief, seed=number), dice)
        text = markdown(compose(plan(given, page, chain)).sections())
        for slot in _slots(given):
            wanted += 1
            right += slot in text
            wrong += [] if slot in text else [slot]
    return Slots(right, wanted, tuple(wrong))


def _with_random_facts(brief: Brief, dice: random.Random) -> Brief:
    company = Company(
        name=_words(dice, 2),
        about=f"{_words(dice, 5)}.",
        industry=f"Z{_words(dice, 1)}",
        headcount=dice.randrange(2, 999),
        benefits=(f"X{_words(dice, 2)}", f"Y{_words(dice, 3)}"),
    )
    return replace(
        brief,
        company=company,
        city=_words(dice, 1),
        notes=f"{_words(dice, 4)}.",
        title="Bookkeeper",
    )


def _words(dice: random.Random, count: int) -> str:
    return " ".join("".join(dice.choices(_LETTERS, k=dice.randrange(3, 9))) for _ in range(count))


def _slots(brief: Brief) -> Iterator[str]:
    """Give each fact as it must stand in the Markdown of the post."""
    company = brief.company
    yield f"**{company.name}** · {brief.city}, "
    yield f"## About {company.name}\n\n{_plain(company.about or '')}"
    yield from (f"- {benefit}\n" for benefit in company.benefits)
    yield _plain(brief.notes or "")
    yield f" in {brief.city}"


def _plain(text: str) -> str:
    return text.lstrip("#").strip()
