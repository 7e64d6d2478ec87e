"""What applicants may volunteer about themselves, in the categories of New York's rule.

6 RCNY 5-300 takes the categories that employers report on the federal form EEO-1, component 1
(checked on 24 November 2026 against what is publicly said of the rule, not against its text).
"""

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """What a table of the audit goes by; the third crosses the first two."""

    SEX = "SEX"
    RACE_ETHNICITY = "RACE_ETHNICITY"
    SEX_AND_RACE_ETHNICITY = "SEX_AND_RACE_ETHNICITY"


class Sex(StrEnum):
    FEMALE = "FEMALE"
    MALE = "MALE"


class RaceEthnicity(StrEnum):
    """All but the first read "not Hispanic or Latino"."""

    HISPANIC_OR_LATINO = "HISPANIC_OR_LATINO"
    WHITE = "WHITE"
    BLACK_OR_AFRICAN_AMERICAN = "BLACK_OR_AFRICAN_AMERICAN"
    NATIVE_HAWAIIAN_OR_PACIFIC_ISLANDER = "NATIVE_HAWAIIAN_OR_PACIFIC_ISLANDER"
    ASIAN = "ASIAN"
    NATIVE_AMERICAN_OR_ALASKA_NATIVE = "NATIVE_AMERICAN_OR_ALASKA_NATIVE"
    TWO_OR_MORE_RACES = "TWO_OR_MORE_RACES"


@dataclass(frozen=True, slots=True)
class Assessed:
    """An applicant's score beside what they volunteered; None is no answer."""

    score: float
    sex: Sex | None = None
    race_ethnicity: RaceEthnicity | None = None

    def group(self, dimension: Dimension) -> str | None:
        """Name the applicant's group; None where an answer that it needs is not given."""
        own = {
            Dimension.SEX: (self.sex,),
            Dimension.RACE_ETHNICITY: (self.race_ethnicity,),
            Dimension.SEX_AND_RACE_ETHNICITY: (self.sex, self.race_ethnicity),
        }[dimension]
        return None if None in own else " × ".join(str(part) for part in own)
