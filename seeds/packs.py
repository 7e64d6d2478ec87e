"""Country packs out of `seeds/packs`: one file a jurisdiction, checked against each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from nlp.rules.money import SalaryPeriod
from nlp.rules.packs import (
    Ask,
    Avoids,
    BenefitsNamed,
    Check,
    CountryPack,
    Fact,
    Packs,
    PayCustom,
    PayForm,
    PayStated,
    Retention,
    Rule,
    Says,
    Strength,
    TitleMarked,
    Topic,
)
from seeds.files import SEEDS, Entry, Problem, SeedError, name_of, read

Words = dict[str, list[str]]


class PayCheckEntry(Entry):
    form: PayForm = PayForm.RANGE
    max_spread: Decimal | None = None
    exempt_above: Decimal | None = None
    max_ratio: Decimal | None = None
    periods: list[SalaryPeriod] = []
    gross: bool = False
    or_says: list[str] = []


class CheckEntry(Entry):
    """Exactly one kind of check. `avoids` names lists of `_words.yaml`."""

    pay: PayCheckEntry | None = None
    title_marked: list[str] | None = None
    says: list[str] | None = None
    avoids: list[str] | None = None
    benefits: bool | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "CheckEntry":
        if len(self.model_fields_set) != 1:
            raise ValueError("must have exactly one kind of check")
        return self


class AskEntry(Entry):
    key: str
    prompt: str
    assumed: str | None = None


class RuleEntry(Entry):
    id: str
    topic: Topic
    strength: Strength = Strength.LAW
    text: Annotated[str, Field(min_length=20)]
    statute: str
    source: str
    checked_on: date
    verified: bool
    check: CheckEntry
    line: str | None = None
    ask: AskEntry | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    min_headcount: int = 1


class FactEntry(Entry):
    text: str
    statute: str
    verified: bool = False
    source: str | None = None

    @model_validator(mode="after")
    def _is_sourced(self) -> "FactEntry":
        if self.verified and not self.source:
            raise ValueError("a verified fact names its source")
        return self


class RetentionEntry(FactEntry):
    months: Annotated[int, Field(ge=0)] = 0
    days: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _is_some_time(self) -> "RetentionEntry":
        if not self.months and not self.days:
            raise ValueError("a retention has `months` or `days`")
        return self


class PayCustomEntry(Entry):
    period: SalaryPeriod
    words: dict[SalaryPeriod, str] = {}
    payments_per_year: int = 12
    note: str | None = None


class PackEntry(Entry):
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2,3}){0,2}$")]
    name: str
    parent: str | None = None
    locales: list[str] = []
    currency: str | None = None
    pay: PayCustomEntry | None = None
    region: str | None = None
    cities: list[str] = []
    regions: list[str] = []
    title_marker: str | None = None
    leave: FactEntry | None = None
    retention: RetentionEntry | None = None
    rules: list[RuleEntry] = []


@cache
def read_packs(root: Path = SEEDS) -> Packs:
    """Read and cross-check every pack under `root`; raise SeedError with all problems."""
    folder = root / "packs"
    words = read(folder / "_words.yaml", Words)
    paths = sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("_"))
    entries = {path: read(path, PackEntry) for path in paths}
    problems = list(_problems(entries, words))
    if problems:
        raise SeedError(problems)
    own = {entry.code: _pack(entry, words) for entry in entries.values()}
    return Packs([_inherited(own, code) for code in sorted(own)])


def _problems(entries: Mapping[Path, PackEntry], words: Words) -> Iterator[Problem]:
    codes = {entry.code for entry in entries.values()}
    seen: set[str] = set()
    for path, entry in entries.items():
        name = name_of(path)
        if path.stem != entry.code.lower():
            yield Problem(name, "code", f"must be {path.stem.upper()}, as the file")
        if entry.parent is not None and entry.parent not in codes:
            yield Problem(name, "parent", f"unknown pack {entry.parent}")
        if entry.parent in (None, "EU") and entry.code != "EU" and not _is_whole(entry):
            yield Problem(name, "(file)", "a country needs locales, currency and pay")
        for rule in entry.rules:
            if rule.id in seen or not rule.id.startswith(f"{entry.code.lower()}-"):
                yield Problem(name, rule.id, "rule ids are unique and begin with the code")
            seen.add(rule.id)
            for unknown in set(rule.check.avoids or ()) - words.keys():
                yield Problem(name, rule.id, f"unknown word list {unknown!r}")


def _is_whole(entry: PackEntry) -> bool:
    return bool(entry.locales and entry.currency and entry.pay)


def _pack(entry: PackEntry, words: Words) -> CountryPack:
    return CountryPack(
        code=entry.code,
        name=entry.name,
        country=entry.code[:2],
        parent=entry.parent,
        locales=tuple(entry.locales),
        currency=entry.currency or "",
        pay=_pay_custom(entry.pay or PayCustomEntry(period=SalaryPeriod.YEAR)),
        rules=tuple(_rule(rule, words) for rule in entry.rules),
        region=entry.code.split("-")[1] if "-" in entry.code else None,
        cities=tuple(entry.cities),
        regions=tuple(entry.regions),
        title_marker=entry.title_marker,
        leave=_fact(entry.leave),
        retention=_retention(entry.retention),
    )


def _inherited(own: Mapping[str, CountryPack], code: str) -> CountryPack:
    """Fill in what a region leaves to its country; rules are not copied, the chain has them."""
    pack = own[code]
    if pack.parent in (None, "EU"):
        return pack
    above = _inherited(own, str(pack.parent))
    return replace(
        pack,
        locales=pack.locales or above.locales,
        currency=pack.currency or above.currency,
        pay=above.pay,
        title_marker=pack.title_marker or above.title_marker,
        leave=pack.leave or above.leave,
        retention=pack.retention or above.retention,
    )


def _pay_custom(entry: PayCustomEntry) -> PayCustom:
    return PayCustom(entry.period, dict(entry.words), entry.payments_per_year, entry.note)


def _fact(entry: FactEntry | None) -> Fact | None:
    return None if entry is None else Fact(**entry.model_dump())


def _retention(entry: RetentionEntry | None) -> Retention | None:
    return None if entry is None else Retention(**entry.model_dump())


def _rule(entry: RuleEntry, words: Words) -> Rule:
    return Rule(
        id=entry.id,
        topic=entry.topic,
        strength=entry.strength,
        text=entry.text,
        statute=entry.statute,
        source=entry.source,
        checked_on=entry.checked_on,
        verified=entry.verified,
        check=_check(entry.check, words),
        line=entry.line,
        ask=None if entry.ask is None else Ask(**entry.ask.model_dump()),
        effective_from=entry.effective_from,
        effective_to=entry.effective_to,
        min_headcount=entry.min_headcount,
    )


def _check(entry: CheckEntry, words: Words) -> Check:
    if entry.pay is not None:
        lists = {"or_says": tuple(entry.pay.or_says), "periods": tuple(entry.pay.periods)}
        return PayStated(**(entry.pay.model_dump() | lists))
    if entry.title_marked is not None:
        return TitleMarked(tuple(entry.title_marked))
    if entry.says is not None:
        return Says(tuple(entry.says))
    if entry.avoids is not None:
        return Avoids(tuple(_flat(words[name] for name in entry.avoids)))
    return BenefitsNamed()


def _flat(lists: Iterator[Sequence[str]]) -> Iterator[str]:
    return (word for words in lists for word in words)
