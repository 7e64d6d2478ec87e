"""Score the linker on ESCO: alternative labels that it has not seen, and concepts that it lacks.

No public gold says which ESCO concept a phrase of a CV means. A fifth of ESCO's alternative labels,
chosen by a hash, stands in: each is linked with the other labels alone. A tenth of the concepts is
taken out whole, to see whether phrases without an entry are left alone.
"""

import csv
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.ports import Embed
from nlp.skills.linking import Linker
from nlp.skills.taxonomy import Skill, SkillKind

_PHRASES = 2500


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """Shares of phrases: linked rightly, linked wrongly, and the like for absent concepts."""

    concepts: int
    phrases: int
    right: float
    wrong: float
    absent_phrases: int
    absent_refused: float

    def __str__(self) -> str:
        return (
            f"ESCO, {self.concepts} concepts\n"
            f"  {self.phrases} unseen alternative labels: right {self.right:.3f}, "
            f"wrong {self.wrong:.3f}, not linked {1 - self.right - self.wrong:.3f}\n"
            f"  {self.absent_phrases} labels of absent concepts: "
            f"not linked {self.absent_refused:.3f}"
        )


@dataclass(frozen=True, slots=True)
class _Concept:
    skill: Skill
    unseen: tuple[str, ...]

    @property
    def absent(self) -> bool:
        return _share_of(self.skill.name, 10)


def esco_figures(folder: Path, embed: Embed) -> LinkFigures:
    """Link unseen labels to ESCO; takes some minutes, most of them for 15,000 embeddings."""
    concepts = list(_concepts(folder / "skills_en.csv"))
    skills = [concept.skill for concept in concepts if not concept.absent]
    linker = Linker(skills, vectors=embed([skill.name for skill in skills]), embed=embed)
    present = _sample(concept for concept in concepts if not concept.absent)
    absent = _sample(concept for concept in concepts if concept.absent)
    links = linker.link([phrase for phrase, _ in present])
    right = sum(
        link is not None and link.slug == slug
        for link, (_, slug) in zip(links, present, strict=True)
    )
    linked = sum(link is not None for link in links)
    refused = linker.link([phrase for phrase, _ in absent]).count(None)
    return LinkFigures(
        concepts=len(skills),
        phrases=len(present),
        right=right / len(present),
        wrong=(linked - right) / len(present),
        absent_phrases=len(absent),
        absent_refused=refused / len(absent),
    )


def _concepts(path: Path) -> Iterator[_Concept]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    taken = {row["preferredLabel"].strip().casefold() for row in rows}
    for row in rows:
        labels = dict.fromkeys(label.strip() for label in row["altLabels"].split("\n"))
        others = [label for label in labels if label and label.casefold() not in taken]
        yield _Concept(
            Skill(
                row["conceptUri"],
                row["preferredLabel"].strip(),
                SkillKind.COMPETENCE,
                aliases=tuple(label for label in others if not _share_of(label, 5)),
            ),
            unseen=tuple(label for label in others if _share_of(label, 5)),
        )


def _sample(concepts: Iterator[_Concept]) -> Sequence[tuple[str, str]]:
    pairs = [(label, concept.skill.slug) for concept in concepts for label in concept.unseen]
    return sorted(pairs, key=lambda pair: _digest(pair[0]))[:_PHRASES]


def _share_of(text: str, parts: int) -> bool:
    """Say whether a text is one of a fixed `parts`-th of all texts."""
    return int.from_bytes(_digest(text)[:4]) % parts == 0


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
