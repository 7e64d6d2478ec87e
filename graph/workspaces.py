"""Workspaces and the tokens that open them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from db.rows import AccessTokenRow, WorkspaceRow
from db.workspaces import posts_of_workspace, revoke
from graph.context import AccessRole, Caller, Context, Info
from graph.errors import UserError, answered, not_found, refused
from graph.ids import global_id, key_of
from graph.node import Node
from graph.pages import Connection, listed
from graph.posts import Post
from graph.scalars import now
from graph.tokens import WORKSPACE_PREFIX, NewToken


@strawberry.type(description="A tenant: whatever was made with its tokens belongs to it alone.")
class Workspace(Node):
    row: strawberry.Private[WorkspaceRow]

    @strawberry.field
    def name(self) -> str | None:
        return self.row.name

    @strawberry.field
    def created_at(self) -> datetime:
        return self.row.created_at

    @strawberry.field
    async def posts(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Post]:
        """The newest first."""
        listing = posts_of_workspace(self.row.id)
        return await listed(info.context, listing, Post, first=first, after=after)


@strawberry.type
class AccessTokenPayload:
    token_id: strawberry.ID | None = None
    token: str | None = strawberry.field(
        default=None, description="Shown once; stored only as a hash."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class RevokePayload:
    revoked: bool = False
    user_errors: list[UserError] = strawberry.field(default_factory=list)


async def issue_token(
    session: AsyncSession,
    caller: Caller,
    *,
    role: AccessRole,
    expires_at: datetime | None = None,
) -> tuple[NewToken, Any]:
    """Make and store a token of the caller's workspace; give it and its id."""
    token = NewToken.random(WORKSPACE_PREFIX)
    row = AccessTokenRow(
        workspace_id=caller.workspace_id,
        digest=token.digest,
        role=role.value,
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    return token, row.id


async def _create(
    context: Context, role: AccessRole, expires_at: datetime | None
) -> AccessTokenPayload:
    caller = context.recruiter()
    if expires_at is not None and expires_at.tzinfo is None:
        raise refused("Give the time with its zone, such as 2027-01-31T12:00:00Z.", "expiresAt")
    if expires_at is not None and expires_at <= now():
        raise refused("The token would have expired already.", "expiresAt")
    async with context.sessions.begin() as session:
        token, token_id = await issue_token(session, caller, role=role, expires_at=expires_at)
    return AccessTokenPayload(token_id=global_id("AccessToken", token_id), token=token.text)


async def _revoke(context: Context, token_id: str) -> RevokePayload:
    caller, key = context.recruiter(), key_of("AccessToken", token_id)
    if key is None:
        raise not_found("token", "tokenId")
    async with context.sessions.begin() as session:
        if await session.scalar(revoke(key, caller.workspace_id)) is None:
            raise not_found("token", "tokenId")
    return RevokePayload(revoked=True)


@strawberry.type
class WorkspaceQuery:
    @strawberry.field
    async def viewer(self, info: Info) -> Workspace | None:
        """The caller's workspace; null without a token."""
        caller = info.context.caller
        if caller is None or caller.role is None:
            return None
        row = await info.context.loaders.workspace.load(caller.workspace_id)
        return Workspace(row=row) if row else None


@strawberry.type
class WorkspaceMutation:
    @strawberry.mutation
    async def create_access_token(
        self, info: Info, role: AccessRole, expires_at: datetime | None = None
    ) -> AccessTokenPayload:
        """Make a further token of the workspace; its text is shown this once."""
        return await answered(AccessTokenPayload, _create(info.context, role, expires_at))

    @strawberry.mutation
    async def revoke_access_token(self, info: Info, token_id: strawberry.ID) -> RevokePayload:
        """End a token at once."""
        return await answered(RevokePayload, _revoke(info.context, token_id))
