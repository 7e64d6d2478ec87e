"""Take the tagger's phrases into a profile: linked to the taxonomy where something fits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.ports import Phrase, PhraseKind, Tagger
from nlp.skills.linking import Link, Linker, LinkKind
from nlp.skills.phrases import PhraseReader
from nlp.skills.taxonomy import Skill, SkillKind

LEAST_LINKED = 0.45
"""Probability from which a phrase counts when an entry of the taxonomy bears its words."""
LEAST_MEANT = 0.75
"""Confidence from which a link by meaning counts, so that at most one in ten is wrong."""
LEAST_UNLINKED = 0.9
"""Probability from which knowledge counts without an entry; a mere doing never does."""

_NAMED = (SkillKind.TOOL, SkillKind.LANGUAGE)
_MOST_WORDS = 4
_BEFORE = " \t\n,;:•·|/&–—-"
_AFTER = _BEFORE + "."  # a full stop in front is part of a name (.NET)
_BRACKETS = (("(", ")"), ("[", "]"))


@dataclass(frozen=True, slots=True)
class TrainedMatch:
    """text[start:end] names `skill`, or something that the taxonomy lacks (None)."""

    skill: Skill | None
    name: str
    start: int
    end: int
    confidence: float


class TrainedPhrases:
    """A tagger and a linker over one taxonomy; safe to use for any number of texts."""

    def __init__(self, skills: Sequence[Skill], tagger: Tagger, linker: Linker) -> None:
        self._skills = {skill.slug: skill for skill in skills}
        self._reader = PhraseReader(tagger)
        self._linker = linker

    def find(self, text: str, names: Sequence[tuple[int, int]]) -> list[TrainedMatch]:
        """Give what the tagger finds beside the `names` already known, in order of start.

        The confidence is the tagger's probability, times the link's where there is one.
        """
        phrases = [
            phrase
            for phrase in (trimmed(text, found) for found in self._reader.read(text, names))
            if phrase.probability >= LEAST_LINKED and not _meets(phrase, names)
        ]
        links = self._links([text[phrase.start : phrase.end] for phrase in phrases])
        matches = (
            self._match(text, phrase, link) for phrase, link in zip(phrases, links, strict=True)
        )
        return [match for match in matches if match is not None]

    def _links(self, phrases: Sequence[str]) -> list[Link | None]:
        """Link phrases; a single word by its name alone, which costs no embedding."""
        several = [phrase for phrase in phrases if len(phrase.split()) > 1]
        links = dict(zip(several, self._linker.link(several, least=LEAST_MEANT), strict=True))
        return [
            links[phrase] if phrase in links else self._linker.by_name(phrase) for phrase in phrases
        ]

    def _match(self, text: str, phrase: Phrase, link: Link | None) -> TrainedMatch | None:
        skill = self._skills[link.slug] if link else None
        words = text[phrase.start : phrase.end].split()
        if link is None or skill is None or not _is_sure(link, skill, words):
            return _unlinked(phrase, words)
        if skill.ambiguous:
            return None  # the gazetteer has read this name in its context, and turned it down
        confidence = phrase.probability * link.confidence
        return TrainedMatch(skill, skill.name, phrase.start, phrase.end, confidence)


def _is_sure(link: Link, skill: Skill, words: Sequence[str]) -> bool:
    """Say whether a link may enter a profile.

    One word alone, in another form or sense, means too many things ("train", "kitchens"); and a
    product has a name, nobody paraphrases it.
    """
    if link.kind in (LinkKind.WORDS, LinkKind.SPELLING):
        return True
    return len(words) > 1 and (link.kind is LinkKind.STEMS or skill.kind not in _NAMED)


def _unlinked(phrase: Phrase, words: Sequence[str]) -> TrainedMatch | None:
    """Keep knowledge that the taxonomy lacks if it is written as a name is."""
    certain = phrase.kind is PhraseKind.KNOWLEDGE and phrase.probability >= LEAST_UNLINKED
    name = " ".join(words)
    if not certain or len(words) > _MOST_WORDS or name.islower():
        return None
    return TrainedMatch(None, name, phrase.start, phrase.end, phrase.probability)


def trimmed(text: str, phrase: Phrase) -> Phrase:
    """Take marks and the half of a pair of brackets off the ends of a phrase."""
    start, end = phrase.start, phrase.end
    while True:
        inner = text[start:end]
        start += len(inner) - len(inner.lstrip(_BEFORE))
        end -= len(inner) - len(inner.rstrip(_AFTER)) if start < end else 0
        cut = _half_bracket(text[start:end])
        if cut is None:
            return replace(phrase, start=start, end=max(start, end))
        start, end = start + cut[0], end - cut[1]


def _half_bracket(inner: str) -> tuple[int, int] | None:
    """Give how much to cut at the start and at the end for an unpaired bracket there."""
    for opening, closing in _BRACKETS:
        if inner.startswith(opening) and closing not in inner:
            return 1, 0
        if inner.endswith(closing) and opening not in inner:
            return 0, 1
    return None


def _meets(phrase: Phrase, names: Sequence[tuple[int, int]]) -> bool:
    return phrase.start >= phrase.end or any(
        phrase.start < end and start < phrase.end for start, end in names
    )
