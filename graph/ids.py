"""Global ids: opaque text that names a type and a row."""

import binascii
import uuid
from base64 import b64decode, b64encode
from dataclasses import dataclass

import strawberry


@dataclass(frozen=True, slots=True)
class GlobalId:
    """`kind` is the name of a GraphQL type."""

    kind: str
    key: uuid.UUID

    @classmethod
    def parse(cls, text: str) -> "GlobalId | None":
        """Read an id; None for anything that this API never gave."""
        try:
            kind, _, key = b64decode(text, validate=True).decode("ascii").partition(":")
            return cls(kind, uuid.UUID(key))
        except (ValueError, binascii.Error):
            return None


def global_id(kind: str, key: uuid.UUID) -> strawberry.ID:
    return strawberry.ID(b64encode(f"{kind}:{key}".encode()).decode())


def key_of(kind: str, text: str) -> uuid.UUID | None:
    """Give the key in the id of a `kind`; None for other ids and for nonsense."""
    parsed = GlobalId.parse(text)
    return parsed.key if parsed and parsed.kind == kind else None
