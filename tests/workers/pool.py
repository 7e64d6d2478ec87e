"""A pool of applicants whose CVs have been read already, inserted in bulk."""

import random
import uuid
from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.rows import ApplicantRow, ExtractedSkillRow, ProfileReadingRow, SkillProfileRow
from nlp.ranking.blinding import blind
from nlp.ranking.reading import READING, packed, read, without_meaning
from tests.world import SKILLS, World, skill_key


def add_pool(session: Session, world: World, *, size: int, seed: int = 0) -> list[uuid.UUID]:
    """Insert `size` applicants with profiles of some of the skills; the same seed, the same CVs."""
    chance = random.Random(seed)
    chosen = [chance.sample(SKILLS, chance.randint(0, 3)) for _ in range(size)]
    ids = [uuid.uuid4() for _ in chosen]
    session.execute(
        insert(ApplicantRow),
        [
            {
                "id": key,
                "workspace_id": world.workspace_id,
                "post_id": world.post_id,
                "handle": f"Applicant {key.hex[:10]}",
                "status": "READY",
                "cv_text": cv_of(names, number),
            }
            for number, (key, names) in enumerate(zip(ids, chosen, strict=True))
        ],
    )
    for key, names, number in zip(ids, chosen, range(size), strict=True):
        add_profile(session, world, key, cv_of(names, number), names)
    return ids


def cv_of(names: Sequence[str], number: int) -> str:
    return f"Worker {number}. " + " ".join(f"Daily work with {name}." for name in names)


def add_profile(
    session: Session, world: World, applicant_id: uuid.UUID, cv: str, names: Sequence[str]
) -> None:
    profile = SkillProfileRow(
        applicant_id=applicant_id, workspace_id=world.workspace_id, model="tests"
    )
    session.add(profile)
    session.flush()
    reading = packed(read(blind(cv), without_meaning))
    session.add(
        ProfileReadingRow(
            profile_id=profile.id,
            workspace_id=world.workspace_id,
            model=READING,
            content=reading,
        )
    )
    rows = [
        {
            "profile_id": profile.id,
            "position": position,
            "workspace_id": world.workspace_id,
            "skill_id": skill_key(name),
            "name": name,
            "confidence": 0.9,
            "years": None,
            "counted": True,
            "mentions": [
                {"start": cv.index(name), "end": cv.index(name) + len(name), "negated": False}
            ],
        }
        for position, name in enumerate(names)
    ]
    if rows:
        session.execute(insert(ExtractedSkillRow), rows)
