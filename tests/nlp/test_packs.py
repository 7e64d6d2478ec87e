"""Over all packs: a sample post passes every check, and losing any required element is noticed."""

import re
from dataclasses import replace

import pytest

from nlp.posts.brief import Brief
from nlp.posts.compose import composed
from nlp.posts.legal import packs_of
from nlp.posts.render import as_post_text
from nlp.posts.sections import WrittenSection
from nlp.posts.units import Plan, filled
from nlp.rules.compliance import PostText, compliance
from nlp.rules.packs import Avoids, CountryPack, Rule, TitleMarked
from nlp.rules.wording import find_wording
from seeds.packs import read_packs
from seeds.wording_rules import wording_rules
from tests.nlp.samples import sample_brief, written

PACKS = read_packs()
EVERY = pytest.mark.parametrize("pack", list(PACKS), ids=lambda pack: pack.code)
FORBIDDEN = (
    "We are a young, dynamic team.",
    "Young and keen people welcome.",
    "A youthful office.",
    "For digital natives.",
    "Ideal for recent graduates.",
    "Maximum age 40.",
    "You are aged 25.",
    "Nobody under 30 years.",
    "Female candidates preferred.",
    "We need a salesman.",
    "He will report to us.",
    "Native speaker of English.",
    "English is your mother tongue.",
    "Citizens only.",
    "No foreigners.",
    "No children, please.",
    "Unmarried applicants.",
    "No family ties.",
    "Be able-bodied.",
    "You are in good health.",
    "No disabilities.",
    "Canadian experience needed.",
    "Tell us your salary history.",
    "Name your current salary.",
    "Zip codes near us only; zip code preferred.",
)


def sample(pack: CountryPack) -> tuple[Brief, tuple[CountryPack, ...], Plan, PostText]:
    brief = sample_brief(pack)
    packs = packs_of(brief, PACKS)
    plan, sections = written(brief, packs)
    return brief, packs, plan, as_post_text(sections)


def unsatisfied(post: PostText, brief: Brief, packs: tuple[CountryPack, ...]) -> set[str]:
    report = compliance(post, packs, as_of=brief.created_on, headcount=brief.company.headcount)
    return {finding.rule.id for finding in report.unsatisfied}


@EVERY
def test_the_sample_post_of_a_pack_satisfies_every_rule(pack: CountryPack) -> None:
    brief, packs, _, post = sample(pack)
    assert unsatisfied(post, brief, packs) == set()


@EVERY
def test_losing_any_required_element_is_noticed(pack: CountryPack) -> None:
    brief, packs, plan, post = sample(pack)
    binding = [
        rule
        for own in packs
        for rule in own.rules
        if rule.applies(brief.created_on, brief.company.headcount)
    ]
    survivors = [
        rule.id
        for rule in binding
        for mutant in mutants(rule, plan, post)
        if rule.id not in unsatisfied(mutant, brief, packs)
    ]
    assert survivors == []


def mutants(rule: Rule, plan: Plan, post: PostText) -> list[PostText]:
    """Take each element of a rule away, or put each forbidden wording in; never nothing."""
    match rule.check:
        case Avoids(patterns=patterns):
            made = [with_wording(post, pattern) for pattern in patterns]
        case TitleMarked():
            bare = plan.title
            made = [PostText(bare, post.text.replace(plan.headline, bare))]
        case _:
            made = [without(post, line) for line in elements(rule, plan)]
    assert made, f"nothing in the post stands for {rule.id}"
    return made


def with_wording(post: PostText, pattern: str) -> PostText:
    phrase = next(line for line in FORBIDDEN if re.search(pattern, line, re.IGNORECASE))
    return replace(post, text=f"{post.text}\n{phrase}")


def without(post: PostText, line: str) -> PostText:
    assert line in post.text
    return replace(post, text=post.text.replace(line, ""))


def elements(rule: Rule, plan: Plan) -> list[str]:
    units = [unit for unit in plan.units if rule.id in unit.rules]
    return [filled(composed(unit, plan), plan.facts) for unit in units]


def test_no_line_of_a_rule_trips_the_inclusive_language_check() -> None:
    rules = wording_rules("en")
    lines = {rule.line for pack in PACKS for rule in pack.rules if rule.line}
    assert {line: find_wording(line, rules) for line in lines if find_wording(line, rules)} == {}


def test_every_rule_of_every_pack_is_in_force_on_the_sample_day() -> None:
    day = sample_brief(PACKS["GB"]).created_on
    ended = {r.id for pack in PACKS for r in pack.rules if not r.applies(day, 60)}
    assert ended == {"eu-ai-notice-early"}


def test_a_section_that_is_a_placeholder_satisfies_nothing() -> None:
    brief = replace(sample_brief(PACKS["US-CO"]), pay=None)
    packs = packs_of(brief, PACKS)
    _, sections = written(brief, packs)
    assert "[Add your pay range in USD" in salary(sections)
    assert "us-co-pay" in unsatisfied(as_post_text(sections), brief, packs)


def salary(sections: tuple[WrittenSection, ...]) -> str:
    return next(section.body for section in sections if section.kind == "SALARY")
