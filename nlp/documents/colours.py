"""Tell colours that melt into white paper."""

import re

_NEAR = 232
"""Least value of every channel (0 to 255) at which text on white can't be read."""
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+))?\s*\)", re.IGNORECASE)
_NAMES = frozenset("white snow ivory floralwhite ghostwhite whitesmoke mintcream azure".split())


def is_near_white(colour: str | None) -> bool:
    """Say whether `colour`, as CSS or an office file writes it, is white or nearly so."""
    text = (colour or "").strip().lower()
    if text in _NAMES:
        return True
    if found := _RGB.fullmatch(text):
        return all(int(channel) >= _NEAR for channel in found.groups()[:3])
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return all(int(digits[place : place + 2], 16) >= _NEAR for place in (0, 2, 4))
    return False


def is_transparent(colour: str | None) -> bool:
    text = (colour or "").strip().lower()
    found = _RGB.fullmatch(text)
    return text == "transparent" or (
        found is not None and found[4] is not None and float(found[4]) < 0.1
    )
