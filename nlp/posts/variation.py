"""Small authored changes that leave the meaning of a wording alone: two seeds, two forms of it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from nlp.posts.fluency import is_clumsy

_MAX_FORMS = 6
_NOT_AFTER_EACH = "of|other|one|is|has|was|with|and|or|to|in|on|at|by|can|will|its|their|a|the"

_NO_SUBJECT = (
    r"(?<![a-rt-z]s )(?<!\b[Tt]hey )(?<!\b[Yy]ou )(?<!\b[Ww]e )(?<!people )(?<!staff )"
    r"(?<!\bthat )(?<!\bwho )"
)
"""After `clinics`, `they` or `that` the word each stands with a verb: `clinics each see`."""

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
    _rule(r"\bso that\b", "so"),
    _rule(rf"{_NO_SUBJECT}\beach (?!(?:{_NOT_AFTER_EACH})\b)(?=[a-z]+[a-rt-z]\b)", "every "),
    _rule(r"\bevery (?!single\b|other\b|one\b|bit\b|now\b|so\b)(?=[a-z])", "each "),
    _rule(r"\bthe whole (?=[a-z]{4,})", "the entire "),
    _rule(r"\bright away\b", "at once"),
    _rule(r"\bwithout delay\b", "at once"),
    _rule(r"^Talk (with|to)\b", r"Speak \1"),
    _rule(rf"(?:{_AS_VERB})talk (with|to)\b", r"speak \1"),
    _rule(r"^Look after\b", "Take care of"),
    _rule(r"\blook after\b", "take care of"),
    _rule(r"^Take care of\b", "Look after"),
    _rule(r"^Make sure (?:that )?(?!of\b)", "See to it that "),
    _rule(r"\bmake sure (?:that )?(?!of\b)", "see to it that "),
    _rule(r"\btogether with\b", "along with"),
    _rule(r"\bin plain words\b", "in simple words"),
    _rule(r"\bin plain language\b", "in plain words"),
    _rule(r"^Track\b", "Keep track of"),
    _rule(r"\band track\b", "and keep track of"),
    _rule(r"^Keep track of\b", "Track"),
    _rule(r"\bmend\b", "fix"),
    _rule(r"^Mend\b", "Fix"),
    _rule(r"^Handle\b", "Deal with"),
    _rule(r"\bhandle\b(?= [a-z]+s\b)", "deal with"),
    _rule(r"^Check (?=that\b|whether\b)", "Verify "),
    _rule(r"\ba short (?=[a-z])", "a brief "),
    _rule(r"\btake part in\b", "join in"),
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
