"""The manner in which a post speaks of duties: `Keep the books`, `You keep` or `You will keep`."""

import re
from enum import StrEnum

_NO_VERB = re.compile(
    r"(?:you|we|the|an?|this|that|these|each|every|all|in|on|at|by|with|for|from|to|of|as|once|when|"
    r"while|after|before|during|your|our|their|together|daily|weekly)\b|[^A-Za-z]|"
    r"(?!(?:bring|ring|reply|apply|supply|rely|comply|fly)\b)\w+(?:ing|ly)\b",
    re.IGNORECASE,
)


class Manner(StrEnum):
    ORDER = "ORDER"
    PRESENT = "PRESENT"
    FUTURE = "FUTURE"


_BEGINNINGS = {Manner.PRESENT: "You ", Manner.FUTURE: "You will "}


def in_manner(duty: str, manner: Manner) -> str:
    """Give a duty, authored as a call to do it, in the manner of the post.

    All verbs of such a call have the form that follows `you`, save `be`. A text that begins with
    something else stays as it is.
    """
    if manner is Manner.ORDER or _NO_VERB.match(duty):
        return duty
    if manner is Manner.PRESENT and duty.startswith("Be "):
        return f"You are {duty.removeprefix('Be ')}"
    first = duty.split(maxsplit=1)[0]
    begun = duty if first.isupper() else duty[0].lower() + duty[1:]
    return _BEGINNINGS[manner] + begun
