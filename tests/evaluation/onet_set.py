"""Compose a ranking set from O*NET: posts of general activities, CVs of an occupation's own tasks.

Posts and CVs share no sentence: O*NET words an activity one way for all occupations, and a task
another way for one. O*NET 29.2 Database by USDOL/ETA, CC BY 4.0, modified.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.roles.page import RequirementKind
from tests.evaluation.ranking_sets import Post, Sample

POSTS = 50
OCCUPATIONS = 150
CVS_EACH = 4
_LEAST_ACTIVITIES, _LEAST_TASKS, _LEAST_TOOLS = 7, 8, 10
_TIERS = {"Primary-Short": 2, "Primary-Long": 1}
_PEOPLE = ("Ivan Petrov", "Lakisha Washington", "Priya Raman", "Greg Baker", "Wei Zhang")


@dataclass(frozen=True, slots=True)
class _Occupation:
    """What O*NET says of one occupation; `kinds` of software, `tools` by name."""

    code: str
    titles: Sequence[str]
    tasks: Sequence[str]
    activities: Sequence[str]
    kinds: Sequence[str]
    tools: Sequence[str]


def onet_set(folder: Path, *, without: Collection[str] = ()) -> Sample:
    """Compose 50 posts and 600 CVs; `without` are codes of occupations to leave out.

    Grade 3 is the post's own occupation, 2 and 1 are those that O*NET holds for closely related
    (its two primary tiers), 0 is every other one.
    """
    chosen = random.Random("a set of O*NET")
    related = _related(folder)
    known = {o.code: o for o in _occupations(folder) if o.code not in without}
    asked = chosen.sample(sorted(known), POSTS)
    near = [code for own in asked for code in related.get(own, {}) if code in known]
    told = list(dict.fromkeys([*asked, *chosen.sample(near, len(near) // 4)]))[:OCCUPATIONS]
    rest = sorted(known.keys() - set(told))
    told += chosen.sample(rest, OCCUPATIONS - len(told))
    grades = {
        code: {
            f"{other}-{way}": grade
            for other in told
            if (grade := 3 if other == code else related.get(code, {}).get(other, 0))
            for way in range(CVS_EACH)
        }
        for code in asked
    }
    cvs = {
        f"{code}-{way}": _cv(known[code], random.Random(f"{code}-{way}"))
        for code in told
        for way in range(CVS_EACH)
    }
    return Sample(tuple(_post(known[code]) for code in asked), cvs, grades)


def _post(occupation: _Occupation) -> Post:
    chosen = random.Random(occupation.code)
    activities = chosen.sample(occupation.activities, _LEAST_ACTIVITIES)
    kinds = chosen.sample(occupation.kinds, min(6, len(occupation.kinds)))
    required, nice = [*activities[:5], *kinds[:4]], [*activities[5:], *kinds[4:]]
    return Post(
        occupation.code,
        occupation.titles[0],
        (
            *((RequirementKind.REQUIRED, text) for text in required),
            *((RequirementKind.NICE_TO_HAVE, text) for text in nice),
        ),
    )


def _cv(occupation: _Occupation, chosen: random.Random) -> str:
    tasks = chosen.sample(occupation.tasks, chosen.randint(4, min(7, len(occupation.tasks))))
    tools = chosen.sample(occupation.tools, min(9, len(occupation.tools)))
    since = chosen.randint(2012, 2025)
    name = chosen.choice(_PEOPLE)
    return (
        f"{name}\n{name.lower().replace(' ', '.')}@example.com\n\n"
        f"Experience\n{chosen.choice(occupation.titles[1:])}, {since} to present\n"
        + "".join(f"- {task}\n" for task in tasks)
        + f"\nTools\n{', '.join(tools)}\n\nEducation\nBSc\n"
    )


def _occupations(folder: Path) -> Iterator[_Occupation]:
    """Give the occupations of which O*NET tells enough for a post and four CVs."""
    names = _grouped(folder / "Alternate Titles.txt", "Alternate Title")
    tasks = _grouped(folder / "Task Statements.txt", "Task")
    kinds = _grouped(folder / "Technology Skills.txt", "Commodity Title")
    tools = _grouped(folder / "Technology Skills.txt", "Example")
    words = {row["DWA ID"]: row["DWA Title"] for row in _rows(folder / "DWA Reference.txt")}
    activities = _grouped(folder / "Tasks to DWAs.txt", "DWA ID")
    for row in _rows(folder / "Occupation Data.txt"):
        code = row["O*NET-SOC Code"]
        own = _Occupation(
            code,
            [row["Title"], *names.get(code, ())],
            tasks.get(code, ()),
            [words[id_] for id_ in activities.get(code, ())],
            kinds.get(code, ()),
            tools.get(code, ()),
        )
        enough = (
            len(own.titles) > 1
            and len(own.tasks) >= _LEAST_TASKS
            and len(own.activities) >= _LEAST_ACTIVITIES
            and len(own.tools) >= _LEAST_TOOLS
        )
        if enough:
            yield own


def _related(folder: Path) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(folder / "Related Occupations.txt"):
        if grade := _TIERS.get(row["Relatedness Tier"]):
            found[row["O*NET-SOC Code"]][row["Related O*NET-SOC Code"]] = grade
    return found


def _grouped(file: Path, column: str) -> Mapping[str, Sequence[str]]:
    """Give a column by occupation, each value once, in the order of the file."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in _rows(file):
        found[row["O*NET-SOC Code"]][row[column]] = None
    return {code: list(values) for code, values in found.items()}


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
