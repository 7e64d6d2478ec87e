"""Hold a post against the rules of its places on a given day. Not legal advice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from nlp.rules.packs import (
    Avoids,
    BenefitsNamed,
    Check,
    CountryPack,
    PayForm,
    PayStated,
    Rule,
    Says,
    Strength,
    TitleMarked,
)
from nlp.rules.pay_reading import StatedPay, stated_pay

_PLACEHOLDER = re.compile(r"\[[^\]\n]*\](?!\()")
_BENEFIT = re.compile(
    r"\bbenefits?(?: include|:)\s*\w|"
    r"\b(?:health|dental|vision|medical|life|disability) (?:cover|insurance|plan|benefits?)|"
    r"\b401\(?k|\bpension|\bretirement (?:plan|saving|match)|\bpaid (?:time off|leave|holiday|"
    r"vacation|sick|parental|days)|\bPTO\b|\bdays of (?:paid )?(?:leave|holiday|vacation)|"
    r"\b(?:signing|annual|yearly) bonus|\bequity\b|\bstock options?\b|\btuition\b|"
    r"\bparental leave|\bcommuter\b|\b(?:learning|training|home[- ]office) (?:budget|allowance)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PostText:
    """A post as its readers see it: the title line and the whole plain text."""

    title: str
    text: str

    @classmethod
    def of(cls, text: str) -> "PostText":
        """Take any text as a post: its first line that is not empty is the title."""
        lines = (line.strip(" #*\t") for line in text.splitlines())
        return cls(next((line for line in lines if line), ""), text)

    @property
    def said(self) -> str:
        """The text without its [placeholders], which say nothing yet."""
        return _PLACEHOLDER.sub(" ", self.text)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that binds, whether the post satisfies it, and which packs asked for it.

    `spans` are (start, end) of wording in the post's text that breaks the rule, in code points.
    """

    rule: Rule
    satisfied: bool
    asked_by: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on a day; `passes` when no LAW is left unsatisfied."""

    jurisdiction: str
    as_of: date
    findings: tuple[Finding, ...]

    @property
    def passes(self) -> bool:
        return all(f.satisfied for f in self.findings if f.rule.strength is Strength.LAW)

    @property
    def unsatisfied(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.satisfied)

    @property
    def notice(self) -> str:
        return f"Not legal advice. Rules as recorded for {self.as_of.isoformat()}."


def compliance(
    post: PostText, packs: Sequence[CountryPack], *, as_of: date, headcount: int | None = None
) -> Report:
    """Check `post` against every rule of `packs` that binds on `as_of`.

    `packs` is the chain of one place, or the chains of all places a remote post is open to: then
    each rule of each must hold. Without a headcount every size threshold counts as reached.
    """
    findings = [
        Finding(
            rule,
            satisfied=satisfies(post, rule.check, _currency(pack, packs)),
            asked_by=asked_by,
            spans=_spans(post, rule.check),
        )
        for rule, pack, asked_by in binding_rules(packs, as_of=as_of, headcount=headcount)
    ]
    return Report(jurisdiction(packs), as_of, tuple(findings))


def binding_rules(
    packs: Sequence[CountryPack], *, as_of: date, headcount: int | None
) -> Iterator[tuple[Rule, CountryPack, tuple[str, ...]]]:
    """Give each binding rule once, with its pack and the places that asked for it."""
    places = {pack.code: pack for pack in packs}
    for pack in places.values():
        for rule in pack.rules:
            if rule.applies(as_of, headcount):
                yield rule, pack, _askers(pack, list(places.values()))


def _askers(pack: CountryPack, places: Sequence[CountryPack]) -> tuple[str, ...]:
    """Name the narrowest places below `pack`, or the pack itself."""
    parents = {place.parent for place in places}
    by_code = {place.code: place for place in places}
    leaves = [place for place in places if place.code not in parents]
    return tuple(leaf.code for leaf in leaves if pack.code in _line_of(leaf, by_code))


def _line_of(leaf: CountryPack, by_code: dict[str, CountryPack]) -> Iterator[str]:
    current: CountryPack | None = leaf
    while current is not None:
        yield current.code
        current = by_code.get(current.parent) if current.parent else None


def jurisdiction(packs: Sequence[CountryPack]) -> str:
    """Name the narrowest places of `packs`: `US-CA`, or `US-CA + US-CO` for several."""
    parents = {pack.parent for pack in packs}
    leaves = dict.fromkeys(pack.code for pack in packs if pack.code not in parents)
    return " + ".join(leaves)


def _currency(pack: CountryPack, packs: Sequence[CountryPack]) -> str:
    """Give the pack's currency; the European Union has that of the place it is applied to."""
    return pack.currency or next(below.currency for below in packs if below.parent == pack.code)


def satisfies(post: PostText, check: Check, currency: str) -> bool:
    """Say whether the post, read as text, meets the check; pay counts in `currency` alone."""
    match check:
        case PayStated():
            return _pays(post, check, currency)
        case TitleMarked(markers=markers):
            title = post.title.casefold()
            return any(marker.casefold() in title for marker in markers)
        case Says(patterns=patterns):
            return all(_matches(pattern, post.said) for pattern in patterns)
        case Avoids(patterns=patterns):
            return not any(_matches(pattern, post.text) for pattern in patterns)
        case BenefitsNamed():
            return _BENEFIT.search(post.said) is not None


def _spans(post: PostText, check: Check) -> tuple[tuple[int, int], ...]:
    if not isinstance(check, Avoids):
        return ()
    found = (re.finditer(pattern, post.text, re.IGNORECASE) for pattern in check.patterns)
    return tuple(sorted(match.span() for matches in found for match in matches))


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _pays(post: PostText, check: PayStated, currency: str) -> bool:
    if any(_matches(pattern, post.said) for pattern in check.or_says):
        return True
    stated = stated_pay(post.said, currency)
    return bool(stated) and all(_within(pay, check) for pay in stated)


def _within(pay: StatedPay, check: PayStated) -> bool:
    if pay.low > pay.high or (pay.open_ended and check.form is not PayForm.MINIMUM):
        return False
    if check.max_ratio is not None and pay.high > pay.low * check.max_ratio:
        return False
    if (check.periods and pay.period not in check.periods) or (check.gross and not pay.gross):
        return False
    exempt = check.exempt_above is not None and pay.high_per_year > check.exempt_above
    return check.max_spread is None or exempt or pay.spread_per_year <= check.max_spread
