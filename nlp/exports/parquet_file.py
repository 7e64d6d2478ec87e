"""An export as Parquet: typed columns, written without having the whole file in memory."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from nlp.exports.lines import SCHEMA

_GROUP_ROWS = 65_536


class _Sink:
    """A file that is written once, front to back, and emptied as it grows."""

    closed = False

    def __init__(self) -> None:
        self._written = 0
        self._parts: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._parts.append(bytes(content))
        self._written += len(content)
        return len(content)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        """Do nothing: what was written lies here until it is taken."""

    def close(self) -> None:
        """Do nothing: what was written lies here until it is taken."""

    def taken(self) -> bytes:
        content = b"".join(self._parts)
        self._parts.clear()
        return content


def parquet_file(tables: Iterable[pa.Table]) -> Iterator[bytes]:
    """Give the file a part at a time, compressed with Zstandard."""
    sink = _Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), SCHEMA, compression="zstd") as writer:
        for group in _groups(tables):
            writer.write_table(group, row_group_size=_GROUP_ROWS)
            yield sink.taken()
    yield sink.taken()


def _groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Gather tables, so that a row group has many rows."""
    gathered: list[pa.Table] = []
    for table in tables:
        gathered.append(table)
        if sum(each.num_rows for each in gathered) >= _GROUP_ROWS:
            yield pa.concat_tables(gathered)
            gathered = []
    if gathered:
        yield pa.concat_tables(gathered)
