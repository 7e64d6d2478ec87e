"""Score the wording rules on labelled sentences: `make eval-inclusive`.

A finding is right when it overlaps a marked phrase. Sentences are split by a hash of their text.
"""

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.rules.wording import WordingFinding, find_wording
from seeds.wording_rules import wording_rules

_FOLDER = Path(__file__).parent
_FILES = ("inclusive.txt", "inclusive_blind.txt")
"""The second was labelled without a look at the rules."""
_MARK = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    language: str
    text: str
    phrases: tuple[tuple[int, int], ...]

    @property
    def split(self) -> str:
        digest = hashlib.sha256(self.text.encode()).digest()
        return "test" if digest[0] % 2 else "tuning"


@dataclass(frozen=True, slots=True)
class Outcome:
    sentence: LabelledSentence
    findings: tuple[WordingFinding, ...]

    @property
    def wrong(self) -> list[WordingFinding]:
        return [f for f in self.findings if not self._overlaps(f)]

    @property
    def missed(self) -> list[tuple[int, int]]:
        return [
            (start, end)
            for start, end in self.sentence.phrases
            if not any(f.start < end and start < f.end for f in self.findings)
        ]

    def _overlaps(self, finding: WordingFinding) -> bool:
        return any(
            finding.start < end and start < finding.end for start, end in self.sentence.phrases
        )


@dataclass(frozen=True, slots=True)
class Figures:
    sentences: int
    precision: float
    recall: float


def _lines() -> Iterator[str]:
    for name in _FILES:
        yield from (_FOLDER / name).read_text(encoding="utf-8").splitlines()


def labelled_sentences() -> Iterator[LabelledSentence]:
    for line in _lines():
        if line and not line.startswith("#"):
            language, marked = line.split(": ", 1)
            yield _parsed(language, marked)


def _parsed(language: str, marked: str) -> LabelledSentence:
    phrases = []
    text = ""
    position = 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        phrases.append((len(text), len(text) + len(match[1])))
        text += match[1]
        position = match.end()
    return LabelledSentence(language, text + marked[position:], tuple(phrases))


def outcomes(split: str, language: str | None = None) -> list[Outcome]:
    return [
        Outcome(sentence, find_wording(sentence.text, wording_rules(sentence.language)))
        for sentence in labelled_sentences()
        if sentence.split == split and language in (None, sentence.language)
    ]


def figures(results: Sequence[Outcome]) -> Figures:
    right = sum(len(result.findings) - len(result.wrong) for result in results)
    wrong = sum(len(result.wrong) for result in results)
    missed = sum(len(result.missed) for result in results)
    return Figures(
        sentences=len(results),
        precision=right / (right + wrong) if right + wrong else 1.0,
        recall=right / (right + missed) if right + missed else 1.0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list the tuning half's errors")
    arguments = parser.parse_args()
    for split in ("tuning", "test"):
        for language in (None, "en", "de", "fr"):
            found = figures(outcomes(split, language))
            print(  # noqa: T201
                f"{split:7} {language or 'all':4} sentences {found.sentences:4}  "
                f"precision {found.precision:.3f}  recall {found.recall:.3f}"
            )
    if arguments.errors:
        _print_errors(outcomes("tuning"))


def _print_errors(results: Sequence[Outcome]) -> None:
    for result in results:
        text = result.sentence.text
        for finding in result.wrong:
            print(f"  wrong  {finding.rule}: {finding.phrase!r} in {text!r}")  # noqa: T201
        for start, end in result.missed:
            print(f"  missed {text[start:end]!r} in {text!r}")  # noqa: T201


if __name__ == "__main__":
    main()
