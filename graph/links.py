"""Signed addresses of exports: good for a while, and as long as the token that asked for them."""

import hashlib
import hmac
import time
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

LINK_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class ExportLink:
    """Who may fetch which export until when, in seconds since 1970."""

    export_id: uuid.UUID
    token_id: uuid.UUID
    until: int

    @classmethod
    def fresh(cls, export_id: uuid.UUID, token_id: uuid.UUID) -> "ExportLink":
        return cls(export_id, token_id, int(time.time()) + LINK_SECONDS)

    def path(self, secret: uuid.UUID) -> str:
        """Give the path on this API, signed with the secret of the export."""
        query = {"for": self.token_id, "until": self.until, "signature": self._signed(secret)}
        return f"/exports/{self.export_id}?{urlencode(query)}"

    def is_good(self, secret: uuid.UUID, signature: str) -> bool:
        """Say whether the signature is right and the time is not over."""
        right = hmac.compare_digest(self._signed(secret).encode(), signature.encode())
        return right and time.time() < self.until

    def _signed(self, secret: uuid.UUID) -> str:
        signed = f"{self.export_id} {self.token_id} {self.until}".encode()
        digest = hmac.digest(secret.bytes, signed, hashlib.sha256)
        return urlsafe_b64encode(digest).decode().rstrip("=")
