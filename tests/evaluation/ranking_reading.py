"""Read and score the texts of a labelled set with the product's own functions, in batches."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from nlp.ranking.asked import RankedPost, RankedRequirement
from nlp.ranking.blinding import blind
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import DIMENSIONS, packed, read, unpacked
from nlp.roles.page import RequirementKind
from nlp.runtime.embedding import Embedder
from nlp.skills.extraction import Extractor
from seeds.library import Library
from tests.evaluation.ranking_sets import Post

TODAY = date(2026, 11, 1)

Vectors = npt.NDArray[np.float32]


class BatchedVectors:
    """Embeds each text once a run, many at a time: ask `ahead` for what will be asked one by one.

    A batch differs from single texts in the last bits; that is all that differs from the product.
    """

    def __init__(self) -> None:
        self._embedder = Embedder()
        self._known: dict[str, Vectors] = {}
        self._wanted: dict[str, None] = {}

    def note(self, texts: Sequence[str]) -> Vectors:
        """Note texts to embed, and give zeros."""
        self._wanted.update(dict.fromkeys(texts))
        return np.zeros((len(texts), DIMENSIONS), np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give the rows of texts, after embedding all that was noted."""
        self._wanted.update(dict.fromkeys(texts))
        new = [text for text in self._wanted if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        self._wanted.clear()
        return np.stack([self._known[text] for text in texts])


class Measured:
    """Makes posts and CVs ready to rank."""

    def __init__(self, library: Library) -> None:
        self.vectors = BatchedVectors()
        self._extractor = Extractor(library.skills)
        self._near = _neighbours(library)
        self._skills = {skill.slug: skill for skill in library.skills}
        self._lines = {r.text: r for role in library.roles for r in role.requirements}
        self._profiles: dict[str, CandidateProfile] = {}

    def posts(self, posts: Sequence[Post]) -> list[RankedPost]:
        for post in posts:
            RankedPost.of(post.title, self._asked(post), self.vectors.note)
        return [RankedPost.of(post.title, self._asked(post), self.vectors.embed) for post in posts]

    def profiles(self, texts: Iterable[str]) -> list[CandidateProfile]:
        """Give the profiles of CVs, as they come out of storage."""
        wanted = list(texts)
        new = [text for text in dict.fromkeys(wanted) if text not in self._profiles]
        for text in new:
            read(blind(text), self.vectors.note)
        self._profiles.update((text, self._profile(text)) for text in new)
        return [self._profiles[text] for text in wanted]

    def _profile(self, text: str) -> CandidateProfile:
        blinded = blind(text)
        found = self._extractor.extract(blinded, today=TODAY)
        reading = unpacked(packed(read(blinded, self.vectors.embed)))
        return CandidateProfile.of(text, found, reading=reading)

    def _asked(self, post: Post) -> list[RankedRequirement]:
        return [
            self._requirement(str(place), kind, text)
            for place, (kind, text) in enumerate(post.requirements)
        ]

    def _requirement(self, id_: str, kind: RequirementKind, text: str) -> RankedRequirement:
        """Give a line of the library its own skills and years, any other what is read out of it."""
        line = self._lines.get(text)
        found = self._extractor.extract(text, today=TODAY) if line is None else ()
        slugs = line.skills if line else tuple(skill.slug for skill in found if skill.slug)
        return RankedRequirement.of(
            id_,
            kind,
            text,
            [self._skills[slug] for slug in slugs],
            near={other for slug in slugs for other in self._near.get(slug, ())},
            min_years=line.min_years if line else None,
        )


def _neighbours(library: Library) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for skill in library.skills:
        for other in (*skill.broader, *skill.related):
            near.setdefault(skill.slug, set()).add(other)
            near.setdefault(other, set()).add(skill.slug)
    return near
