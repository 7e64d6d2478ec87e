"""Read a publisher's table by column name, with errors that name file, line and column."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

csv.field_size_limit(1_000_000)


class _Comma(csv.excel):
    strict = True


class _Tab(csv.excel_tab):
    """Tab-separated text without quoting, as O*NET publishes it: a quote is a letter like any."""

    strict = True
    quoting = csv.QUOTE_NONE


_DAMAGE = (csv.Error, UnicodeDecodeError, EOFError, gzip.BadGzipFile)


class ImportFileError(ValueError):
    """A file that is missing, damaged or not the publisher's; the text says where."""

    def __init__(self, file: Path, message: str, *, line: int = 1, column: str = "") -> None:
        place = f"{file.name}, line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True, slots=True)
class Record:
    """A line of a table; empty cells are empty strings."""

    file: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def required(self, column: str) -> str:
        """Give the cell, or raise ImportFileError when it is empty."""
        value = self.cells[column].strip()
        if not value:
            raise self.wrong(column, "must not be empty")
        return value

    def wrong(self, column: str, message: str) -> ImportFileError:
        return ImportFileError(self.file, message, line=self.line, column=column)


def read_table(path: Path, columns: Sequence[str], *, delimiter: str = ",") -> Iterator[Record]:
    """Yield the records of a CSV or tab-separated file (also .gz) that has at least `columns`.

    Raise ImportFileError for a missing file, a missing column, a short line or text that is not
    UTF-8.
    """
    if not path.is_file():
        raise ImportFileError(path, "is missing", line=0)
    with _open(path) as file:
        reader = csv.DictReader(file, dialect=_Tab if delimiter == "\t" else _Comma)
        _check_header(path, _header(path, reader), columns)
        yield from _records(path, reader, columns)


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _header(path: Path, reader: "csv.DictReader[str]") -> Sequence[str]:
    try:
        return reader.fieldnames or ()
    except _DAMAGE as error:
        raise ImportFileError(path, f"is damaged: {error}") from error


def _check_header(path: Path, found: Sequence[str], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in found:
            known = ", ".join(found[:12]) or "nothing"
            raise ImportFileError(path, f"column is missing (the file has {known})", column=column)


def _records(path: Path, reader: "csv.DictReader[str]", columns: Sequence[str]) -> Iterator[Record]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except _DAMAGE as error:
            raise ImportFileError(path, f"is damaged: {error}", line=reader.line_num + 1) from error
        for column in columns:
            if row[column] is None:
                message = "the line ends before this column"
                raise ImportFileError(path, message, line=reader.line_num, column=column)
        yield Record(path, reader.line_num, {k: v or "" for k, v in row.items() if k})
