"""Score what is read out of text: `make eval-skills DATA=../shared/data/skills ESCO=…`.

Spans are scored on sentences of job posts that the tagger never saw, beside what the taxonomy's
names alone find there.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from nlp.runtime.embedding import Embedder
from nlp.runtime.tagger import TrainedTagger
from nlp.skills.extraction import Extractor
from nlp.skills.gazetteer import Gazetteer
from nlp.skills.linking import Linker
from nlp.skills.taxonomy import Skill, SkillKind
from nlp.skills.tokens import tokens
from nlp.skills.trained import TrainedPhrases
from seeds.library import read_library
from tests.evaluation.linking import esco_figures
from training.skills.examples import Labelled, read_labelled
from training.skills.scoring import Cell, SpanScores, score_spans

_TODAY = date(2026, 11, 1)
_DOING = (SkillKind.COMPETENCE, SkillKind.TRANSVERSAL)
_SETS = {
    "SkillSpan": ("skillspan_dev.jsonl", None),
    "Green, spans of skill": ("green_dev.jsonl", "skill"),
    "Green, all spans": ("green_dev.jsonl", None),
    "Sayfullina": ("sayfullina_dev.jsonl", None),
}

Find = Callable[[Sequence[str]], list[set[Cell]]]


def main() -> None:
    options = _options()
    skills = read_library().skills
    finders: dict[str, Find] = {"taxonomy's names": _by_names(skills), "trained": _by_tagger()}
    for title, (name, label) in _SETS.items():
        rows = read_labelled(options.data / name)
        for finder, find in finders.items():
            _print_scores(f"{title}: {finder}", scores(rows, find, label=label))
    _print_speed(skills, options.data / "onetrank_dev_cvs.jsonl")
    if options.esco is not None:
        print(esco_figures(options.esco, Embedder(threads=2).embed))  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the labelled sentences")
    parser.add_argument("--esco", type=Path, help="folder with ESCO's skills_en.csv")
    return parser.parse_args()


def _by_tagger() -> Find:
    tagger = TrainedTagger(threads=2)

    def find(texts: Sequence[str]) -> list[set[Cell]]:
        return [{(p.start, p.end, p.kind.value) for p in found} for found in tagger.tag(texts)]

    return find


def _by_names(skills: Sequence[Skill]) -> Find:
    gazetteer = Gazetteer(skills)

    def find(texts: Sequence[str]) -> list[set[Cell]]:
        return [
            {
                (m.start, m.end, "skill" if m.skill.kind in _DOING else "knowledge")
                for m in gazetteer.find(text, tokens(text))
            }
            for text in texts
        ]

    return find


def scores(rows: Sequence[Labelled], find: Find, *, label: str | None) -> SpanScores:
    """Score a finder; with a `label`, against the spans of that label alone."""
    gold = [{span for span in row.spans if label in (None, span[2])} for row in rows]
    return score_spans(gold, find([row.text for row in rows]))


def _print_scores(title: str, found: SpanScores) -> None:
    print(title)  # noqa: T201
    print(f"  strict   {found.strict}\n  relaxed  {found.relaxed}\n  overlap  {found.overlap}")  # noqa: T201
    for label, counts in found.by_label.items():
        if counts.gold and counts.found:
            print(f"  strict, {label:9}  {counts}")  # noqa: T201


def _print_speed(skills: Sequence[Skill], path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"speed on one core, {len(texts)} composed CVs of {words:.0f} words on average")  # noqa: T201
    for name, extractor in (("names alone", Extractor(skills)), ("all", trained_extractor(skills))):
        extractor.extract(texts[0], today=_TODAY)
        started = time.process_time()
        for text in texts:
            extractor.extract(text, today=_TODAY)
        print(f"  {name:12} {len(texts) / (time.process_time() - started):.1f} CVs a second")  # noqa: T201


def trained_extractor(skills: Sequence[Skill]) -> Extractor:
    """Give an extractor with everything on, as workers have it."""
    embedder = Embedder()
    vectors = embedder.embed([skill.name for skill in skills])
    linker = Linker(skills, vectors=vectors, embed=embedder.embed)
    return Extractor(skills, TrainedPhrases(skills, TrainedTagger(), linker))


if __name__ == "__main__":
    main()
