"""The why of a role page speaks to the employer; in a post the employer speaks.

So `it costs you a week, and your owner` becomes `it costs us a week, and our owner`.
"""

import re
from collections.abc import Sequence

_WHOLE = {"your": "our", "yours": "ours", "yourself": "ourselves", "yourselves": "ourselves"}
_BEFORE_OBJECT = frozenset(
    "about above against among around at behind below beside between beyond by "
    "for from in inside into near of off on onto over past per through to toward under "
    "upon with within without "
    "ask asks bring brings brought bill bills buy buys call calls cost costs catch catches "
    "chase deny earn earns fine fined fines find finds force forces free frees gain gains get "
    "gets give gives gave gain grant grants guide hand hands help helps hire hold holds hurt "
    "hurts keep keeps kept lead leads leave leaves left lend lends let lets lose loses made "
    "make makes move moves offer offers owe owes pay pays pull put puts reach reaches remind "
    "rush save saves saved see sees sell sells send sends serve set sets show shows slow slows "
    "spare spares build builds "
    "stop stops sue surprise surprises take takes teach teaches tell tells told tie trust wake "
    "warn warns win wins wins".split()
)
_YOU = re.compile(
    r"(?:(?P<before>[\w’'-]+) )?\b(?P<you>you|your|yours|yourself|yourselves)\b", re.IGNORECASE
)


_OF_EMPLOYER = re.compile(r"\b(?:you|your|yours|yourself|our|we|us)\b", re.IGNORECASE)
_TO_EMPLOYER = re.compile(
    r"(?:^|[.;:,] (?:so |then )?)(?:Hire|Fill|Put|Pay|Give|Make|Let)\b(?=[^.]*\w)|\byou hire\b",
    re.IGNORECASE,
)
_ENOUGH = 2


def for_posts(whys: Sequence[str]) -> tuple[str, ...]:
    """Give the wordings that suit a post, in the employer's voice.

    Where enough of them hold for the trade as a whole, those stand back that tell the employer's
    own story (`all our orders live in one database`), which nobody told us; then those that call
    on the employer to do something (`hire before Easter`).
    """
    spoken = [why for why in whys if not _TO_EMPLOYER.search(why)]
    general = [why for why in spoken if not _OF_EMPLOYER.search(why)]
    chosen = next((own for own in (general, spoken) if len(own) >= _ENOUGH), whys)
    return tuple(map(as_employer, chosen))


def as_employer(text: str) -> str:
    """Turn the reader's you into the employer's we, us and our."""
    return _YOU.sub(lambda match: _turned(match, text), text)


def _turned(match: re.Match[str], text: str) -> str:
    word = match["you"]
    plain = _WHOLE.get(word.lower())
    if plain is None:
        before = (match["before"] or "").lower()
        closed = text[match.end() : match.end() + 1] in (".", ",", ";", ":", "?", "!", "")
        plain = "us" if before in _BEFORE_OBJECT or (closed and before) else "we"
    plain = plain.capitalize() if word[0].isupper() else plain
    return match[0][: -len(word)] + plain
