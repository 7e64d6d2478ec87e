"""Where authored sentences may be cut and joined anew: the rules that make training examples."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.roles.page import RolePage
from nlp.runtime.soundness import is_sound

MIN_HEAD = 3
MIN_TAIL = 2
_ALWAYS = frozenset({"before", "until", "without", "unless"})
_AFTER_COMMA = frozenset({"with", "then", "from", "ready"})
_CLAUSES = frozenset({"when", "while", "where"})
_BEFORE_QUESTION = frozenset(
    "know knows say see show shows tell warn note and or ask learn settle agree exactly".split()
)
_SPANS = frozenset("day days week weeks month months hour hours minute minutes year night".split())
_AFTER_VERB = frozenset(
    "the a an each every what who how where when why which it them to on up out off back over in "
    "for with that no one our your their any all both people early down away into about".split()
)
_AFTER_SO = frozenset(
    "that the a an each every no nobody people they it you we all both any one new your our their "
    "nothing everyone anyone someone work".split()
)
_PLURAL = re.compile(r"\b[a-z-]{3,}(?<![siu])s\b|\b(?:people|staff|children|data|colleagues)\b")


@dataclass(frozen=True, slots=True)
class Splice:
    """The head of one wording with the tail of another; `comma` stands between them.

    `own` says that both are of one wording, `sound` that the rules find nothing wrong.
    """

    head: str
    tail: str
    comma: bool
    own: bool
    sound: bool = True

    @property
    def text(self) -> str:
        return f"{self.head}{',' if self.comma else ''} {self.tail}"


class Splicer:
    """Knows the verbs that begin duties, so that `and` before a verb is told from a list."""

    def __init__(self, pages: Sequence[RolePage]) -> None:
        first = Counter(
            _bare(text.split()[0])
            for page in pages
            for wordings in page.responsibilities
            for text in wordings
        )
        self._verbs = frozenset(verb for verb, count in first.items() if count > 1)

    def joints(self, text: str) -> list[int]:
        """Give the numbers of the words at which a tail may begin."""
        words = text.split()
        places = range(MIN_HEAD, len(words) - MIN_TAIL + 1)
        return [place for place in places if self._is_joint(words, place)]

    def _is_joint(self, words: Sequence[str], place: int) -> bool:
        before = words[place - 1]
        if words[-1][-1] in ".?!":
            return before[-1] in ".?!" and words[place][0].isupper()
        return before[-1] not in ":;" and self._begins_clause(words, place)

    def _begins_clause(self, words: Sequence[str], place: int) -> bool:
        word, before = _bare(words[place]), _bare(words[place - 1])
        if word == "so":
            return self._begins_aim(words[place + 1 :])
        if word == "and":
            return self._begins_duty(words[place + 1 :])
        return (
            (word in _ALWAYS and not (word == "before" and before in _SPANS))
            or (word in _AFTER_COMMA and words[place - 1].endswith(","))
            or (word in _CLAUSES and before not in _BEFORE_QUESTION)
        )

    def _begins_duty(self, words: Sequence[str]) -> bool:
        if len(words) < 2 or _bare(words[0]) not in self._verbs:
            return False
        return _bare(words[1]) in _AFTER_VERB or bool(_PLURAL.fullmatch(_bare(words[1])))

    def _begins_aim(self, words: Sequence[str]) -> bool:
        first = _bare(words[0]) if words else ""
        return first in _AFTER_SO or bool(_PLURAL.fullmatch(first))

    def splices(self, wordings: Sequence[str]) -> Iterator[Splice]:
        """Give every head with the tails of the other wordings, and each tail with its own head."""
        heads = [(n, head) for n, text in enumerate(wordings) for head in self._heads(text)]
        for own, text in enumerate(wordings):
            words = text.split()
            for place in self.joints(text):
                tail = " ".join(words[place:])
                comma = words[place - 1].endswith(",")
                for number, head in heads:
                    splice = Splice(head, tail, comma, own=number == own)
                    if not splice.own:
                        yield replace(splice, sound=is_sound(splice.head, splice.tail))
                    elif " ".join(words[:place]).rstrip(",") == head:
                        yield splice

    def _heads(self, text: str) -> list[str]:
        words = text.split()
        cut = [" ".join(words[:place]).rstrip(",") for place in self.joints(text)]
        return cut or [text]


def units_of(page: RolePage) -> list[tuple[str, ...]]:
    """Give the wordings of each unit of a page: its hook, its why and its duties."""
    return [page.hooks, page.whys, *page.responsibilities]


def _bare(word: str) -> str:
    return word.strip(".,:;?!\"'()").lower()
