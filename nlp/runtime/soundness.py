"""What is plainly wrong with a joined sentence, whatever a network says of it."""

import re
from collections.abc import Sequence

from nlp.posts.fluency import share_a_word

_LONGEST_SENTENCE = 26
_POINTER = re.compile(r"\b(?:them|they|their|those|these)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(?!others\b)[a-z-]{3,}(?<![siu])s\b|\b(?:people|staff|children|data|colleagues)\b"
)
_ALWAYS_DANGLING = re.compile(
    r"\b(?:it|its|itself|ones|he|she|his|her|both|others?|either|neither|else|too|there|alone|"
    r"ours|yours|join in|the same|the rest|do so|does so|each(?= \w+s\b|[.,]|$)|"
    r"that(?= (?:is|was|starts|means|makes|takes|ends|helps)\b| \w+[.,]| \w+ back\b|[.,]|$)|"
    r"(?:brings?|hands?|gives?|ends?|does|makes?|takes?|needs?|with|of|for|at|by|from) that|"
    r"this(?= (?:is|was|means)\b)|(?:does|do|is|are|has|have|can|will)(?=[.]?$)|"
    r"(?<!no )(?<!any )(?<!some )(?<!every )one(?! (?:page|place|day|list|team|call)\b)"
    r"(?! at a time))\b",
    re.IGNORECASE,
)
"""Points to something that only the tail's own head named."""

_DANGLING = re.compile(
    r"\b(?:them|they|their|those|these|all (?:two|three|four|five)|until|then|"
    r"such|(?:sees|saves|keeps|ends|fills|fixes|closes|clears|takes|knows|in|on|into) that [a-z]+|"
    r"the (?:two|three|four|twelve|list|answer|second|first|difference|post)|"
    r"that (?:note|right|day|side|risk|work|backlog|road|moment))\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\bthe ([a-z-]+)")
_COUNT = re.compile(r"\b(?:two|three|four|five|six|ten|twice|few)\b", re.IGNORECASE)
_KNOWN_TO_ALL = frozenset(
    "team teams client clients customer customers patient patients guest guests owner owners user "
    "users day week month year quarter shift people next same work way".split()
)
_OPENS_SENTENCE = re.compile(
    r"(?:You|Your|An?|One|Someone|Somebody|This (?:role|hire)|The person we hire)\b"
)
"""How a sentence begins that stands by itself: it names whom it speaks of."""

_NO_ITEM = frozenset(
    "with from so before when until not then and including such as in on by at for where which who "
    "without each all one down off to if ready while both even".split()
)
_BEGINS_OBJECT = frozenset(
    "the a an each every what who how where when why which them no one our your their any all both "
    "people early up out off back down away".split()
)
"""Words that follow a verb but no noun: `and tell the team` is a clause, `and clear advice` not."""

_WAITS = frozenset(
    "a an the by of to for with from at on in and or as than who that only just even early".split()
)
_ANY_TIME = frozenset({"each", "every"})
"""What `before` may go on with: `before each release` fits any duty, `before the concrete arrives`
only its own."""
_LEAST_HEAD = 3
_LEAST_TAIL = {"and": 4, "so": 4, "before": 4, "with": 5, "without": 5}
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NO_INFINITIVE = frozenset(
    "have has had are is was were can cannot could will would should may might must do does".split()
)

_VERB_OR_NOUN = frozenset(
    "answer book build care check coach cut design document draft flag follow guide hold lead "
    "link log map note own phone pick plan present record request review ring run set share "
    "sketch split spot start study support talk test trace track train tune watch welcome "
    "work".split()
)
_BEFORE_VERB = frozenset(
    " and or to then you will we can must who not never always also help please let".split(" ")
)
_ENDS_PHRASE = frozenset(
    "own themselves yourself spot time hand place page day week month quarter days at once away "
    "end beginning finish".split()
)
_TIMES = frozenset("day week month quarter year morning evening night shift".split())
_UNSUITED = {
    "note": frozenset("a an short brief".split()),
    "agree on": frozenset({"them", "it", ""}),
    "gather": frozenset({"each", "them"}),
    "find out": frozenset({"from", "to", "about"}),
    "settle": frozenset({""}),
    "select": frozenset({""}),
    "notice": frozenset({""}),
    "write down": frozenset("a an short brief".split()),
    "note down": frozenset("a an short brief".split()),
}
_PARTICLES = frozenset("down up out off back together in over".split())
_PRONOUNS = frozenset("them it him her us me you".split())
_TO_PICK_UP = frozenset("phone phones telephone telephones line lines door doors bell".split())
_PEOPLE = frozenset(
    "ceo client clients patient patients candidate candidates customer customers guest guests "
    "child children student students pupil pupils user users witness witnesses leader leaders "
    "manager managers speaker speakers team teams people staff colleague colleagues".split()
)
_GOES_ON = frozenset(
    " and or so before after when in on at to with without for as if until by from that who while "
    "once because but of".split(" ")
)


