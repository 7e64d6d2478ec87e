"""What every resolver receives: sessions, loaders, knowledge, and who is asking."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import strawberry

from db.audit import APPLICANT
from db.progress import ProgressHub
from db.sessions import AsyncSessions
from graph.errors import forbidden, unauthenticated
from graph.knowledge import Knowledge
from graph.loaders import Loaders


class AccessRole(StrEnum):
    RECRUITER = "RECRUITER"
    ANALYST = "ANALYST"


strawberry.enum(
    AccessRole,
    description="RECRUITER: all of the workspace. ANALYST: aggregated, pseudonymous skills only.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a token: a member of a workspace by `role`, or an applicant to one of its
    posts (then `role` is None). `token_id` names a member's token, never its text.
    """

    workspace_id: uuid.UUID
    role: AccessRole | None = None
    applicant_id: uuid.UUID | None = None
    token_id: uuid.UUID | None = None

    @property
    def recruits(self) -> bool:
        return self.role is AccessRole.RECRUITER

    @property
    def owner_id(self) -> uuid.UUID:
        """Give whose the files are that this caller sends: a workspace's or an applicant's."""
        return self.workspace_id if self.applicant_id is None else self.applicant_id

    def may_see(self, applicant_id: uuid.UUID, workspace_id: uuid.UUID) -> bool:
        """Allow recruiters of the workspace, and the applicant in person."""
        own = self.applicant_id == applicant_id
        return own or (self.recruits and self.workspace_id == workspace_id)

    @property
    def actor(self) -> str:
        """Give the caller as the audit log names them; no name of a person is known here."""
        return APPLICANT if self.role is None else f"{self.role.lower()} {self.token_id}"


class Quota(Protocol):
    """Says how often a caller may still do something costly."""

    async def take(self, action: str) -> bool:
        """Use up one of the caller's `action`s; False when none is left for now."""


@dataclass
class Context:
    """The context of one operation, or of one WebSocket.

    `reading` gives sessions for single statements outside of transactions. `address` is where the
    request came from.
    """

    sessions: AsyncSessions
    reading: AsyncSessions
    hub: ProgressHub
    knowledge: Knowledge
    quota: Quota
    address: str = ""
    caller: Caller | None = None
    connection_params: Any = None
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.loaders = Loaders(self.reading)

    def member(self) -> Caller:
        """Give a caller who belongs to a workspace; raise UNAUTHENTICATED or FORBIDDEN."""
        if self.caller is None:
            raise unauthenticated()
        if self.caller.role is None:
            raise forbidden("a token of the workspace; an applicant's opens their own view only")
        return self.caller

    def recruiter(self) -> Caller:
        """Give a caller who may see and change all of a workspace."""
        caller = self.member()
        if not caller.recruits:
            raise forbidden("a recruiter's token")
        return caller

    def recruits_in(self, workspace_id: uuid.UUID) -> bool:
        caller = self.caller
        return caller is not None and caller.recruits and caller.workspace_id == workspace_id

    def may_see_applicant(self, applicant_id: uuid.UUID, workspace_id: uuid.UUID) -> bool:
        """Allow recruiters of the workspace, and the applicant in person."""
        return self.caller is not None and self.caller.may_see(applicant_id, workspace_id)


Info = strawberry.Info[Context, None]
