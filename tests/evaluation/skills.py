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
from tests.evaluation.skill_claims import holds, labelled_lines
from tests.training.skills.examples import Labelled, read_labelled
from tests.training.skills.scoring import Cell, SpanScores, score_spans

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
    _print_extraction(skills, options.data / "onetrank_dev_cvs.jsonl")
    if options.esco is not None:
        print(esco_figures(options.esco, Embedder().embed))  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the labelled sentences")
    parser.add_argument("--esco", type=Path, help="folder with ESCO's skills_en.csv")
    return parser.parse_args()


def _by_tagger() -> Find:
    tagger = TrainedTagger()

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


def _print_extraction(skills: Sequence[Skill], path: Path) -> None:
    """Print how many hand-written lines are read right, and how fast, with and without a model."""
    texts = [str(json.loads(line)["text"]) for line in path.read_text("utf-8").splitlines()]
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"speed is that of one core on {len(texts)} composed CVs of {words:.0f} words on average")  # noqa: T201
    extractors = {"names alone": Extractor(skills), "everything": trained_extractor(skills)}
    for name, extractor in extractors.items():
        traps = [_reads_trap(extractor, *line) for line in labelled_lines("skill_traps.txt")]
        cases = [_reads_case(extractor, *line) for line in labelled_lines("skill_cases.txt")]
        print(  # noqa: T201
            f"{name:12} traps {sum(traps)} of {len(traps)}, cases {sum(cases)} of {len(cases)}, "
            f"{_speed(extractor, texts):.1f} CVs a second"
        )


def _reads_trap(extractor: Extractor, text: str, slugs: tuple[str, ...]) -> bool:
    found = extractor.extract(text, today=_TODAY)
    return {skill.slug for skill in found if skill.counted} - {None} == set(slugs) - {"-"}


def _reads_case(extractor: Extractor, text: str, claims: tuple[str, ...]) -> bool:
    found = {skill.slug: skill for skill in extractor.extract(text, today=_TODAY)}
    return all(holds(claim, found) for claim in claims)


def _speed(extractor: Extractor, texts: Sequence[str]) -> float:
    extractor.extract(texts[0], today=_TODAY)
    started = time.process_time()
    for text in texts:
        extractor.extract(text, today=_TODAY)
    return len(texts) / (time.process_time() - started)


def trained_extractor(skills: Sequence[Skill]) -> Extractor:
    """Give an extractor with everything on, as workers have it."""
    embedder = Embedder()
    vectors = embedder.embed([skill.name for skill in skills])
    linker = Linker(skills, vectors=vectors, embed=embedder.embed)
    return Extractor(skills, TrainedPhrases(skills, TrainedTagger(), linker))


if __name__ == "__main__":
    main()
