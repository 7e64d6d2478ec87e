"""An export as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

import pyarrow as pa

from nlp.exports.lines import SCHEMA

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet would run as a formula (OWASP, CSV Injection)."""


def csv_file(tables: Iterable[pa.Table]) -> Iterator[bytes]:
    """Give the file a table at a time: names of columns first, dates as ISO 8601, null as nothing.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    yield _encoded([SCHEMA.names])
    for table in tables:
        columns = [_cells(table[name]) for name in SCHEMA.names]
        if table.num_rows:
            yield _encoded(zip(*columns, strict=True))


def safe(cell: str) -> str:
    """Give a text as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _cells(column: pa.ChunkedArray) -> list[object]:
    cells: list[object] = column.to_pylist()
    if pa.types.is_string(column.type):
        return [safe(cell) if isinstance(cell, str) else cell for cell in cells]
    return cells


def _encoded(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
