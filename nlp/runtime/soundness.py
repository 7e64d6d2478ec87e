"""What is plainly wrong with a joined sentence, whatever a network says of it."""

import re

_LONGEST_SENTENCE = 26
_SINGULAR = re.compile(r"\b(?:it|its|itself)\b", re.IGNORECASE)
"""Points to one thing, which a clause of another wording need not name."""

_POINTER = re.compile(r"\b(?:them|they|their|those|these|ones)\b")
_PLURAL = re.compile(
    r"\b(?!others\b)[a-z-]{3,}(?<![siu])s\b|\b(?:people|staff|children|data|colleagues)\b"
)
_DANGLING = re.compile(
    r"\b(?:it|its|them|they|their|those|these|this one|that one|ones|he|she|his|her|both|others?|"
    r"too|either|neither|else|does|do so|all (?:two|three|four|five)|until|there is no|then|"
    r"the (?:two|three|four|twelve|answer|rest|same|second|one|first|difference|post)|"
    r"that (?:note|right|day|side|risk|work|backlog|road|moment))\b|"
    r"^(?:that|this(?! hire| role)|so|and|but|one|these|in|by|most|many|here we|treat)\b",
    re.IGNORECASE,
)
_CONNECTORS = frozenset("so and before until without with then from ready".split())
_NO_ITEM = frozenset(
    "with from so before when until not then and including such as in on by at for where which who "
    "without each all one down off to if ready while both even".split()
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NO_INFINITIVE = frozenset(
    "have has had are is was were can cannot could will would should may might must do does".split()
)


def is_sound(head: str, tail: str) -> bool:
    """Say whether no rule speaks against `tail` after `head`.

    A tail begins with a word that joins clauses, or is a sentence: then it must follow one, and not
    point to what another said. A list that waits for its `and` must get it, a clause must not get
    two, `them` needs a plural to stand for, and no `and` clause may say `it`.
    """
    if _ends_sentence(head) != tail[0].isupper():
        return False
    if any(len(part.split()) > _LONGEST_SENTENCE for part in _SENTENCE.split(f"{head} {tail}")):
        return False
    return not _DANGLING.search(tail) if tail[0].isupper() else _joins(head, tail)


def _joins(head: str, tail: str) -> bool:
    """Say whether a clause may be joined to the head."""
    words = tail.split()
    if words[0] not in _CONNECTORS or (words[0] != "and" and _is_open_list(head)):
        return False
    if words[0] == "and" and (len(words) < 4 or "and" in head.lower().split()[-3:-1]):
        return False
    if words[0] == "and" and _SINGULAR.search(tail):
        return False
    pointer = _POINTER.search(tail)
    return not pointer or bool(_PLURAL.search(f"{head} {tail[: pointer.start()]}"))


def reads_on(target: str, following: str) -> bool:
    """Say whether the word after a phrase may stand there: no `you will` before `have` or `can`."""
    return not (target.endswith(" will") and following in _NO_INFINITIVE)


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"”')")[-1:] in (".", "!", "?")


def _is_open_list(head: str) -> bool:
    """Say whether the head is a list that waits for its `and`."""
    chunks = head.split(", ")
    last = chunks[-1].lower().split()
    return len(chunks) > 1 and "and" not in last and last[0].strip("\"'“(") not in _NO_ITEM
