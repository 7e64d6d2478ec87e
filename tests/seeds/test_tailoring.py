"""The lines for industries and families hold to the rules that every authored text holds to."""

import re
import shutil
from pathlib import Path

import pytest

from nlp.roles.originality import near_duplicates
from nlp.rules.reading import readability
from nlp.rules.wording import find_wording
from seeds.files import SEEDS, SeedError
from seeds.tailoring import read_tailoring
from seeds.wording_rules import wording_rules

TAILORING = read_tailoring()
LINES = [
    *((own.slug, line) for own in TAILORING.industries for line in own.duties),
    *(
        (category, line)
        for category, own in TAILORING.families.items()
        for wordings in (own.hooks, *own.duties)
        for line in wordings
    ),
]


def test_no_line_shuts_anybody_out() -> None:
    rules = wording_rules("en")
    assert [line for _, line in LINES if find_wording(line, rules)] == []


def test_no_line_promises_a_figure() -> None:
    assert [line for _, line in LINES if re.search(r"\d", line)] == []


def test_every_line_is_plain_reading() -> None:
    assert [line for _, line in LINES if readability([line]).grade > 14] == []


def test_no_line_nearly_repeats_another() -> None:
    assert list(near_duplicates(LINES)) == []


def test_industry_names_are_lower_case_and_lead_to_one_industry_each() -> None:
    names = [name for own in TAILORING.industries for name in own.names]
    assert [name for name in names if name != name.casefold()] == []
    assert len(names) == len(set(names))


def test_a_category_without_a_family_is_reported(tmp_path: Path) -> None:
    copy = tmp_path / "seeds"
    for name in ("categories.yaml", "tailoring"):
        source = SEEDS / name
        if source.is_dir():
            shutil.copytree(source, copy / name)
        else:
            copy.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy / name)
    with (copy / "categories.yaml").open("a") as file:
        file.write('- {slug: magic, name: Magic, description: "Tricks."}\n')
    with pytest.raises(SeedError, match="magic"):
        read_tailoring(copy)
