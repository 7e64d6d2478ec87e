"""A post that ranks says so where the law or good practice of its place asks for it."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from nlp.posts.legal import legal_lines, packs_of
from nlp.rules.compliance import PostText, satisfies
from nlp.rules.packs import Strength, Topic
from seeds.packs import read_packs
from tests.world import brief


@pytest.mark.parametrize(
    ("country", "region", "city", "rule", "day"),
    [
        ("CA", "ON", None, "ca-on-ai", date(2026, 11, 24)),
        ("US", "NY", "New York", "us-ny-nyc-aedt", date(2026, 11, 24)),
        ("US", "IL", None, "us-il-ai-notice", date(2026, 11, 24)),
        ("US", "CA", None, "us-ca-ai-notice", date(2026, 11, 24)),
        ("DE", None, None, "eu-ai-notice-early", date(2026, 11, 24)),
        ("DE", None, None, "eu-ai-notice", date(2027, 12, 2)),
    ],
)
def test_the_notice_of_the_place_is_among_the_lines_of_every_post(
    country: str, region: str | None, city: str | None, rule: str, day: date
) -> None:
    given = replace(
        brief(uuid.UUID(int=1)), country=country, region=region, city=city, created_on=day
    )
    packs = packs_of(given, read_packs())
    asked = {own.id: own for pack in packs for own in pack.rules}[rule]
    assert asked.topic is Topic.AI_SCREENING
    lines = [unit.wordings[0] for unit in legal_lines(given, packs).units if rule in unit.rules]
    assert lines == [asked.line]
    assert satisfies(PostText.of(lines[0]), asked.check, "EUR")
    assert not satisfies(PostText.of("Bookkeeper"), asked.check, "EUR")
    assert asked.strength is Strength.LAW or not asked.verified
