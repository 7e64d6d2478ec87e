"""Bearer tokens: 256 random bits behind a prefix, kept as SHA-256 alone."""

import hashlib
import secrets
from dataclasses import dataclass

WORKSPACE_PREFIX = "pnr_"
APPLICANT_PREFIX = "pna_"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `text` is shown once, `digest` is stored."""

    text: str
    digest: bytes

    @classmethod
    def random(cls, prefix: str) -> "NewToken":
        text = prefix + secrets.token_urlsafe(32)
        return cls(text, digest_of(text))


def digest_of(token: str) -> bytes:
    """Give the SHA-256; at 256 random bits a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).digest()
