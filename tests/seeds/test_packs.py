"""The country packs are complete, dated, sourced and checked against each other."""

from datetime import date
from pathlib import Path

import pytest

from nlp.rules.packs import UnsupportedJurisdictionError
from seeds.files import SeedError
from seeds.packs import read_packs

PACKS = read_packs()
ASKED_FOR = """
US US-CA US-CO US-CT US-DC US-HI US-IL US-MD US-MA US-MN US-NV US-NJ US-NY US-RI US-VT US-WA
US-NY-NYC CA CA-BC CA-ON GB IE DE AT FR ES IT NL BE PL PT SE DK FI CZ SK LT LV MT CH AU NZ SG JP IN
""".split()


def test_every_jurisdiction_of_the_promise_has_a_pack() -> None:
    assert {pack.code for pack in PACKS} >= set(ASKED_FOR)


def test_each_rule_names_statute_source_and_day() -> None:
    rules = [rule for pack in PACKS for rule in pack.rules]
    assert all(rule.statute and rule.source for rule in rules)
    assert min(rule.checked_on for rule in rules) >= date(2026, 1, 1)
    assert all(pack.rules for pack in PACKS)


def test_what_is_not_confirmed_is_not_called_verified() -> None:
    unconfirmed = [r for p in PACKS for r in p.rules if r.source.startswith("general knowledge")]
    assert unconfirmed
    assert not any(rule.verified for rule in unconfirmed)


def test_a_region_inherits_what_its_country_has() -> None:
    city = PACKS["US-NY-NYC"]
    assert (city.currency, city.locale, city.country, city.region) == ("USD", "en-US", "US", "NY")


@pytest.mark.parametrize(
    ("country", "region", "city", "codes"),
    [
        ("us", None, None, ["US"]),
        ("US", "NY", "brooklyn", ["US", "US-NY", "US-NY-NYC"]),
        ("US", None, "New York", ["US", "US-NY", "US-NY-NYC"]),
        ("US", "US-CA", None, ["US", "US-CA"]),
        ("US", "TX", None, ["US"]),
        ("CA", "ON", "London", ["CA", "CA-ON"]),
        ("DE", "BY", "München", ["EU", "DE"]),
    ],
)
def test_a_place_has_the_packs_above_it(
    country: str, region: str | None, city: str | None, codes: list[str]
) -> None:
    assert [pack.code for pack in PACKS.chain(country, region, city)] == codes


@pytest.mark.parametrize(("country", "region"), [("BR", None), ("EU", None), ("US", "ZZ")])
def test_an_unsupported_place_is_refused_with_the_supported_ones(
    country: str, region: str | None
) -> None:
    with pytest.raises(UnsupportedJurisdictionError, match="UNSUPPORTED") as caught:
        PACKS.chain(country, region)
    assert {"GB", "US"} <= set(caught.value.supported) or "CA" in caught.value.supported


def test_a_broken_pack_says_file_and_field(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "_words.yaml").write_text("age: [young]\n")
    (folder / "xx.yaml").write_text("code: XX\nname: Nowhere\nparent: YY\nrules: []\n")
    with pytest.raises(SeedError, match="unknown pack YY"):
        read_packs(tmp_path)


def test_the_document_counts_what_the_packs_hold() -> None:
    rules = [rule for pack in PACKS for rule in pack.rules]
    verified = sum(rule.verified for rule in rules)
    document = (Path(__file__).parents[2] / "docs" / "country-packs.md").read_text("utf-8")
    assert f"{len(PACKS)} packs, {len(rules)} rules, {verified} of them verified." in document
