"""What an export says: one line for each skill of each applicant, and how lines are put by."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill of the taxonomy that an applicant has.

    `applicant` is a random key of this one export, `post` an id, `title` the post's, `role`
    and `skill` are slugs. `years`
    and `last_used` are null where the CV does not tell, `level` for all but languages. `evidence`
    counts the places in the CV that speak of it. `pipeline` names what read the CV.
    """

    applicant: str
    post: str
    title: str
    role: str | None
    skill: str
    name: str
    kind: str
    years: float | None
    last_used: date | None
    level: str | None
    confidence: float
    evidence: int
    pipeline: str


SCHEMA = pa.schema(
    [
        pa.field("applicant", pa.string(), nullable=False),
        pa.field("post", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("role", pa.string()),
        pa.field("skill", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("years", pa.float64()),
        pa.field("last_used", pa.date32()),
        pa.field("level", pa.string()),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("evidence", pa.int32(), nullable=False),
        pa.field("pipeline", pa.string(), nullable=False),
    ]
)
"""The columns of an export, in order: the fields of a `SkillLine`."""


def packed(lines: Sequence[SkillLine]) -> bytes:
    """Give lines as an Arrow stream, to be put by until the file is written."""
    columns = zip(*map(astuple, lines), strict=True) if lines else [()] * len(SCHEMA)
    arrays = [pa.array(own, field.type) for own, field in zip(columns, SCHEMA, strict=True)]
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, SCHEMA, options=options) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(piece: bytes) -> pa.Table:
    """Give back what `packed` has put by."""
    with pa.ipc.open_stream(piece) as reader:
        return reader.read_all()


@dataclass(frozen=True, slots=True)
class Census:
    """How many applicants have each skill, by its slug, and the pipelines that read their CVs."""

    holders: Counter[str]
    pipelines: frozenset[str]


def census(tables: Iterable[pa.Table]) -> Census:
    """Count; an applicant has at most one line of a skill."""
    found: Counter[str] = Counter()
    pipelines: set[str] = set()
    for table in tables:
        pipelines.update(pc.unique(table["pipeline"]).to_pylist())
        for own in pc.value_counts(table["skill"]):
            found[own["values"].as_py()] += own["counts"].as_py()
    return Census(found, frozenset(pipelines))


def without(tables: Iterable[pa.Table], withheld: Collection[str]) -> Iterator[pa.Table]:
    """Leave out the lines of the skills in `withheld`."""
    skills = pa.array(sorted(withheld), pa.string())
    for table in tables:
        yield table.filter(pc.invert(pc.is_in(table["skill"], value_set=skills)))
