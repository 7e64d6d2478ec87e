"""Which media type an answer has: the caller's Accept header, read as RFC 9110 says."""

from dataclasses import dataclass

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class _Range:
    media_type: str
    quality: float
    place: int

    def covers(self, media_type: str) -> bool:
        kind = media_type.partition("/")[0]
        return self.media_type in (media_type, f"{kind}/*", "*/*")


def preferred(accept: str, *offered: str) -> str | None:
    """Give the one of `offered` that `accept` likes best, or None when it takes none of them.

    Quality decides (RFC 9110, section 12.5.1), then the order in the header, which clients mean
    though the standard gives it no weight, then the order of `offered`. A range counts only where
    no more specific one covers the type. An empty header takes anything.
    """
    ranges = [_range(part, place) for place, part in enumerate(accept.split(",")) if part.strip()]
    if not ranges:
        return offered[0]
    found = {media_type: _best(ranges, media_type) for media_type in offered}
    taken = [(match, name) for name, match in found.items() if match and match.quality > 0]
    return min(taken, key=lambda pair: (-pair[0].quality, pair[0].place))[1] if taken else None


def _range(part: str, place: int) -> _Range:
    media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
    stated = [value[2:] for value in parameters if value.startswith("q=")]
    return _Range(media_type, _quality(stated[0]) if stated else 1.0, place)


def _quality(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _best(ranges: list[_Range], media_type: str) -> _Range | None:
    covering = [one for one in ranges if one.covers(media_type)]
    return min(covering, key=lambda one: one.media_type.count("*"), default=None)
