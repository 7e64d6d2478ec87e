"""Files for analysts: typed, the same in both formats, and harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.exports.csv_file import csv_file, safe
from nlp.exports.lines import SCHEMA, SkillLine, census, packed, unpacked, without
from nlp.exports.parquet_file import parquet_file

LINE = SkillLine(
    applicant="5f0c",
    post="p1",
    title="Bookkeeper, part time",
    role="bookkeeper",
    skill="xero",
    name="Xero",
    kind="TOOL",
    years=6.5,
    last_used=date(2025, 3, 1),
    level=None,
    confidence=0.9,
    evidence=2,
    pipeline="tests 1",
)
BARE = replace(LINE, applicant="77aa", role=None, years=None, last_used=None, level="C1")

lines = st.builds(
    SkillLine,
    role=st.none() | st.text(),
    years=st.none() | st.floats(0, 60),
    last_used=st.none() | st.dates(),
    level=st.none() | st.sampled_from(["A1", "NATIVE"]),
    confidence=st.floats(0, 1),
    evidence=st.integers(0, 10_000),
)


def table(*given_lines: SkillLine) -> pa.Table:
    return unpacked(packed(given_lines))


def rows_of(tables: Iterable[pa.Table]) -> list[list[str]]:
    text = b"".join(csv_file(tables)).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_csv_has_a_line_for_each_and_nothing_where_nothing_is_known() -> None:
    header, first, second = rows_of([table(LINE), table(), table(BARE)])
    assert header == SCHEMA.names
    assert first == [
        *("5f0c", "p1", "Bookkeeper, part time", "bookkeeper", "xero", "Xero", "TOOL", "6.5"),
        *("2025-03-01", "", "0.9", "2", "tests 1"),
    ]
    assert second[3] == second[7] == second[8] == ""
    assert second[9] == "C1"


@given(st.lists(lines, max_size=5))
def test_both_formats_say_the_same(given_lines: list[SkillLine]) -> None:
    found = table(*given_lines)
    content = b"".join(parquet_file([found, table(), found]))
    stored = pq.read_table(io.BytesIO(content))
    assert stored.schema.equals(SCHEMA)
    rows = [tuple(row.values()) for row in stored.to_pylist()]
    assert rows == [astuple(line) for line in given_lines] * 2


def test_an_export_of_nobody_has_columns() -> None:
    assert rows_of([]) == [SCHEMA.names]
    assert pq.read_table(io.BytesIO(b"".join(parquet_file([])))).schema.equals(SCHEMA)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "\u00a0@"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(start: str) -> None:
    assert safe(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    line = replace(LINE, title=f"{start}cmd|' /C calc'!A0")
    assert rows_of([table(line)])[1][2][0] == "'"


@pytest.mark.parametrize("name", ["C++", ".NET", "C#", "R", "A/B testing", "Über-Skill"])
def test_names_of_skills_stay_as_they_are(name: str) -> None:
    assert safe(name) == name


@given(st.text())
def test_no_text_begins_a_cell_as_a_formula(title: str) -> None:
    cell: Any = rows_of([table(replace(LINE, title=title))])[1][2]
    assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))


def test_skills_are_counted_and_left_out() -> None:
    other = replace(LINE, skill="sage", pipeline="tests 2")
    tables = [table(LINE, other), table(BARE)]
    counted = census(tables)
    assert counted.holders == {"xero": 2, "sage": 1}
    assert counted.pipelines == {"tests 1", "tests 2"}
    assert [own.num_rows for own in without(tables, {"sage"})] == [1, 1]
