"""What counts how much: the visible data of the score."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points and discounts of the score, which runs from 0 to `total`.

    A required requirement weighs `required`, a nice-to-have `nice_to_have`; the points of a post
    are shared out in that proportion. Evidence for a neighbouring skill counts `neighbour` of the
    same skill's, mere words of the requirement `words`. `years_unknown` is what remains of a
    proven skill when the post asks for years and the CV is silent about them.
    """

    total: float = 100.0
    required: float = 3.0
    nice_to_have: float = 1.0
    neighbour: float = 0.5
    words: float = 0.4
    years_unknown: float = 0.8
    enough_skills: float = 0.5
    words_floor: float = 0.5
    met_from: float = 0.85


DEFAULT_WEIGHTS = Weights()
