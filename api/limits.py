"""How much a caller may ask for: requests by process, costly actions over all processes."""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

import redis
import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.requests import HTTPConnection

from api.settings import LimitSettings

log = structlog.get_logger(__name__)

_NAMESPACE = "limit"


class Limits:
    """Counts what callers do. Keys hold a hash of the caller, never an address or a token.

    Costly actions are counted in Redis; while it is away each process counts for itself.
    """

    def __init__(self, settings: LimitSettings, redis_url: str) -> None:
        self._settings = settings
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(
            RedisStorage(
                f"async+{redis_url.replace('unix://', 'redis+unix://', 1)}",
                implementation="redispy",
                key_prefix="penroll",
            )
        )

    async def allows_request(self, caller: str) -> bool:
        per_minute = self._settings.requests_per_minute
        if per_minute == 0:
            return True
        return await self._own.hit(RateLimitItemPerMinute(per_minute), "request", _hashed(caller))

    async def take(self, action: str, caller: str) -> bool:
        """Count one `action` of `caller`; False when none is left for now."""
        item = self._item(action)
        if item is None:
            return True
        try:
            return await self._shared.hit(item, action, _hashed(caller))
        except redis.RedisError as error:
            log.warning("limits are counted by process", reason=type(error).__name__)
            return await self._own.hit(item, action, _hashed(caller))

    def _item(self, action: str) -> RateLimitItem | None:
        per_hour = {
            "generatePost": self._settings.posts_per_hour,
            "submitApplication": self._settings.applications_per_hour,
            "upload": self._settings.applications_per_hour,
        }[action]
        return RateLimitItemPerHour(per_hour, namespace=_NAMESPACE) if per_hour else None


@dataclass(frozen=True, slots=True)
class CallerQuota:
    """The limits as one caller meets them."""

    limits: Limits
    caller: str

    async def take(self, action: str) -> bool:
        return await self.limits.take(action, self.caller)


def _hashed(caller: str) -> str:
    return hashlib.sha256(caller.encode()).hexdigest()[:24]


def address_of(connection: HTTPConnection, trusted_proxies: tuple[str, ...]) -> str:
    """Give the address that limits count by: the client's, or its /64 for IPv6.

    `X-Forwarded-For` is believed from trusted proxies alone, and from the right: each of them
    added the address that it saw.
    """
    peer = connection.client.host if connection.client else ""
    forwarded = connection.headers.get("x-forwarded-for", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while hops and _is_in(peer, trusted_proxies):
        peer = hops.pop()
    return _counted(peer)


def _is_in(address: str, networks: tuple[str, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in ip_network(network) for network in networks)


def _counted(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else address
