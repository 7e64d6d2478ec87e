"""What applicants say about the skills found in their CVs, as it is shown."""

from datetime import datetime
from enum import StrEnum

import strawberry

from db.rows import SkillCorrectionRow


@strawberry.enum(description="WRONG: the CV does not say that. MISSING: it was overlooked.")
class CorrectionKind(StrEnum):
    WRONG = "WRONG"
    MISSING = "MISSING"


@strawberry.type(description="The applicant's own statement about a skill, not a finding.")
class SkillCorrection:
    kind: CorrectionKind
    name: str
    words: str
    at: datetime

    @classmethod
    def of(cls, row: SkillCorrectionRow) -> "SkillCorrection":
        return cls(kind=CorrectionKind(row.kind), name=row.name, words=row.words, at=row.stated_at)
