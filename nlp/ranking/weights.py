"""What counts how much: the visible data of the score."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points and discounts of the score, which runs from 0 to `total`.

    A required requirement weighs `required`, a nice-to-have `nice_to_have`; the points of a post
    are shared out in that proportion. What proves a requirement gives a share of its points, and
    the best proof counts:

    - its own skill: all, once `enough_skills` of those it names are proven; `years_unknown` of
      that where it asks for years and the CV is silent; `listed` where the skill is only listed;
    - the language it asks for at the level it asks, or any where it asks none: all; at a lower
      one: `level_short` for each level that is missing; at an untold one: `level_unknown`;
    - the certificate it asks for: all; `under_way` where the CV says it is not held yet or no more;
    - a skill near to it: `neighbour`;
    - a passage like it: up to `meaning` for likeness (a cosine from `meaning_floor`, where texts
      of unrelated work still reach, to `meaning_full`) and up to `words` for its telling words,
      together at most `text_cap`.

    A share below `least_share` counts as silence, one of `met_from` or more is MET.
    """

    total: float = 100.0
    required: float = 3.0
    nice_to_have: float = 1.0
    neighbour: float = 0.5
    listed: float = 0.7
    years_unknown: float = 0.8
    enough_skills: float = 0.5
    level_short: float = 0.7
    level_unknown: float = 0.5
    under_way: float = 0.5
    meaning: float = 0.6
    meaning_floor: float = 0.28
    meaning_full: float = 0.65
    words: float = 0.3
    text_cap: float = 0.75
    least_share: float = 0.05
    met_from: float = 0.85


DEFAULT_WEIGHTS = Weights()
