"""Find taxonomy names in text with a blank spaCy pipeline: exact, cased where it must be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from nlp.skills.taxonomy import Skill

MAX_TEXT_LENGTH = 2_000_000
_ACRONYM_LENGTH = 4

_EXACT_NAME = 0.95
_ALIAS = 0.9
_AMBIGUOUS = 0.75


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A taxonomy name at text[start:end]."""

    skill: Skill
    start: int
    end: int
    confidence: float
    ambiguous: bool
    exact_case: bool

    @property
    def name(self) -> str:
        return self.skill.name


class Gazetteer:
    """All names of a taxonomy, compiled once.

    Acronyms match in their own case alone ("IT" is not "it"), all other names in any case. Where
    names overlap the longest wins ("Java" is not found in "Java EE").
    """

    def __init__(self, skills: Sequence[Skill]) -> None:
        self._nlp = spacy.blank("en")
        self._nlp.max_length = MAX_TEXT_LENGTH
        self._skills = {skill.slug: skill for skill in skills}
        self._cased = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._uncased = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._names: dict[tuple[str, str], float] = {}
        for skill in skills:
            self._add(skill)

    def _add(self, skill: Skill) -> None:
        for name in dict.fromkeys((skill.name, *skill.aliases)):
            confidence = _EXACT_NAME if name == skill.name else _ALIAS
            self._names[skill.slug, name.casefold()] = confidence
            matcher = self._cased if _is_acronym(name) and not skill.ambiguous else self._uncased
            matcher.add(skill.slug, [_tokens(self._nlp, name)])

    def tokenize(self, text: str) -> Doc:
        return self._nlp.make_doc(text)

    def find(self, doc: Doc) -> list[NameMatch]:
        """Give every name in `doc`, in order, without overlaps."""
        spans = [*self._spans(doc, self._cased), *self._spans(doc, self._uncased)]
        return [self._match(span) for span in filter_spans(spans)]

    def _spans(self, doc: Doc, matcher: PhraseMatcher) -> Iterator[Span]:
        for label, start, end in matcher(doc):
            span = Span(doc, start, end, label=label)
            if not _inside_a_word(doc.text, span.start_char, span.end_char):
                yield span

    def _match(self, span: Span) -> NameMatch:
        skill = self._skills[span.label_]
        confidence = self._names.get((skill.slug, span.text.casefold()), _ALIAS)
        ambiguous = skill.ambiguous and len(span) == 1
        if ambiguous:
            confidence = _AMBIGUOUS
        return NameMatch(
            skill,
            span.start_char,
            span.end_char,
            confidence=confidence,
            ambiguous=ambiguous,
            exact_case=span.text in (skill.name, *skill.aliases),
        )


def _tokens(nlp: Language, name: str) -> Doc:
    return nlp.make_doc(name)


def _is_acronym(name: str) -> bool:
    return len(name) <= _ACRONYM_LENGTH and name.isupper() and name.isalpha()


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Say whether text[start:end] touches a mark that makes it another name (C#, C++, .NET)."""
    before = text[start - 1] if start else " "
    after = text[end : end + 2]
    if before.isalnum() or (before in "#+_" and text[start].isalnum()):
        return True
    return bool(after) and (after[0].isalnum() or after[0] in "#_" or after[:2] == "++")
