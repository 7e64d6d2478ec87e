"""Score what is read out of the gold CVs, skill by skill: `make eval-cvs`."""

import argparse
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from nlp.skills.extraction import Extractor
from nlp.skills.found import FoundSkill
from seeds.library import read_library

TODAY = date(2026, 11, 1)
FOLDER = Path(__file__).parent / "gold_cvs"
YEARS_TOLERANCE = 0.3
"""Years read right differ by less: dates without months leave that much open."""


@dataclass(frozen=True, slots=True)
class GoldCv:
    """An annotated CV; `years` and `phrases` are what its head says of them."""

    name: str
    language: str
    category: str
    layout: str
    text: str
    skills: frozenset[str]
    years: Mapping[str, float]
    phrases: tuple[str, ...]

    @property
    def is_test(self) -> bool:
        """Say whether the CV is of the half that no rule was tuned on."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 1


@dataclass(slots=True)
class Counts:
    """Skills that were found and right, found and wrong, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, gold: frozenset[str], found: frozenset[str]) -> None:
        self.right += len(gold & found)
        self.wrong += len(found - gold)
        self.missed += len(gold - found)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    def __str__(self) -> str:
        of = self.right + self.missed
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  of {of} skills"


@dataclass(slots=True)
class CvScores:
    """The counts of a set of CVs, and the years that were read otherwise than annotated."""

    counts: Counts = field(default_factory=Counts)
    years: int = 0
    wrong_years: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def years_accuracy(self) -> float:
        return 1 - len(self.wrong_years) / max(self.years, 1)


def read_gold_cvs(folder: Path = FOLDER) -> list[GoldCv]:
    """Read all annotated CVs by name; raise KeyError when a head lacks a line."""
    return [_read(path) for path in sorted(folder.glob("*.txt"))]


def _read(path: Path) -> GoldCv:
    head, text = path.read_text(encoding="utf-8").split("\n---\n", 1)
    fields = yaml.safe_load(head)
    return GoldCv(
        name=path.stem,
        language=fields["language"],
        category=fields["category"],
        layout=fields["layout"],
        text=text,
        skills=frozenset(fields["skills"].split()),
        years=fields["years"],
        phrases=tuple(fields["phrases"]),
    )


def score_cvs(cvs: Iterable[GoldCv], extractor: Extractor) -> CvScores:
    """Compare what the extractor credits with what each CV's annotation does."""
    scores = CvScores()
    for cv in cvs:
        found = [skill for skill in extractor.extract(cv.text, today=TODAY) if skill.counted]
        credited = frozenset(skill.slug for skill in found if skill.slug)
        scores.counts.add(cv.skills, credited)
        _add_years(scores, cv, found)
        scores.misses.append(
            f"{cv.name}\n    missed {' '.join(sorted(cv.skills - credited))}"
            f"\n    wrong  {' '.join(sorted(credited - cv.skills))}"
        )
    return scores


def _add_years(scores: CvScores, cv: GoldCv, found: Sequence[FoundSkill]) -> None:
    read = {skill.slug: skill.years for skill in found}
    for slug, years in cv.years.items():
        scores.years += 1
        if abs((read.get(slug) or 0.0) - years) > YEARS_TOLERANCE:
            scores.wrong_years.append(f"{cv.name}: {slug} {years}, read {read.get(slug)}")


def cvs_a_second(cvs: Sequence[GoldCv], extractor: Extractor) -> float:
    """Measure how many of the CVs one core reads in a second."""
    extractor.extract(cvs[0].text, today=TODAY)
    started = time.process_time()
    for cv in cvs:
        extractor.extract(cv.text, today=TODAY)
    return len(cvs) / (time.process_time() - started)


def main() -> None:
    options = _options()
    skills = read_library().skills
    cvs = read_gold_cvs(options.folder)
    if options.all:
        # the trained parts load models, which the names alone must not wait for
        from tests.evaluation.skills import trained_extractor

        extractor = trained_extractor(skills)
    else:
        extractor = Extractor(skills)
    print_scores(cvs, extractor, misses=options.misses)


def print_scores(cvs: Sequence[GoldCv], extractor: Extractor, *, misses: str | None) -> None:
    """Print the scores of all CVs and of their parts; `misses` names the half to list them of."""
    everything = score_cvs(cvs, extractor)
    print(f"{len(cvs)} CVs     {everything.counts}")  # noqa: T201
    for title, part in _parts(cvs):
        print(f"  {title:17} {score_cvs(part, extractor).counts}")  # noqa: T201
    print(f"years      {everything.years_accuracy:.3f} right of {everything.years}")  # noqa: T201
    print(f"speed      {cvs_a_second(cvs, extractor):.1f} CVs a second on one core")  # noqa: T201
    if misses is not None:
        listed = score_cvs([cv for cv in cvs if cv.is_test is (misses == "test")], extractor)
        print("\n".join([*listed.wrong_years, *listed.misses]))  # noqa: T201


def _parts(cvs: Sequence[GoldCv]) -> Iterable[tuple[str, list[GoldCv]]]:
    yield "tuning half", [cv for cv in cvs if not cv.is_test]
    yield "test half", [cv for cv in cvs if cv.is_test]
    yield from _grouped(cvs, lambda cv: cv.language)
    yield from _grouped(cvs, lambda cv: cv.layout)
    yield from _grouped(cvs, lambda cv: cv.category)


def _grouped(
    cvs: Sequence[GoldCv], key: Callable[[GoldCv], str]
) -> Iterable[tuple[str, list[GoldCv]]]:
    for value in sorted({key(cv) for cv in cvs}):
        yield value, [cv for cv in cvs if key(cv) == value]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="other annotated CVs")
    parser.add_argument("--all", action="store_true", help="with the trained tagger and linker")
    parser.add_argument("--misses", choices=("tuning", "test"), help="list what one half misses")
    return parser.parse_args()


if __name__ == "__main__":
    main()
