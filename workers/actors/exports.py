"""Write the skills of many applicants into a file, piece by piece.

First the lines of the applicants are put by; then the file is written out of the pieces. Each step
is stored as it is done, so whoever takes the job over goes on from there.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyarrow as pa
from sqlalchemy.orm import Session

from db.analytics import Scope, applicants_by_day
from db.audit import Action, Happening, append
from db.exports import (
    LINES,
    AskedExport,
    add_members,
    begin,
    count_members,
    discard,
    drop_parts,
    finish_export,
    keys_after,
    locked,
    part_at,
    put_part,
)
from db.files import CHUNK_BYTES
from db.rows import ExportRow
from db.rows.exports import FILE, PIECE
from db.sessions import Sessions
from nlp.exports.csv_file import csv_file
from nlp.exports.lines import Census, SkillLine, census, packed, unpacked, without
from nlp.exports.parquet_file import parquet_file
from nlp.fairness.periods import Day, periods, within
from nlp.fairness.withholding import is_safe
from workers.handle import Done, JobCancelledError, JobHandle, MoreWorkError

AT_A_TIME = 500
"""Applicants whose lines are in memory together."""

_WRITERS = {"CSV": csv_file, "PARQUET": parquet_file}


class _GoneError(Exception):
    """An applicant went, and the export with them: it is made anew without them."""


class SkillExporter:
    """Handles EXPORT; the export has the id of its job."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def __call__(self, handle: JobHandle) -> Done:
        """Make the file, without whoever is erased or withdraws meanwhile."""
        asked = AskedExport.of(handle.job.workspace_id, handle.job.args)
        try:
            while True:
                handle.raise_if_stopped()
                try:
                    return self._made(handle, asked)
                except _GoneError:
                    continue
        except JobCancelledError:
            with self._sessions.begin() as session:
                session.execute(discard(handle.job.id))
            raise

    def _made(self, handle: JobHandle, asked: AskedExport) -> Done:
        total = _planned(handle, asked)
        while (done := _put_by(handle, total)) is not None:
            handle.tick(done=done, total=total, stage="reading profiles")
            handle.give_way()
        handle.tick(done=total, total=total, stage="writing the file")
        counted = census(self._pieces(handle.job.id))
        withheld = set() if asked.whole else _small(counted, of=total)
        written = _Written(asked, counted, frozenset(withheld))
        self._write(handle, written)
        return Done(
            result_type="Export", result_id=handle.job.id, write=_Completion(handle.job.id, written)
        )

    def _write(self, handle: JobHandle, written: "_Written") -> None:
        """Store the file; what an earlier attempt stored of it is replaced."""
        tables = without(self._pieces(handle.job.id), written.withheld)
        for content in _chunks(_WRITERS[written.asked.format](tables)):
            with handle.transaction() as session:
                _lock(session, handle.job.id)
                session.execute(put_part(handle.job.id, FILE, written.chunks, content))
            written.add(content)

    def _pieces(self, export_id: uuid.UUID) -> Iterator[pa.Table]:
        position = 0
        while True:
            with self._sessions() as session:
                piece = session.scalar(part_at(export_id, PIECE, position))
            if piece is None:
                return
            yield unpacked(piece)
            position += 1


def _lock(session: Session, export_id: uuid.UUID) -> ExportRow:
    """Give the export, which then cannot go before the commit."""
    row: ExportRow | None = session.scalar(locked(export_id))
    if row is None:
        raise _GoneError
    return row


def _planned(handle: JobHandle, asked: AskedExport) -> int:
    """Note whose skills are asked for, unless an earlier attempt did; give how many they are."""
    key = handle.job.id
    with handle.transaction() as session:
        row = session.get(ExportRow, key)
        if row is not None:
            return row.applicants
        scope = asked.scope if asked.whole else _without_small_groups(session, asked.scope)
        workspace_id = handle.job.workspace_id
        session.execute(begin(key, workspace_id, format_=asked.format, whole=asked.whole))
        session.execute(add_members(key, scope))
        return session.scalar(count_members(key)) or 0


def _without_small_groups(session: Session, scope: Scope) -> Scope:
    days = [Day(*row) for row in session.execute(applicants_by_day(scope.workspace_id))]
    bounds = {"submitted_from": scope.submitted_from, "submitted_to": scope.submitted_to}
    shown = within(periods(days), **bounds)
    return replace(scope, periods=[(own.post_id, own.first, own.last) for own in shown])


def _put_by(handle: JobHandle, total: int) -> int | None:
    """Put the next lines by and give how many applicants are done; None when all are."""
    with handle.transaction() as session:
        row = _lock(session, handle.job.id)
        keys = session.scalars(keys_after(row.id, row.reached, limit=AT_A_TIME)).all()
        if not keys:
            return None
        between = {"export": row.id, "first": keys[0], "last": keys[-1]}
        lines = [_line(found) for found in session.execute(LINES, between)]
        session.execute(put_part(row.id, PIECE, row.pieces, packed(lines)))
        row.reached, row.pieces = keys[-1], row.pieces + 1
        return min(row.pieces * AT_A_TIME, total)


def _line(found: tuple[object, ...]) -> SkillLine:
    key, post_id, *rest = found
    return SkillLine(str(key), str(post_id), *rest)  # type: ignore[arg-type]


def _small(counted: Census, *, of: int) -> set[str]:
    return {skill for skill, holders in counted.holders.items() if not is_safe(holders, of=of)}


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Gather parts into chunks of one size; the last one may be smaller."""
    buffer = bytearray()
    for part in parts:
        buffer += part
        while len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES])
            del buffer[:CHUNK_BYTES]
    if buffer:
        yield bytes(buffer)


@dataclass(slots=True)
class _Written:
    """A file as far as it is written."""

    asked: AskedExport
    census: Census
    withheld: frozenset[str]
    chunks: int = 0
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, content: bytes) -> None:
        self.chunks, self.size = self.chunks + 1, self.size + len(content)
        self.digest.update(content)

    @property
    def rows(self) -> int:
        shown = self.census.holders.keys() - self.withheld
        return sum(self.census.holders[skill] for skill in shown)


@dataclass(frozen=True, slots=True)
class _Completion:
    """Hand the file out, and log it, in the transaction that ends the job."""

    export_id: uuid.UUID
    written: _Written

    def __call__(self, session: Session) -> None:
        written, key = self.written, self.export_id
        numbers = {"rows": written.rows, "withheld": len(written.withheld), "size": written.size}
        row: ExportRow | None = session.scalar(finish_export(key, **numbers))
        if row is None:
            raise MoreWorkError
        session.execute(drop_parts(key, PIECE))
        session.execute(drop_parts(key, FILE, beginning=written.chunks))
        facts = {
            **written.asked.facts(),
            **numbers,
            "applicants": row.applicants,
            "pipelines": ", ".join(sorted(written.census.pipelines)),
            "sha256": written.digest.hexdigest(),
        }
        actor = written.asked.actor
        append(session, Happening(row.workspace_id, Action.EXPORT, actor, key, facts))
