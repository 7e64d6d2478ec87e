"""Posts and CVs of the role library, made ready to rank, with hashed words for vectors."""

import random
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from nlp.ranking.asked import RankedPost, RankedRequirement
from nlp.ranking.blinding import blind
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import hash_of, read, words_of
from nlp.ranking.scoring import Score, score_all
from nlp.skills.extraction import Extractor
from seeds.library import read_library
from tests.nlp.twins import PEOPLE, cv

LIBRARY = read_library()
ROLES = LIBRARY.roles
SKILLS = {skill.slug: skill for skill in LIBRARY.skills}
EXTRACTOR = Extractor([skill for skill in LIBRARY.skills if not skill.ambiguous])
"""Without names that mean a skill in some surroundings only: extraction judges those."""


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Hash words into unit vectors: texts that share words are near, as with the real model."""
    rows = np.zeros((len(texts), 384), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in words_of(text):
            row[hash_of(word) % 384] += 1
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
    return rows


def post(place: int) -> RankedPost:
    """Give the post of a role of the library."""
    role = ROLES[place]
    asked = [
        RankedRequirement.of(
            str(at), r.kind, r.text, [SKILLS[slug] for slug in r.skills], min_years=r.min_years
        )
        for at, r in enumerate(role.requirements)
    ]
    return RankedPost.of(role.title, asked, embed)


def profile(text: str) -> CandidateProfile:
    blinded = blind(text)
    found = EXTRACTOR.extract(blinded, today=date(2026, 11, 1))
    return CandidateProfile.of(text, found, reading=read(blinded, embed))


def scored(text: str, place: int = 0) -> Score:
    """Score a CV for the post of a role."""
    return score_all(post(place), [profile(text)])[0]


def a_cv(place: int) -> str:
    """Compose a CV of a role."""
    return cv(ROLES[place], PEOPLE[place % len(PEOPLE)], random.Random(place))
