"""Country packs: what a post must say, may say and should avoid, as dated and sourced data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nlp.rules.money import SalaryPeriod


class Topic(StrEnum):
    PAY = "PAY"
    TITLE = "TITLE"
    EQUAL_OPPORTUNITY = "EQUAL_OPPORTUNITY"
    AI_SCREENING = "AI_SCREENING"
    DEADLINE = "DEADLINE"
    BENEFITS = "BENEFITS"
    WORDING = "WORDING"
    VACANCY = "VACANCY"
    CONDITIONS = "CONDITIONS"
    PRIVACY = "PRIVACY"


class Strength(StrEnum):
    """A LAW decides whether a post passes; a CUSTOM is advice that the report shows as well."""

    LAW = "LAW"
    CUSTOM = "CUSTOM"


class PayForm(StrEnum):
    """RANGE also takes one figure where the pay is fixed; MINIMUM also takes `from 50,000`."""

    RANGE = "RANGE"
    MINIMUM = "MINIMUM"


@dataclass(frozen=True, slots=True)
class PayStated:
    """The post states pay in the pack's currency.

    `max_spread` limits high minus low for a year, unless high is above `exempt_above`;
    `max_ratio` limits high over low. `periods` are the only ones allowed, where given; `gross`
    asks for the word. A post that matches `or_says` need not state pay.
    """

    form: PayForm = PayForm.RANGE
    max_spread: Decimal | None = None
    exempt_above: Decimal | None = None
    max_ratio: Decimal | None = None
    periods: tuple[SalaryPeriod, ...] = ()
    gross: bool = False
    or_says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleMarked:
    """The title carries one of the markers that open it to every gender."""

    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Says:
    """The post matches each of the patterns (regular expressions, any case)."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Avoids:
    """The post matches none of the patterns (regular expressions, any case)."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenefitsNamed:
    """The post names at least one benefit besides pay."""


Check = PayStated | TitleMarked | Says | Avoids | BenefitsNamed


@dataclass(frozen=True, slots=True)
class Ask:
    """What only the employer knows: `key` of the answer, and what the placeholder asks for.

    Where `assumed` is set, it stands in for a missing answer and the plan lists it.
    """

    key: str
    prompt: str
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `text` says it in plain words; `line` is a sentence that satisfies it.

    A line may hold {pay}, {low}, {apply_by}, {company} and {answer}. `effective_to` is the last
    day; no `effective_from` means long in force. `min_headcount` is the least number of employees
    at which it binds. `verified` is true only when it was confirmed in `source`.
    """

    id: str
    topic: Topic
    strength: Strength
    text: str
    statute: str
    source: str
    checked_on: date
    verified: bool
    check: Check
    line: str | None = None
    ask: Ask | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    min_headcount: int = 1

    def applies(self, as_of: date, headcount: int | None) -> bool:
        """Say whether the rule binds on that day; an unknown headcount counts as enough."""
        started = self.effective_from is None or self.effective_from <= as_of
        over = self.effective_to is not None and as_of > self.effective_to
        return started and not over and (headcount is None or headcount >= self.min_headcount)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the law that a post may mention; `source` is where a verified one was read."""

    text: str
    statute: str
    verified: bool
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Retention(Fact):
    """How long applications are kept after the decision, or the closing of the post."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class PayCustom:
    """How pay is usually stated: period, local words by period, payments in a year."""

    period: SalaryPeriod
    words: Mapping[SalaryPeriod, str] = field(default_factory=dict)
    payments_per_year: int = 12
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CountryPack:
    """The customs and rules of one jurisdiction; those of its `parent` hold as well.

    `code` is DE, US-CA or US-NY-NYC; `locales` are BCP 47 tags, the usual one first. `region` and
    `cities` say where below the country it holds. `leave` is the least paid leave in words that
    end "at least ... a year".
    """

    code: str
    name: str
    country: str
    parent: str | None
    locales: tuple[str, ...]
    currency: str
    pay: PayCustom
    rules: tuple[Rule, ...]
    region: str | None = None
    cities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    title_marker: str | None = None
    leave: Fact | None = None
    retention: Retention | None = None

    @property
    def locale(self) -> str:
        return self.locales[0]


class UnsupportedJurisdictionError(ValueError):
    """No pack covers the place; Penroll states no rules it does not have."""

    def __init__(self, place: str, supported: Sequence[str]) -> None:
        names = ", ".join(supported)
        super().__init__(f"UNSUPPORTED country or region {place!r}; supported: {names}")
        self.place = place
        self.supported = tuple(supported)


class Packs:
    """All packs by code."""

    def __init__(self, packs: Sequence[CountryPack]) -> None:
        self._by_code = {pack.code: pack for pack in packs}

    def __iter__(self) -> Iterator[CountryPack]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __getitem__(self, code: str) -> CountryPack:
        return self._by_code[code]

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes that `chain` takes as a country."""
        return tuple(sorted(code for code in self._by_code if len(code) == 2 and code != "EU"))

    def chain(
        self, country: str, region: str | None = None, city: str | None = None
    ) -> tuple[CountryPack, ...]:
        """Give the packs that hold at a place, widest first, e.g. US, US-NY, US-NY-NYC.

        Raise UnsupportedJurisdictionError for a country without a pack, and for a region that a
        country with known regions does not have.
        """
        code = country.upper()
        if code not in self.countries:
            raise UnsupportedJurisdictionError(country, self.countries)
        return self.ancestry(self._local(self._by_code[code], region, city).code)

    def at(self, code: str) -> tuple[CountryPack, ...]:
        """Give the packs that hold at a place by its code: DE, US-CO or US-NY-NYC."""
        country, _, region = code.upper().partition("-")
        if code.upper() in self._by_code and country in self.countries:
            return self.ancestry(code.upper())
        return self.chain(country, region or None)

    def ancestry(self, code: str) -> tuple[CountryPack, ...]:
        """Give the pack and those above it, widest first."""
        pack = self._by_code[code]
        above = self.ancestry(pack.parent) if pack.parent else ()
        return (*above, pack)

    def _local(self, pack: CountryPack, region: str | None, city: str | None) -> CountryPack:
        if region is not None:
            wanted = region.upper().removeprefix(f"{pack.code}-")
            if pack.regions and wanted not in pack.regions:
                raise UnsupportedJurisdictionError(f"{pack.code}-{wanted}", pack.regions)
            pack = self._by_code.get(f"{pack.code}-{wanted}", pack)
        return next((own for own in self if _is_city_of(own, pack, city)), pack)


def _is_city_of(own: CountryPack, pack: CountryPack, city: str | None) -> bool:
    if city is None or own.parent is None:
        return False
    inside = own.parent == pack.code or own.parent.startswith(f"{pack.code}-")
    return inside and city.strip().casefold() in (name.casefold() for name in own.cities)
