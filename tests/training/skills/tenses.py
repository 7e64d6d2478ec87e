"""Tell a duty as a CV does: "Write SQL" in a post is "Wrote SQL" in the CV of who did it."""

_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "break:broke bring:brought build:built buy:bought catch:caught choose:chose "
        "cut:cut deal:dealt do:did draw:drew drive:drove feed:fed find:found fit:fit get:got "
        "give:gave go:went grind:ground grow:grew hang:hung have:had hear:heard hold:held "
        "keep:kept know:knew lay:laid lead:led leave:left let:let make:made meet:met pay:paid "
        "put:put read:read redraw:redrew reset:reset rebuild:rebuilt ride:rode rise:rose "
        "rewrite:rewrote run:ran say:said see:saw sell:sold send:sent set:set show:showed "
        "shut:shut sit:sat speak:spoke spend:spent "
        "split:split spread:spread stand:stood stick:stuck sweep:swept take:took teach:taught "
        "tell:told think:thought understand:understood wear:wore win:won write:wrote"
    ).split()
)
_VOWELS = "aeiou"


def told_as_done(duty: str) -> str | None:
    """Give a duty in the past tense, with as many words as before; None where no verb leads it."""
    first, space, rest = duty.partition(" ")
    if not space or not first.isalpha() or not first.istitle():
        return None
    return f"{past(first.lower()).capitalize()} {rest}"


def past(verb: str) -> str:
    """Give the simple past of an English verb in lower case."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return f"{verb[:-1]}ied"
    if _doubles(verb):
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"


def _doubles(verb: str) -> bool:
    """Say whether a short verb doubles its last letter (plan, ship; not: fix, clean, help)."""
    if len(verb) > 4 or verb[-1] in "wxy" or verb[-1] in _VOWELS:
        return False
    return verb[-2] in _VOWELS and sum(letter in _VOWELS for letter in verb) == 1
