"""Statements about exports: who is in one, what it says, how it is put together and forgotten."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Delete,
    Insert,
    Select,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.types import Uuid

from db.analytics import Scope
from db.jobs import args_digest
from db.rows import (
    ApplicantRow,
    ExportChunkRow,
    ExportMemberRow,
    ExportRow,
    JobRow,
    SkillProfileRow,
)
from db.rows.jobs import TERMINAL_STATES

KEPT = timedelta(days=1)
"""How long a file can be had after it was asked for."""


@dataclass(frozen=True, slots=True)
class AskedExport:
    """What somebody asked for. `whole` leaves small groups in; `actor` is as the log names them."""

    format: str
    whole: bool
    actor: str
    scope: Scope

    def args(self) -> dict[str, Any]:
        """Give it as the arguments of a job."""
        asked, scope = self.scope, asdict(self.scope)
        for name in ("workspace_id", "periods"):
            del scope[name]
        scope["posts"] = None if asked.posts is None else [str(own) for own in asked.posts]
        for name in ("submitted_from", "submitted_to"):
            scope[name] = scope[name] and scope[name].isoformat()
        return {"format": self.format, "whole": self.whole, "actor": self.actor, "scope": scope}

    @classmethod
    def of(cls, workspace_id: uuid.UUID, args: Mapping[str, Any]) -> "AskedExport":
        """Read it out of the arguments of a job."""
        given = dict(args["scope"])
        if given["posts"] is not None:
            given["posts"] = [uuid.UUID(own) for own in given["posts"]]
        for name in ("submitted_from", "submitted_to"):
            given[name] = given[name] and date.fromisoformat(given[name])
        scope = Scope(workspace_id, **given)
        return cls(args["format"], args["whole"], args["actor"], scope)

    def facts(self) -> dict[str, str | int]:
        """Give it as the audit log tells it."""
        scope = json.dumps(self.args()["scope"], sort_keys=True)
        return {"format": self.format, "whole": int(self.whole), "scope": scope}

    def subject(self) -> uuid.UUID:
        """Give one id for all exports of the same: of those one is live at a time."""
        asked = {name: own for name, own in self.args().items() if name != "actor"}
        return uuid.uuid5(self.scope.workspace_id, args_digest(asked).hex())


def begin(export_id: uuid.UUID, workspace_id: uuid.UUID, *, format_: str, whole: bool) -> Insert:
    """Make an export without members."""
    return insert(ExportRow).values(
        id=export_id,
        workspace_id=workspace_id,
        format=format_,
        whole=whole,
        expires_at=_after(KEPT),
    )


def add_members(export_id: uuid.UUID, scope: Scope) -> Insert:
    """Note whose skills go into an export, each under a random key."""
    members = (
        select(bindparam("export", export_id, Uuid), ApplicantRow.id)
        .join(SkillProfileRow, SkillProfileRow.applicant_id == ApplicantRow.id)
        .where(SkillProfileRow.id.in_(scope.profiles()))
    )
    return insert(ExportMemberRow).from_select(["export_id", "applicant_id"], members)


def count_members(export_id: uuid.UUID) -> ReturningUpdate[int]:
    """Note how many members an export has, and give the number."""
    members = select(func.count()).where(ExportMemberRow.export_id == export_id)
    return (
        update(ExportRow)
        .where(ExportRow.id == export_id)
        .values(applicants=members.scalar_subquery())
        .returning(ExportRow.applicants)
    )


def keys_after(export_id: uuid.UUID, reached: uuid.UUID | None, *, limit: int) -> Select[uuid.UUID]:
    """Select the keys of the next members, in order."""
    statement = select(ExportMemberRow.key).where(ExportMemberRow.export_id == export_id)
    if reached is not None:
        statement = statement.where(ExportMemberRow.key > reached)
    return statement.order_by(ExportMemberRow.key).limit(limit)


LINES = text(
    """
    select distinct on (member.key, skill.slug)
           member.key, post.id, post.title, role.slug as role,
           skill.slug as skill, skill.name, skill.kind,
           found.years, found.last_used, found.level, found.confidence,
           (select count(*) from jsonb_array_elements(found.mentions) as mention
            where not cast(mention ->> 'negated' as boolean)) as evidence,
           profile.model
    from export_member member
    join applicant on applicant.id = member.applicant_id
    join post on post.id = applicant.post_id
    left join role on role.id = post.role_id
    join skill_profile profile on profile.applicant_id = applicant.id
    join extracted_skill found on found.profile_id = profile.id
    join skill on skill.id = found.skill_id
    where member.export_id = :export and member.key between :first and :last
      and found.counted and applicant.status <> 'WITHDRAWN'
    order by member.key, skill.slug, found.position
    """
).bindparams(*(bindparam(name, type_=Uuid) for name in ("export", "first", "last")))
"""What the members between two keys can do: names of the taxonomy, never words of a CV."""


def locked(export_id: uuid.UUID) -> Select[ExportRow]:
    """Lock an export, so that it cannot go before the commit; no row where it has gone."""
    return select(ExportRow).where(ExportRow.id == export_id).with_for_update()


def part_at(export_id: uuid.UUID, part: str, position: int) -> Select[bytes]:
    chunk = ExportChunkRow
    return select(chunk.content).where(
        chunk.export_id == export_id, chunk.part == part, chunk.position == position
    )


def put_part(export_id: uuid.UUID, part: str, position: int, content: bytes) -> Any:
    """Store a part, in place of what an earlier attempt stored there."""
    chunk = ExportChunkRow
    statement = upsert(chunk).values(
        export_id=export_id, part=part, position=position, content=content
    )
    keys = ["export_id", "part", "position"]
    return statement.on_conflict_do_update(index_elements=keys, set_={"content": content})


def drop_parts(export_id: uuid.UUID, part: str, *, beginning: int = 0) -> Delete:
    """Delete the parts of a kind from a position on."""
    chunk = ExportChunkRow
    return delete(chunk).where(
        chunk.export_id == export_id, chunk.part == part, chunk.position >= beginning
    )


def discard(export_id: uuid.UUID) -> Delete:
    return delete(ExportRow).where(ExportRow.id == export_id)


def finish_export(
    export_id: uuid.UUID, *, rows: int, withheld: int, size: int
) -> ReturningUpdate[Any]:
    """Make the file available for a day and give the row; no row where it has gone."""
    return (
        update(ExportRow)
        .where(ExportRow.id == export_id)
        .values(complete=True, rows=rows, withheld=withheld, size=size, expires_at=_after(KEPT))
        .returning(ExportRow)
    )


def _after(time: timedelta) -> Any:
    return func.clock_timestamp() + cast(time, INTERVAL)


def ready_exports(ids: Iterable[uuid.UUID]) -> Select[ExportRow]:
    """Select those exports whose file can be had."""
    unexpired = ExportRow.expires_at > func.clock_timestamp()
    return select(ExportRow).where(ExportRow.id.in_(set(ids)), ExportRow.complete, unexpired)


def forget_expired() -> Delete:
    return delete(ExportRow).where(ExportRow.expires_at <= func.clock_timestamp())


def forget_exports_with(applicant_id: uuid.UUID) -> Delete:
    """Take an applicant out of all exports; with them the files go that they are in."""
    return delete(ExportMemberRow).where(ExportMemberRow.applicant_id == applicant_id)


def live_exports(workspace_id: uuid.UUID) -> Select[int]:
    """Count the exports of a workspace that wait or are being made."""
    return select(func.count()).where(
        JobRow.workspace_id == workspace_id,
        JobRow.kind == "EXPORT",
        JobRow.state.not_in(TERMINAL_STATES),
    )
