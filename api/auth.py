"""Who is calling: a bearer token of a workspace, or an applicant's own."""

from collections.abc import Mapping
from typing import Any

from db.sessions import AsyncSessions
from db.workspaces import applicant_token, live_token
from graph.context import AccessRole, Caller
from graph.tokens import APPLICANT_PREFIX, WORKSPACE_PREFIX, digest_of

_MAX_LENGTH = 200


class BadTokenError(Exception):
    """A token that opens nothing: malformed, unknown, revoked or expired."""

    def __init__(self) -> None:
        super().__init__(
            "This token opens nothing: it is misspelt, expired or revoked. Send "
            "`Authorization: Bearer pnr_...`, or no token at all."
        )


async def caller_of(authorization: str | None, sessions: AsyncSessions) -> Caller | None:
    """Give whoever holds the token of an Authorization header; None without one.

    Raise BadTokenError for a token that opens nothing.
    """
    if not authorization:
        return None
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _MAX_LENGTH:
        raise BadTokenError
    caller = await _known(token, sessions)
    if caller is None:
        raise BadTokenError
    return caller


async def _known(token: str, sessions: AsyncSessions) -> Caller | None:
    async with sessions() as session:
        if token.startswith(WORKSPACE_PREFIX):
            row = await session.scalar(live_token(digest_of(token)))
            if row is None:
                return None
            return Caller(row.workspace_id, role=AccessRole(row.role), token_id=row.id)
        if token.startswith(APPLICANT_PREFIX):
            found = (await session.execute(applicant_token(digest_of(token)))).one_or_none()
            return Caller(found.workspace_id, applicant_id=found.id) if found else None
    return None


def authorization_in(connection_params: Any) -> str | None:
    """Give the authorization out of the payload of a WebSocket's connection_init."""
    if not isinstance(connection_params, Mapping):
        return None
    for name, value in connection_params.items():
        if str(name).lower() == "authorization" and isinstance(value, str):
            return value
    return None
