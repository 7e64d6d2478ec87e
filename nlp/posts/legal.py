"""What the packs ask of a post: lines of rules, and what only the employer can add."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.posts.brief import Brief
from nlp.posts.sections import Provenance, SectionKind
from nlp.posts.units import Unit
from nlp.rules.compliance import binding_rules
from nlp.rules.packs import BenefitsNamed, CountryPack, Packs, PayStated, Rule, Strength, Topic

_ORDER = (
    Topic.EQUAL_OPPORTUNITY,
    Topic.PAY,
    Topic.CONDITIONS,
    Topic.BENEFITS,
    Topic.VACANCY,
    Topic.DEADLINE,
    Topic.TITLE,
    Topic.WORDING,
    Topic.AI_SCREENING,
    Topic.PRIVACY,
)


@dataclass(frozen=True, slots=True)
class LegalLines:
    """Lines for the COMPLIANCE section; `answers` are facts named by the rules' placeholders."""

    units: tuple[Unit, ...]
    answers: dict[str, str]
    assumptions: tuple[str, ...]
    asked_by: dict[str, tuple[str, ...]]


def legal_lines(brief: Brief, packs: Sequence[CountryPack]) -> LegalLines:
    """Give each line that a binding rule asks for, once, with the rules and places behind it."""
    rules_of: dict[str, list[str]] = {}
    answers: dict[str, str] = {}
    assumptions: dict[str, None] = {}
    asked_by: dict[str, tuple[str, ...]] = {}
    for rule, asking in _lines(brief, packs):
        rules_of.setdefault(_template(rule, answers, assumptions, brief), []).append(rule.id)
        asked_by[rule.id] = asking
    units = tuple(
        Unit(
            id=f"compliance.{number}",
            section=SectionKind.COMPLIANCE,
            wordings=(line,),
            provenance=Provenance.RULE,
            rules=tuple(rules),
        )
        for number, (line, rules) in enumerate(rules_of.items())
    )
    return LegalLines(units, answers, tuple(assumptions), asked_by)


def _lines(brief: Brief, packs: Sequence[CountryPack]) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Give the rules whose line the post needs, in the order that reads best."""
    needed = [
        (rule, asking)
        for rule, _, asking in _binding(brief, packs)
        if rule.line is not None and _is_needed(rule, brief)
    ]
    yield from sorted(needed, key=lambda pair: _ORDER.index(pair[0].topic))


def _binding(
    brief: Brief, packs: Sequence[CountryPack]
) -> Iterator[tuple[Rule, CountryPack, tuple[str, ...]]]:
    return binding_rules(packs, as_of=brief.created_on, headcount=brief.company.headcount)


def _is_needed(rule: Rule, brief: Brief) -> bool:
    if isinstance(rule.check, PayStated):
        return brief.pay is None and bool(rule.check.or_says)
    return not (rule.topic is Topic.DEADLINE and brief.apply_by is not None)


def _template(
    rule: Rule, answers: dict[str, str], assumptions: dict[str, None], brief: Brief
) -> str:
    """Give the rule's line; its {answer} becomes a fact of its own, or a marked placeholder."""
    line = rule.line or ""
    if rule.ask is None:
        return line
    name = f"answer_{rule.ask.key.replace('-', '_')}"
    given = brief.answers.get(rule.ask.key) or rule.ask.assumed
    if rule.ask.assumed and rule.ask.key not in brief.answers:
        assumptions[rule.ask.assumed] = None
    answers[name] = given or f"[{rule.ask.prompt}]"
    return line.replace("{answer}", f"{{{name}}}")


def packs_of(brief: Brief, packs: Packs) -> tuple[CountryPack, ...]:
    """Give the chain of the post's place, then those of the places it is open to as well.

    Raise UnsupportedJurisdictionError for a place that no pack covers.
    """
    chains = [packs.chain(brief.country, brief.region, brief.city), *map(packs.at, brief.open_to)]
    return tuple({pack.code: pack for chain in chains for pack in chain}.values())


def needs_pay(brief: Brief, packs: Sequence[CountryPack]) -> bool:
    """Say whether a law asks for pay in this post."""
    return any(
        isinstance(rule.check, PayStated)
        and rule.strength is Strength.LAW
        and not rule.check.or_says
        for rule, _, _ in _binding(brief, packs)
    )


def rules_on(brief: Brief, packs: Sequence[CountryPack], topic: Topic) -> tuple[str, ...]:
    """Give the ids of the binding rules of a topic that have no line of their own."""
    return tuple(
        rule.id
        for rule, _, _ in _binding(brief, packs)
        if rule.topic is topic and (rule.line is None or not _is_needed(rule, brief))
    )


def needs_benefits(brief: Brief, packs: Sequence[CountryPack]) -> bool:
    return any(isinstance(rule.check, BenefitsNamed) for rule, _, _ in _binding(brief, packs))
