"""Score what is read out of text: `make eval-skills DATA=../shared/data/skills ESCO=…`.

Spans are scored on sentences of job posts that the tagger never saw, beside what the taxonomy's
names alone find there, and with `--blank` beside spaCy's own network, trained on the same data.
Figures are F1; speeds are of one core, and each also a share of the first in the same run.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from nlp.runtime.embedding import Embedder
from nlp.runtime.tagger import TrainedTagger
from nlp.skills.extraction import Extractor
from nlp.skills.gazetteer import Gazetteer
from nlp.skills.taxonomy import Skill, SkillKind
from nlp.skills.tokens import tokens
from seeds.library import read_library
from tests.evaluation.blank_tagger import blank_finder
from tests.evaluation.cvs import read_gold_cvs, score_cvs
from tests.evaluation.linking import esco_figures
from tests.evaluation.skill_claims import holds, labelled_lines
from tests.evaluation.skill_speed import Parts, speed_lines
from tests.training.skills.examples import Labelled, read_labelled
from tests.training.skills.scoring import Cell, Counts, SpanScores, score_spans

_TODAY = date(2026, 11, 1)
_DOING = (SkillKind.COMPETENCE, SkillKind.TRANSVERSAL)
_SETS = {
    "SkillSpan": ("skillspan_dev.jsonl", None),
    "Green, spans of skill": ("green_dev.jsonl", "skill"),
    "Green, all spans": ("green_dev.jsonl", None),
    "Sayfullina": ("sayfullina_dev.jsonl", None),
}

_ROW = "{:22} {:12} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8} {:>6}"

_HEAD = ("set", "finder", "strict", "skill", "knowl.", "IoU", "overlap", "texts/s", "ratio")

Find = Callable[[Sequence[str]], list[set[Cell]]]


def main() -> None:
    options = _options()
    skills, embedder = read_library().skills, Embedder()
    _print_spans(options.data, skills, blank=options.blank)
    vectors = embedder.embed([skill.name for skill in skills])
    parts = Parts.of(skills, vectors)
    cvs = read_gold_cvs()
    for name, extractor in {"names": parts.names, "all": parts.extractor}.items():
        _begin(f"traps, cases and gold CVs: {name}")
        traps = [_reads_trap(extractor, *line) for line in labelled_lines("skill_traps.txt")]
        cases = [_reads_case(extractor, *line) for line in labelled_lines("skill_cases.txt")]
        _say(
            f"traps and cases, {name:5} {sum(traps)} of {len(traps)}, {sum(cases)} of {len(cases)}"
        )
        _say(f"gold CVs, {name:12} {score_cvs(cvs, extractor).counts}")
    if options.esco is not None:
        _begin("ESCO: 15,000 embeddings")
        _say(str(esco_figures(options.esco, embedder.embed)))
    _begin("speed")
    for line in speed_lines(skills, vectors, [cv.text for cv in cvs]):
        _say(line)


def _print_spans(data: Path, skills: Sequence[Skill], *, blank: bool) -> None:
    finders: dict[str, Find] = {"names": _by_names(skills)}
    if blank:
        _begin("training the blank baseline, some minutes")
        finders["blank spaCy"] = blank_finder(read_labelled(data / "skillspan_train.jsonl"))
    finders["tagger"] = _by_tagger()
    _say(
        _ROW.format("set", "finder", "strict", "skill", "knowl.", "IoU", "overlap", "texts/s", "x")
    )
    for title, (name, label) in _SETS.items():
        rows, first = read_labelled(data / name), 0.0
        for finder, find in finders.items():
            _begin(f"{title}: {finder}")
            found, rate = _timed(rows, find, label=label)
            first = first or rate
            by = [found.by_label.get(each, Counts()).f1 for each in ("skill", "knowledge")]
            f1 = [found.strict.f1, *by, found.relaxed.f1, found.overlap.f1]
            cells = [f"{value:.3f}" for value in f1]
            _say(_ROW.format(title, finder, *cells, f"{rate:.0f}", f"{rate / first:.3f}"))


def _timed(rows: Sequence[Labelled], find: Find, *, label: str | None) -> tuple[SpanScores, float]:
    """Give the scores, and the texts read in a second of processor time; the model is loaded."""
    find([rows[0].text])
    started = time.process_time()
    found = scores(rows, find, label=label)
    return found, len(rows) / (time.process_time() - started)


def _begin(what: str) -> None:
    """Say on the standard error what comes now, and the processor time so far."""
    print(f"[{time.process_time():4.0f} s] {what}", file=sys.stderr, flush=True)  # noqa: T201


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the labelled sentences")
    parser.add_argument("--blank", action="store_true", help="train spaCy's own NER as a baseline")
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


def _reads_trap(extractor: Extractor, text: str, slugs: tuple[str, ...]) -> bool:
    found = extractor.extract(text, today=_TODAY)
    return {skill.slug for skill in found if skill.counted} - {None} == set(slugs) - {"-"}


def _reads_case(extractor: Extractor, text: str, claims: tuple[str, ...]) -> bool:
    found = {skill.slug: skill for skill in extractor.extract(text, today=_TODAY)}
    return all(holds(claim, found) for claim in claims)


def trained_extractor(skills: Sequence[Skill]) -> Extractor:
    """Give an extractor with everything on, as workers have it."""
    vectors = Embedder().embed([skill.name for skill in skills])
    return Parts.of(skills, vectors).extractor


if __name__ == "__main__":
    main()
