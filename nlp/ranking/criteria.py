"""What CVs were held against, whole: enough to score them again to the last digit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.ranking.asked import Criterion, RankedPost, RankedRequirement
from nlp.ranking.reading import DIMENSIONS, READING, Embed
from nlp.ranking.scoring import RANKER
from nlp.ranking.weights import DEFAULT_WEIGHTS, Weights
from nlp.roles.page import RequirementKind
from nlp.skills.languages import LanguageLevel

Vectors = npt.NDArray[np.float32]


class OtherScorerError(ValueError):
    """The criteria were made for another version of the scoring; the text names both."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A post as it was compared.

    `scorer`, `reading` and `embedding` name the versions of the scoring, of the stored form of CVs
    and of the model; `vectors` has what that model gave for each text that was asked of it, so that
    nothing depends on the model or on the machine it ran on.
    """

    scorer: str
    reading: str
    embedding: str
    weights: Weights
    title: str
    requirements: tuple[RankedRequirement, ...]
    vectors: Mapping[str, Vectors]

    def post(self) -> RankedPost:
        """Make the post ready to compare; raise OtherScorerError where this code is not `scorer`'s.

        Every vector comes out of `vectors`: a text that is missing there raises KeyError.
        """
        if (self.scorer, self.reading) != (RANKER, READING):
            made_by, here = f"{self.scorer}, {self.reading}", f"{RANKER}, {READING}"
            raise OtherScorerError(f"made by {made_by}; this is {here}")
        return RankedPost.of(self.title, self.requirements, self._embed)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.vectors[text] for text in texts], np.float32).reshape(-1, DIMENSIONS)


def ask(
    title: str, requirements: Sequence[RankedRequirement], embed: Embed, *, embedding: str
) -> tuple[Criteria, RankedPost]:
    """Make a post ready to compare, and note all that it was made of."""
    vectors: dict[str, Vectors] = {}

    def noted(texts: Sequence[str]) -> Vectors:
        rows = embed(texts)
        vectors.update(zip(texts, rows, strict=True))
        return rows

    post = RankedPost.of(title, requirements, noted)
    asked = tuple(requirements)
    return Criteria(RANKER, READING, embedding, DEFAULT_WEIGHTS, title, asked, vectors), post


def told(criteria: Criteria) -> dict[str, Any]:
    """Give everything but the vectors as JSON has it; `embedded` names their texts, in order."""
    return {
        "scorer": criteria.scorer,
        "reading": criteria.reading,
        "embedding": criteria.embedding,
        "weights": asdict(criteria.weights),
        "title": criteria.title,
        "requirements": [_told(requirement) for requirement in criteria.requirements],
        "embedded": sorted(criteria.vectors),
    }


def packed(criteria: Criteria) -> bytes:
    """Give the vectors in the order of `embedded`, 384 little-endian float32 each."""
    return b"".join(
        criteria.vectors[text].astype("<f4").tobytes() for text in sorted(criteria.vectors)
    )


def unpacked(stored: Mapping[str, Any], vectors: bytes) -> Criteria:
    """Read what `told` and `packed` wrote."""
    return Criteria(
        scorer=stored["scorer"],
        reading=stored["reading"],
        embedding=stored["embedding"],
        weights=Weights(**stored["weights"]),
        title=stored["title"],
        requirements=tuple(_requirement(own) for own in stored["requirements"]),
        vectors=embedded(stored, vectors),
    )


def embedded(stored: Mapping[str, Any], vectors: bytes) -> dict[str, Vectors]:
    """Read the vector of each text out of what `told` and `packed` wrote."""
    rows = np.frombuffer(vectors, "<f4").reshape(-1, DIMENSIONS)
    return dict(zip(stored["embedded"], rows, strict=True))


def _told(requirement: RankedRequirement) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "kind": requirement.kind.value,
        "text": requirement.text,
        "skills": list(requirement.skills),
        "neighbours": sorted(requirement.neighbours),
        "min_years": requirement.min_years,
        "criterion": requirement.criterion.value,
        "level": requirement.level.value if requirement.level else None,
    }


def _requirement(stored: Mapping[str, Any]) -> RankedRequirement:
    return RankedRequirement(
        id=stored["id"],
        kind=RequirementKind(stored["kind"]),
        text=stored["text"],
        skills=tuple(stored["skills"]),
        neighbours=frozenset(stored["neighbours"]),
        min_years=stored["min_years"],
        criterion=Criterion(stored["criterion"]),
        level=LanguageLevel(stored["level"]) if stored["level"] else None,
    )
