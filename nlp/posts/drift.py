"""Whether a text still says what its unit must say, and claims nothing beside it."""

import re
from collections.abc import Sequence

from nlp.ports import Similar

LEAST_LIKENESS = 0.5
"""Cosine to the nearest authored wording. Over 14 roles a duty of another role reached 0.40 at its
99th percentile, another duty of the same role 0.49 at its 95th."""
LEAST_SHARED = 0.3
"""Share of content words found in the authored wordings; another duty's 95th percentile is 0.29."""

_CONTENT = re.compile(r"[a-z][a-z'’-]{3,}")
_STEM = 5
_FUNCTION = frozenset(
    "about after again also among around because been before being both could does doing down each "
    "even ever every from have having here into itself just like more most much only other over "
    "same shall should some such than that their them then there these they this those through "
    "until upon very what when where whether which while will with within without would your yours "
    "ours ourselves yourself".split()
)
_CLAIM = re.compile(
    r"\b(?:salar\w+|pay|paid|wages?|bonus\w*|commission|equity|stock options?|shares|pensions?|"
    r"insurance|benefits?|holidays?|vacation|leave|overtime|allowances?|relocation|visas?|"
    r"sponsorship|permanent|temporary|contracts?|probation|part-time|full-time|flexible|hybrid|"
    r"remote\w*|home office|on-site|degrees?|diplomas?|certifi\w+|licen[cs]\w+|accredit\w+|"
    r"qualif\w+|years?|legal\w*|laws?|statut\w+|regulat\w+|entitle\w*|guarantee\w*|equal|"
    r"promot\w+|training|award\w*|leading|largest|best)\b",
    re.IGNORECASE,
)


def drifts(text: str, wordings: Sequence[str], similar: Similar | None) -> bool:
    """Say whether `text` left the subject of the authored wordings; they never drift themselves."""
    own, said = _stems(" ".join(wordings)), _stems(text)
    if said and len(said & own) < LEAST_SHARED * len(said):
        return True
    return similar is not None and max(similar(text, wordings)) < LEAST_LIKENESS


def unsupported_claims(text: str, grounds: str) -> frozenset[str]:
    """Give words on pay, benefits, papers, terms and law that stand in `text` but not in grounds.

    They are compared by their first five letters: certified stands for certificate.
    """
    claimed = {match[0].lower() for match in _CLAIM.finditer(text)}
    granted = {match[0].lower()[:_STEM] for match in _CLAIM.finditer(grounds)}
    return frozenset(word for word in claimed if word[:_STEM] not in granted)


def _stems(text: str) -> frozenset[str]:
    words = (word for word in _CONTENT.findall(text.lower()) if word not in _FUNCTION)
    return frozenset(word[:_STEM] for word in words)
