"""GET /exports/ID: hand out the file of an export to whoever has a signed address of it."""

import uuid
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from api.admission import Admitted, Handler, admitting
from api.files import attachment
from api.services import Services
from api.view import error_response
from db.audit import Action, Happening, append
from db.audit_chain import Facts
from db.exports import part_at, ready_exports
from db.rows import AccessTokenRow, ExportRow
from db.rows.exports import FILE
from db.workspaces import live_token_of
from graph.context import AccessRole, Caller
from graph.links import ExportLink

_KINDS = {
    "CSV": ("csv", "text/csv; charset=utf-8; header=present"),
    "PARQUET": ("parquet", "application/vnd.apache.parquet"),
}
_NOT_GOOD = (
    "This address is not good, or no longer: ask for the export's `url` again. An export is gone a "
    "day after it was made, and when one of its applicants is erased or withdraws."
)


def exports(services: Services) -> Handler:
    """Give the handler; every address that is not good is answered alike."""

    async def answer(admitted: Admitted) -> Response:
        signed = await _signed_for(services, admitted.request)
        if signed is None:
            return error_response(404, "NOT_FOUND", _NOT_GOOD)
        row = signed.export
        await _log(services, signed)
        suffix, media_type = _KINDS[row.format]
        name = f"applicant-skills-{row.made_at:%Y-%m-%d}.{suffix}"
        content = partial(part_at, row.id, FILE)
        return attachment(
            services.reading, content, name=name, size=row.size, media_type=media_type
        )

    return admitting(services, answer)


@dataclass(frozen=True, slots=True)
class _Signed:
    """An export whose file is asked for by an address that `token` got."""

    export: ExportRow
    token: AccessTokenRow


async def _log(services: Services, signed: _Signed) -> None:
    """Log the download before its first byte goes out: none is missing from the log."""
    row, token = signed.export, signed.token
    member = Caller(token.workspace_id, AccessRole(token.role), token_id=token.id)
    facts: Facts = {"format": row.format, "rows": row.rows, "size": row.size}
    happening = Happening(row.workspace_id, Action.DOWNLOAD, member.actor, row.id, facts)
    async with services.sessions.begin() as session:
        await session.run_sync(append, happening)


async def _signed_for(services: Services, request: Request) -> _Signed | None:
    """Give the export that a signed address names, if whoever got the address may still see it."""
    link = _link(request)
    if link is None:
        return None
    async with services.reading() as session:
        row: ExportRow | None = await session.scalar(ready_exports([link.export_id]))
        token: AccessTokenRow | None = await session.scalar(live_token_of(link.token_id))
    if row is None or token is None or token.workspace_id != row.workspace_id:
        return None
    allowed = token.role == AccessRole.RECRUITER or not row.whole
    good = link.is_good(row.secret, request.query_params.get("signature", ""))
    return _Signed(row, token) if allowed and good else None


def _link(request: Request) -> ExportLink | None:
    query = request.query_params
    try:
        token_id, until = uuid.UUID(query.get("for", "")), int(query.get("until", ""))
    except ValueError:
        return None
    return ExportLink(request.path_params["export_id"], token_id, until)