def is_sound(head: str, tail: str) -> bool:
    """Say whether no rule speaks against `tail` after `head`.

    A tail begins with a word that joins clauses, or is a sentence that names whom it speaks of and
    says no content word of the head again. It points to nothing that its own head named (`both`,
    `the same`, `it`), and follows neither a list that waits for its last item nor, with `and`, a
    clause that has one. `without` brings no clause of its own: `without error and watch for side
    effects` told how another verb was done.
    """
    if _ends_sentence(head) != tail[0].isupper() or _points(tail):
        return False
    if any(len(part.split()) > _LONGEST_SENTENCE for part in _SENTENCE.split(f"{head} {tail}")):
        return False
    if tail[0].isupper():
        alone = bool(_OPENS_SENTENCE.match(tail)) and not _DANGLING.search(tail)
        return alone and not share_a_word(head, tail)
    return _joins(head, tail)


def _points(tail: str) -> bool:
    """Say whether the tail points to something outside itself; `they` needs its own plural."""
    pointer = _POINTER.search(tail)
    if pointer and not _PLURAL.search(tail[: pointer.start()]):
        return True
    opening = _OPENS_SENTENCE.match(tail)
    return bool(_ALWAYS_DANGLING.search(tail[opening.end() if opening else 0 :]))


def _joins(head: str, tail: str) -> bool:
    """Say whether a clause may be joined to the head."""
    words = tail.lower().split()
    if len(words) < _LEAST_TAIL.get(words[0], _LONGEST_SENTENCE) or _is_unfinished(head):
        return False
    before = head.lower().split()
    if words[0] == "and":
        known = "and" not in before and not _names_what_only_its_own_head_named(head, tail)
        idle = words[2] in _PARTICLES and len(words) <= _LEAST_TAIL["and"]
        return known and words[2] in _BEGINS_OBJECT and not idle
    if words[0] == "before":
        return words[1] in _ANY_TIME and "before" not in before and "and" not in words
    if words[0] == "without" and "and" in words:
        return False
    return words[0] not in before


def _names_what_only_its_own_head_named(head: str, tail: str) -> bool:
    """Say whether a second duty speaks of `the cause` or `all three` of a duty left out."""
    if _COUNT.search(tail):
        return True
    nouns = (match[1] for match in _DEFINITE.finditer(tail.lower()))
    return any(noun not in _KNOWN_TO_ALL and noun not in head.lower() for noun in nouns)


def leaves_whole(tail: str) -> bool:
    """Say whether a wording is whole without `tail`: `put it where it is dry` is not."""
    return tail[0].isupper() or tail.split(maxsplit=1)[0] in _LEAST_TAIL


def reads_on(source: Sequence[str], target: str, before: str, following: str) -> bool:
    """Say whether `target` may stand for `source` between these words; empty: a mark or nothing.

    Words that are verb or noun are changed only as verbs: `to talk with`, not `a first talk with`.
    A phrase that tells how or when stands before no noun: not in `the spot market`. `you will`
    stands at the beginning, and not before `have` or `can`; `each` and `every` change places before
    times alone, for `that each help` and `every other week` are something else.
    """
    if target.endswith(" will") and (before or following in _NO_INFINITIVE):
        return False
    if target in ("each", "every") and following not in _TIMES:
        return False
    if target == "the entire" and following in _GOES_ON:
        return False
    if source[0] in _VERB_OR_NOUN and before not in _BEFORE_VERB:
        return False
    return source[-1] not in _ENDS_PHRASE or following in _GOES_ON


def suits_object(target: str, after: Sequence[str]) -> bool:
    """Say whether `target` may stand before these words: `write down them` and others may not.

    Nobody responds to a phone or puts a client together. A `down` of the verb's own stays where it
    is: `note them down` makes no `record them down`.
    """
    after = [*after, ""]
    words = target.split()
    first, last = words[0], words[-1]
    if (last in _PARTICLES and after[0] in _PRONOUNS) or "down" in after:
        return False
    if first in ("respond", "reply"):
        return not _TO_PICK_UP & set(after) and after[:2] != ["what", "you"]
    if target == "put together":
        return not _PEOPLE & set(after[:3])
    if target == "agree on" and "matter" in after[:3]:
        return False
    if target == "so that":
        return "that" not in after and not after[0].endswith("ly")
    return after[0] not in _UNSUITED.get(target, ())


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"”')")[-1:] in (".", "!", "?")


def _is_unfinished(head: str) -> bool:
    """Say whether the head waits for more.

    So do `by hand, not from memory`, a list before its `and`, an article or `only` at the end, and
    `pictures that explain`.
    """
    chunks = head.lower().split(", ")
    last = chunks[-1].split()
    cut_short = last[-1].strip(",") in _WAITS or last[-2:-1] == ["that"]
    if cut_short or len(head.split()) < _LEAST_HEAD:
        return True
    if len(chunks) > 1 and last[0] == "not":
        return True
    return len(chunks) > 1 and "and" not in last and last[0].strip("\"'“(") not in _NO_ITEM
