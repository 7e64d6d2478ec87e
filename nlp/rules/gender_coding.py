"""Gender-coded words after Gaucher, Friesen and Kay (2011), Appendix A.

"Evidence that gendered wording in job advertisements exists and sustains gender inequality",
Journal of Personality and Social Psychology 101(1), 109-128. A stem matches a word that starts
with it; a full word matches itself alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MASCULINE = [
    "active",
    "adventurous",
    "aggress*",
    "ambitio*",
    "analy*",
    "assert*",
    "athlet*",
    "autonom*",
    "battle",
    "boast*",
    "challeng*",
    "champion*",
    "compet*",
    "confident",
    "courag*",
    "decid*",
    "decision*",
    "decisive",
    "defend*",
    "determin*",
    "domina*",
    "dominant*",
    "driven",
    "fearless*",
    "fight*",
    "force*",
    "greedy",
    "head-strong*",
    "headstrong*",
    "hierarch*",
    "hostil*",
    "impulsive",
    "independen*",
    "individual*",
    "intellect*",
    "lead*",
    "logic*",
    "objective*",
    "opinion*",
    "outspoken*",
    "persist*",
    "principle*",
    "reckless*",
    "self-confiden*",
    "self-relian*",
    "self-sufficien*",
    "selfconfiden*",
    "selfrelian*",
    "selfsufficien*",
    "stubborn*",
    "superior*",
    "unreasonab*",
]
_FEMININE = [
    "affectionate*",
    "agree*",
    "cheer*",
    "child*",
    "co-operat*",
    "collab*",
    "commit*",
    "communal*",
    "compassion*",
    "connect*",
    "considerate*",
    "cooperat*",
    "depend*",
    "emotiona*",
    "empath*",
    "enthusias*",
    "feel*",
    "feminine",
    "flatterable",
    "gentle*",
    "honest*",
    "inclusive*",
    "inter-dependen*",
    "interdependen*",
    "inter-persona*",
    "interpersona*",
    "kind",
    "kinship",
    "loyal*",
    "modesty",
    "nag",
    "nurtur*",
    "pleasant*",
    "polite*",
    "quiet*",
    "respon*",
    "sensitiv*",
    "share",
    "sharin*",
    "submissive*",
    "support*",
    "sympath*",
    "tender*",
    "together*",
    "trust*",
    "understand*",
    "warm*",
    "whin*",
    "yield*",
]


def _pattern(stems: Iterable[str]) -> re.Pattern[str]:
    alternatives = (
        re.escape(stem[:-1]) + r"[\w-]*" if stem.endswith("*") else re.escape(stem)
        for stem in stems
    )
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


MASCULINE = _pattern(_MASCULINE)
FEMININE = _pattern(_FEMININE)


@dataclass(frozen=True, slots=True)
class GenderCoding:
    """The coded words of a text, in order; `balance` above 0 is feminine, below masculine."""

    masculine: tuple[str, ...]
    feminine: tuple[str, ...]

    @property
    def balance(self) -> int:
        return len(self.feminine) - len(self.masculine)


def gender_coding(blocks: Iterable[str]) -> GenderCoding:
    """Find every coded word of `blocks`."""
    text = "\n".join(blocks)
    return GenderCoding(tuple(MASCULINE.findall(text)), tuple(FEMININE.findall(text)))
