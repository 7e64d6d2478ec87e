"""Compute a past version of a ranking again from its snapshot, and hold it against the log."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.audit import verify
from db.rows import AuditEntryRow, RankingEntryRow, RankingRow, RankingScoreRow
from db.snapshots import Contents, logged, scores_of
from workers.inputs import traced
from workers.rescoring import Rescored, Rescorer, salts_of

_AT_A_TIME = 200


class ReplayError(ValueError):
    """A version that cannot be replayed; the text says why."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it.

    `different` has a line for each applicant whose score cannot be had again, `unproven` counts
    scores of another version of the scoring, whose digests alone were checked, and `without`
    those placed before there were snapshots. `faults` are the log's own.
    """

    ranking_id: uuid.UUID
    version: int
    applicants: int
    identical: int
    different: tuple[str, ...]
    erased: int
    unproven: int
    without: int
    same_order: bool
    logged: Contents
    recomputed: Contents
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether every score that is not erased was computed again, and all agrees."""
        whole = self.identical + self.erased == self.applicants and not self.without
        agrees = self.same_order and self.logged == self.recomputed
        return whole and agrees and not self.different and not self.faults


def replay(session: Session, ranking_id: uuid.UUID, version: int | None = None) -> Replay:
    """Score a version anew, the present one where none is given; raise ReplayError."""
    ranking = session.get(RankingRow, ranking_id)
    if ranking is None:
        raise ReplayError(f"there is no ranking {ranking_id}")
    wanted = ranking.version if version is None else version
    entry = _logged(session, ranking, wanted)
    rows = session.scalars(scores_of(ranking_id, wanted)).all()
    scored = list(_rescored(session, ranking, rows))
    unlike = [*_differences(scored), *_shown_otherwise(session, ranking, wanted, rows)]
    faults = tuple(str(finding) for finding in verify(session, ranking.workspace_id))
    return Replay(
        ranking_id=ranking_id,
        version=wanted,
        applicants=len(rows),
        identical=sum(one.is_identical for one in scored),
        different=tuple(unlike),
        erased=sum(one.is_erased for one in scored),
        unproven=sum(one.is_unproven for one in scored),
        without=_without(entry, len(rows)),
        same_order=_same_order(scored),
        logged=Contents(len(rows), entry.facts["inputs"], entry.facts["output"]),
        recomputed=_contents(scored),
        faults=faults,
    )


def _logged(session: Session, ranking: RankingRow, version: int) -> AuditEntryRow:
    """Give the entry of the log that says what the version held."""
    if not 1 <= version <= ranking.version:
        last = ranking.version
        raise ReplayError(f"the ranking has versions 1 to {last}, and no version {version}")
    entry = session.scalars(logged(ranking, up_to=version).limit(1)).first()
    if entry is not None:
        return entry
    first = session.scalars(logged(ranking, up_to=ranking.version)).all()
    if not first:
        message = "it was made before snapshots were kept: rank the post anew to begin with them"
        raise ReplayError(message)
    oldest = first[-1].facts["version"]
    message = f"version {version} was made before snapshots were kept: they begin with {oldest}"
    raise ReplayError(message)


def _rescored(
    session: Session, ranking: RankingRow, rows: Sequence[RankingScoreRow]
) -> Iterator[Rescored]:
    rescorer = Rescorer(session, ranking.post_id)
    for _, group in groupby(sorted(rows, key=_criteria_of), key=_criteria_of):
        alike = list(group)
        for start in range(0, len(alike), _AT_A_TIME):
            yield from rescorer(alike[start : start + _AT_A_TIME])


def _criteria_of(row: RankingScoreRow) -> bytes:
    """Give the digest of what a score was made by; an erased one has none."""
    return row.criteria or b""


def _differences(scored: Iterable[Rescored]) -> Iterator[str]:
    for one in scored:
        if one.fault:
            yield f"applicant {one.row.applicant_id}: {one.fault}"


def _shown_otherwise(
    session: Session, ranking: RankingRow, version: int, rows: Sequence[RankingScoreRow]
) -> Iterator[str]:
    """Name the applicants whose present entry, which people see, is not what was published."""
    if version != ranking.version:
        return
    published = {row.applicant_id: row.output for row in rows if row.applicant_id}
    salts = salts_of(session, published)
    for entry in _entries(session, ranking):
        told = published.pop(entry.applicant_id, None)
        if entry.output is not None and told != _output_of(entry, salts[entry.applicant_id]):
            yield f"applicant {entry.applicant_id}: the board shows another score than was made"
    for applicant_id in published:
        yield f"applicant {applicant_id}: is missing on the board"


def _entries(session: Session, ranking: RankingRow) -> Iterable[RankingEntryRow]:
    own = select(RankingEntryRow).where(
        RankingEntryRow.ranking_id == ranking.id,
        RankingEntryRow.generation == ranking.generation,
    )
    return session.scalars(own.execution_options(yield_per=_AT_A_TIME))


def _output_of(entry: RankingEntryRow, salt: uuid.UUID) -> bytes:
    trace = traced(
        salt,
        entry.criteria or b"",
        skills=entry.skills or b"",
        reading=entry.reading or b"",
        pipeline=entry.pipeline or "",
        outcome=[entry.score, entry.tie_break, entry.assessments],
    )
    return trace.output


def _without(entry: AuditEntryRow, kept: int) -> int:
    """Give how many of those that the log counts have no snapshot."""
    counted = entry.facts.get("applicants")
    return max(int(counted) - kept, 0) if counted is not None else 0


def _same_order(scored: Iterable[Rescored]) -> bool:
    """Say whether the scores computed anew put the applicants in the order that was published."""
    known = [one for one in scored if one.place is not None]
    published = sorted(known, key=lambda one: (one.row.score or 0.0, one.row.tie_break or ""))
    return published == sorted(known, key=lambda one: one.place or (0.0, ""))


def _contents(scored: Sequence[Rescored]) -> Contents:
    return Contents(
        len(scored),
        _digest(one.input for one in scored),
        _digest(one.output for one in scored),
    )


def _digest(leaves: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(sorted(leaves))).hexdigest()
