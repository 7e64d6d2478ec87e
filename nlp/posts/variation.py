"""Small authored changes that leave the meaning of a wording alone: two seeds, two forms of it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from nlp.posts.fluency import is_clumsy

_MAX_FORMS = 6
_NOT_AFTER_EACH = (
    "of|other|one|is|has|was|with|and|or|to|in|on|at|by|can|will|would|could|should|may|must(?!-)|"
    "you|its|their|a|the|built|bend|tell|live|hold|fix|keep|thing|name|buyer|person prefers|"
    "group drops|network and|benefit on a"
)
"""Words before which `each` is no `every`: it stands by itself, with a verb, or singles out."""

_NOT_AFTER_EVERY = (
    "single|other|one|bit|now|so|few|two|three|four|garage|hat|pocket|demo|environment|match|"
    "order book|folder and|refund and|management meeting|account nobody|task to|store in|paper a|"
    "trade on|date in|state"
)
"""Words before which `every` is no `each`: a span of time, or all of them taken together."""

_TWICE = r"(?![^.]*\b(?:each|every)\b)"
_ALONE = (
    r"((?:^|(?<=[.!?] ))"
    r"(?:(?!\b(?i:each|every|who|whom|whose|how|what|which|whether)\b)[^.!?])*?)"
)
"""A sentence up to its only `each` or `every`, outside of what it asks: `who may collect each`."""

_AS_VERY = (
    "advice|old|new|common|urgent|weak|early|busy|sound|wasted|what|changes are|buyers save|"
    "the budget"
)
"""Before these `so` would be read as `very`, or as `therefore`."""

_NO_SUBJECT = (
    r"(?<![a-rt-z]s )(?<!\b[Tt]hey )(?<!\b[Yy]ou )(?<!\b[Ww]e )(?<!people )(?<!staff )"
    r"(?<!\bthat )(?<!\bwho )"
)
"""After `clinics`, `they` or `that` the word each stands with a verb: `clinics each see`."""

_HANDLED_BY_HAND = "animals|cash|cards|notes|refrigerant|drains|the vaccine"
_AS_VERB = r"(?<=\b(?:and|you) )|(?<=\b(?:to|or) )|(?<=, )"


def _rule(pattern: str, change: str) -> tuple[re.Pattern[str], str]:
    return re.compile(pattern), change


_RULES = (
    _rule(r"\bnobody\b", "no one"),
    _rule(r"\bno one\b", "nobody"),
    _rule(r"\beveryone\b", "everybody"),
    _rule(r"\beverybody\b", "everyone"),
    _rule(r"\bsomeone\b(?! else's)", "somebody"),
    _rule(r"\bsomebody\b(?! else's)", "someone"),
    _rule(r"\banyone\b", "anybody"),
    _rule(r"\binstead of (?=[a-z]+ing\b)", "rather than "),
    _rule(rf"\bso that\b(?! (?:{_AS_VERY})\b)", "so"),
    _rule(
        rf"{_ALONE}{_NO_SUBJECT}(?<!head )(?<!telling )(?<!and )\beach "
        rf"(?!(?:{_NOT_AFTER_EACH})\b){_TWICE}(?=[a-z]+[a-rt-z]\b)",
        r"\1every ",
    ),
    _rule(
        rf"{_ALONE}(?<!, )(?<!between )\bevery (?!(?:{_NOT_AFTER_EVERY})\b){_TWICE}(?=[a-z][^.]*$)",
        r"\1each ",
    ),
    _rule(r"\bthe whole (?=[a-z]{4,})", "the entire "),
    _rule(r"\bright away\b", "at once"),
    _rule(r"(?<!starts )\bwithout delay\b", "at once"),
    _rule(r"^Talk (with|to)\b", r"Speak \1"),
    _rule(rf"(?:{_AS_VERB})(?<!one to )(?<!body to )talk (with|to)\b", r"speak \1"),
    _rule(r"^Look after\b(?!.*\blook after\b)", "Take care of"),
    _rule(r"(?<!who )\blook after\b(?! the rest\b)", "take care of"),
    _rule(r"^Take care of\b", "Look after"),
    _rule(r"^Make sure (?!(?:that )?(?:of|it|there|what|closes)\b)(?:that )?", "See to it that "),
    _rule(r"\bmake sure (?!(?:that )?(?:of|it|there|what)\b)(?:that )?", "see to it that "),
    _rule(r"\bin plain words\b", "in plain language"),
    _rule(r"\bin plain language\b", "in plain words"),
    _rule(r"^Track\b(?! down\b| stock of\b)", "Keep track of"),
    _rule(r"\band track\b(?! down\b)", "and keep track of"),
    _rule(r"^Keep track of\b", "Track"),
    _rule(r"\bmend\b", "fix"),
    _rule(r"^Mend\b", "Fix"),
    _rule(rf"^Handle\b(?! (?:{_HANDLED_BY_HAND})\b)", "Deal with"),
    _rule(rf"\bhandle\b(?= (?!{_HANDLED_BY_HAND})[a-z]+s\b)", "deal with"),
    _rule(r"^Check (?=that\b|whether\b)", "Verify "),
    _rule(r"\ba short (?!(?:list|case|course|video)\b)(?=[a-z])", "a brief "),
    _rule(r"\bquickly\b", "promptly"),
    _rule(r"\bpromptly\b", "quickly"),
)


@lru_cache(maxsize=20_000)
def forms(wording: str) -> tuple[str, ...]:
    """Give the wording, then forms of it with one or more small changes; at most six."""
    return tuple(islice(_forms(wording), _MAX_FORMS))


def _forms(wording: str) -> Iterator[str]:
    found = [wording]
    yield wording
    for pattern, change in _RULES:
        if not pattern.search(wording):
            continue
        for form in list(found):
            changed = pattern.sub(change, form, count=1)
            if changed not in found and not is_clumsy(changed, [wording]):
                found.append(changed)
                yield changed
