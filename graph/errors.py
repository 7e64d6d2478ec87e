"""What callers are told when something is not done: data where they can mend it, else errors."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.extensions import MaskErrors

log = structlog.get_logger(__name__)

Payload = TypeVar("Payload")


@strawberry.enum
class UserErrorCode(StrEnum):
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    UNSUPPORTED_FILE = "UNSUPPORTED_FILE"
    UNREADABLE_FILE = "UNREADABLE_FILE"
    TOO_LARGE = "TOO_LARGE"
    CLOSED = "CLOSED"
    UNKNOWN_TITLE = "UNKNOWN_TITLE"
    RATE_LIMITED = "RATE_LIMITED"


@strawberry.type(description="What the caller can mend; nothing was changed.")
class UserError:
    message: str
    code: UserErrorCode
    field: list[str] = strawberry.field(
        default_factory=list,
        description='Path into the mutation\'s arguments, e.g. ["input", "salary", "max"]; '
        "empty when it concerns the whole.",
    )
    suggestions: list[str] = strawberry.field(
        default_factory=list,
        description="What may have been meant, best first, ready to be put in the field's place: "
        "for UNKNOWN_TITLE the titles of the nearest roles. Empty where nothing is near.",
    )


class RefusedError(Exception):
    """A mutation that is not done; its `errors` go into the payload."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)


def refused(message: str, *field: str, code: UserErrorCode = UserErrorCode.INVALID) -> RefusedError:
    """Give a refusal with one error."""
    return RefusedError([UserError(message=message, code=code, field=list(field))])


def not_found(what: str, *field: str) -> RefusedError:
    """Refuse an id that names nothing the caller may see; a foreign id reads the same."""
    return refused(f"There is no such {what}.", *field, code=UserErrorCode.NOT_FOUND)


async def answered(payload: Callable[..., Payload], work: Awaitable[Payload]) -> Payload:
    """Give what `work` gives, or the payload that carries its refusal."""
    try:
        return await work
    except RefusedError as error:
        return payload(user_errors=error.errors)


def graphql_error(code: str, message: str, **extensions: Any) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code, **extensions})


def unauthenticated() -> GraphQLError:
    return graphql_error(
        "UNAUTHENTICATED", "This needs a token: `generatePost` without one opens a workspace."
    )


def forbidden(needed: str) -> GraphQLError:
    return graphql_error("FORBIDDEN", f"This needs {needed}.")


def bad_input(message: str) -> GraphQLError:
    return graphql_error("BAD_USER_INPUT", message)


class MaskFaults(MaskErrors):
    """Hides the text of a fault of ours behind an id that stands in the log.

    The log gets the type and the place of the fault, never its text: that may hold a CV.
    """

    def __init__(self) -> None:
        super().__init__(should_mask_error=_is_fault)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        error_id = uuid.uuid4().hex[:12]
        original = error.original_error
        log.error(
            "fault in a resolver",
            error_id=error_id,
            reason=type(original).__name__,
            where=_place(original),
            path=".".join(map(str, error.path or [])),
        )
        return GraphQLError(
            f"Something went wrong on our side (error {error_id}).",
            nodes=error.nodes,
            path=error.path,
            extensions={"code": "INTERNAL", "errorId": error_id},
        )


def _is_fault(error: GraphQLError) -> bool:
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


def _place(error: BaseException | None) -> str:
    trace = error.__traceback__ if error else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
