"""GET /exports/ID: hand out the file of an export to whoever has a signed address of it."""

import uuid
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from api.admission import Admitted, Handler, admitting
from api.files import attachment
from api.services import Services
from api.view import error_response
from db.exports import part_at, ready_exports
from db.rows import AccessTokenRow, ExportRow
from db.rows.exports import FILE
from db.workspaces import live_token_of
from graph.context import AccessRole
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
        row = await _signed_for(services, admitted.request)
        if row is None:
            return error_response(404, "NOT_FOUND", _NOT_GOOD)
        suffix, media_type = _KINDS[row.format]
        name = f"applicant-skills-{row.made_at:%Y-%m-%d}.{suffix}"
        content = partial(part_at, row.id, FILE)
        return attachment(
            services.reading, content, name=name, size=row.size, media_type=media_type
        )

    return admitting(services, answer)


async def _signed_for(services: Services, request: Request) -> ExportRow | None:
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
    return row if allowed and good else None


def _link(request: Request) -> ExportLink | None:
    query = request.query_params
    try:
        token_id, until = uuid.UUID(query.get("for", "")), int(query.get("until", ""))
    except ValueError:
        return None
    return ExportLink(request.path_params["export_id"], token_id, until)
