"""Find skill phrases in a CV with a trained tagger, as a component of a spaCy pipeline."""

import re
import threading
from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from nlp.language import language_of
from nlp.ports import Phrase, PhraseKind, Tagger

FACTORY = "penroll_skill_tagger"
SPANS_KEY = "skills"
"""Where the component puts its spans: doc.spans["skills"], scores in its attrs["scores"]."""

NAMES_KEY = "names"
"""Where a pipeline may put what needs no more reading: names it knows, parts without skills."""

_LANGUAGE = "en"
"""What taggers are trained on."""
MAX_TEXT_LENGTH = 2_000_000
_MAX_WORDS = 60
_TELLING_WORD = re.compile(r"[^\W\d_]{4,}|\b[A-Z][A-Za-z+#]{0,2}\b")
_LINE = re.compile(r"[^\n]+(?:\n[^\S\n]*[a-zäöüéèà(][^\n]*)*")
_SENTENCE = re.compile(r"\S.*?(?:[.!?;](?=\s+\W*[A-ZÄÖÜÉ])|\Z)", re.DOTALL)
_CHUNK = re.compile(rf"\S+(?:\s+\S+){{0,{_MAX_WORDS - 1}}}")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\+?\d[\d\s()/.–-]{6,}")
_DATE_WORD = re.compile(
    r"\b(?:jan|feb|fév|mar|mär|apr|avr|may|mai|ju[nl]|aug|aoû|sep|oct|okt|nov|dec|dez|déc)[a-zéûä]*"
    r"|\b(?:present|now|today|current|heute|aujourd['’]hui|présent|to|until|bis|since|seit)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"\b(?:19|20)\d\d\b\s*(?:-|–|—|to|until|bis|à)\s*(?:[\w.]+\s+)?(?:\d|present|now|today|heute)",
    re.IGNORECASE,
)
_HEADING_WORDS = 14
_FEWEST_LETTERS = 3
_FULL_WORD = 5


class SkillTagging:
    """A spaCy component that fills doc.spans["skills"]; `tagger` must be set before its first use.

    Spans carry the label skill or knowledge, and may overlap when their labels differ. The scores
    of the group's attrs stand in the order of its spans.
    """

    def __init__(self, tagger: Tagger | None = None) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document; raise RuntimeError when no tagger was set."""
        if self.tagger is None:
            raise RuntimeError(f"set nlp.get_pipe({FACTORY!r}).tagger before the pipeline is run")
        spans: dict[Span, float] = {}
        names = [(span.start_char, span.end_char) for span in doc.spans.get(NAMES_KEY, ())]
        for phrase in tagged(doc.text, self.tagger, names):
            span = doc.char_span(
                phrase.start, phrase.end, label=phrase.kind.value, alignment_mode="expand"
            )
            if span is not None:
                spans[span] = max(spans.get(span, 0.0), phrase.probability)
        scores = np.array(list(spans.values()), dtype=np.float32)
        doc.spans[SPANS_KEY] = SpanGroup(
            doc, name=SPANS_KEY, spans=list(spans), attrs={"scores": scores}
        )
        return doc


@Language.factory(FACTORY)
def _component(nlp: Language, name: str) -> SkillTagging:
    del nlp, name
    return SkillTagging()


class PhraseReader:
    """A spaCy pipeline of the trained component alone; safe to share between threads.

    Each thread has a pipeline of its own, for spaCy's vocabulary is not to be shared while it
    forgets the words of a CV after reading it.
    """

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self._of_thread = threading.local()

    def read(self, text: str, names: Sequence[tuple[int, int]] = ()) -> list[Phrase]:
        """Give the phrases of a CV in which the names at these offsets are known already."""
        pipeline = self._pipeline()
        with pipeline.memory_zone():
            doc = pipeline.make_doc(text)
            known = (doc.char_span(*name, alignment_mode="expand") for name in names)
            doc.spans[NAMES_KEY] = [span for span in known if span is not None]
            return phrases_of(pipeline(doc))

    def _pipeline(self) -> Language:
        found: Language | None = getattr(self._of_thread, "pipeline", None)
        if found is None:
            found = self._of_thread.pipeline = _pipeline(self._tagger)
        return found


def _pipeline(tagger: Tagger) -> Language:
    bare = Vocab()  # works out nothing about words, which are forgotten at once
    pipeline = spacy.blank("en", vocab=bare)
    pipeline.max_length = MAX_TEXT_LENGTH
    cast("SkillTagging", pipeline.add_pipe(FACTORY)).tagger = tagger
    return pipeline


def phrases_of(doc: Doc) -> list[Phrase]:
    """Read the phrases of a tagged document, in order of their start."""
    group = doc.spans[SPANS_KEY]
    found = [
        Phrase(span.start_char, span.end_char, PhraseKind(span.label_), float(score))
        for span, score in zip(group, group.attrs["scores"], strict=True)
    ]
    return sorted(found, key=lambda phrase: (phrase.start, phrase.end, phrase.kind))


def tagged(text: str, tagger: Tagger, names: Sequence[tuple[int, int]] = ()) -> Iterator[Phrase]:
    """Give the phrases that `tagger` finds in the sentences of `text`, with offsets into it.

    A sentence whose telling words all lie in the `names` is not read, nor is one that is not
    English: by its own small words, or where it has none by those of the whole text.
    """
    language = language_of(text)
    spans = [
        span
        for span in sentence_spans(text)
        if language_of(text[slice(*span)], default=language) == _LANGUAGE
        and _has_news(text, span, names)
    ]
    results = tagger.tag([text[start:end] for start, end in spans])
    for (offset, _), phrases in zip(spans, results, strict=True):
        for phrase in phrases:
            yield Phrase(
                offset + phrase.start, offset + phrase.end, phrase.kind, phrase.probability
            )


def _has_news(text: str, span: tuple[int, int], names: Sequence[tuple[int, int]]) -> bool:
    inside = [name for name in names if name[0] < span[1] and span[0] < name[1]]
    return any(
        not any(start <= word.start() < end for start, end in inside)
        for word in _TELLING_WORD.finditer(text, *span)
    )


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Give the (start, end) of each sentence of a CV that may name a skill.

    A line is a sentence of its own unless the next one goes on in lower case; long ones are cut
    after sixty words. Left out are lines of nothing but dates, numbers and addresses, and the short
    ones with a range of years, which say where and as what one worked, and titles in capitals.
    """
    for line in _LINE.finditer(text):
        for sentence in _SENTENCE.finditer(text, line.start(), line.end()):
            for chunk in _CHUNK.finditer(text, sentence.start(), sentence.end()):
                if _may_name_a_skill(chunk.group()):
                    yield chunk.span()


def _may_name_a_skill(sentence: str) -> bool:
    if _YEARS.search(sentence) and len(sentence.split()) <= _HEADING_WORDS:
        return False
    if _is_title_in_capitals(sentence):
        return False
    rest = _DATE_WORD.sub("", _ADDRESS.sub("", sentence))
    return sum(map(str.isalpha, rest)) >= _FEWEST_LETTERS or _names_in_short(rest)


def _is_title_in_capitals(sentence: str) -> bool:
    """Say whether a line is a heading or the author's name; a list of acronyms is neither."""
    if not sentence.isupper() or "," in sentence:
        return False
    return any(len(word) >= _FULL_WORD for word in sentence.split())


def _names_in_short(rest: str) -> bool:
    """Say whether what is left is a name of one or two letters (R, C#, Go)."""
    return re.search(r"\b[A-Z][a-z#+]?", rest) is not None
