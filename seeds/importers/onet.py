"""O*NET database text files as published (tab separated)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from nlp.skills.taxonomy import SkillKind
from seeds.importers.records import (
    ImportedCategory,
    ImportedGraph,
    ImportedRole,
    ImportedSkill,
    Publisher,
)
from seeds.importers.tables import Record, read_table

_CODE = re.compile(r"\d\d-\d{4}\.\d\d")
_RELEASE = re.compile(r"O\*NET (\d+\.\d+)")
_IMPORTANT = 3.0
"""Importance (scale IM, 1 to 5) from which an O*NET skill or knowledge element is essential."""

# Major groups of the 2018 Standard Occupational Classification, bls.gov/soc/2018.
_MAJOR_GROUPS = {
    "11": "Management Occupations",
    "13": "Business and Financial Operations Occupations",
    "15": "Computer and Mathematical Occupations",
    "17": "Architecture and Engineering Occupations",
    "19": "Life, Physical, and Social Science Occupations",
    "21": "Community and Social Service Occupations",
    "23": "Legal Occupations",
    "25": "Educational Instruction and Library Occupations",
    "27": "Arts, Design, Entertainment, Sports, and Media Occupations",
    "29": "Healthcare Practitioners and Technical Occupations",
    "31": "Healthcare Support Occupations",
    "33": "Protective Service Occupations",
    "35": "Food Preparation and Serving Related Occupations",
    "37": "Building and Grounds Cleaning and Maintenance Occupations",
    "39": "Personal Care and Service Occupations",
    "41": "Sales and Related Occupations",
    "43": "Office and Administrative Support Occupations",
    "45": "Farming, Fishing, and Forestry Occupations",
    "47": "Construction and Extraction Occupations",
    "49": "Installation, Maintenance, and Repair Occupations",
    "51": "Production Occupations",
    "53": "Transportation and Material Moving Occupations",
    "55": "Military Specific Occupations",
}


def read_onet(folder: Path) -> ImportedGraph:
    """Read the O*NET text files in `folder`; raise ImportFileError naming file, line and column."""
    aliases = _aliases(folder)
    roles = tuple(_roles(folder, aliases))
    skills: dict[str, ImportedSkill] = {}
    links: dict[tuple[str, str], bool] = {}
    known = {role.key for role in roles}
    for code, skill, essential in (*_technology(folder), *_elements(folder)):
        if code in known:
            skills.setdefault(skill.key, skill)
            links[code, skill.key] = links.get((code, skill.key), False) or essential
    return ImportedGraph(
        publisher=_publisher(folder),
        categories=tuple(
            ImportedCategory(code, name, f"SOC 2018 major group {code}: {name}.")
            for code, name in _MAJOR_GROUPS.items()
        ),
        roles=roles,
        skills=tuple(skills.values()),
        links=links,
    )


def _publisher(folder: Path) -> Publisher:
    path = folder / "Read Me.txt"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    release = _RELEASE.search(text)
    name = f"O*NET {release[1]}" if release else "O*NET"
    return Publisher(
        key="onet",
        name=name,
        attribution=(
            f"This site includes information from the {name} Database by the U.S. Department of "
            "Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 "
            "license. O*NET is a trademark of USDOL/ETA."
        ),
        licence="CC BY 4.0",
    )


def _aliases(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record in _table(folder / "Alternate Titles.txt", "Alternate Title"):
        found[_code(record)].append(record.required("Alternate Title"))
    return found


def _roles(folder: Path, aliases: dict[str, list[str]]) -> Iterator[ImportedRole]:
    for record in _table(folder / "Occupation Data.txt", "Title", "Description"):
        code = _code(record)
        if code[:2] not in _MAJOR_GROUPS:
            raise record.wrong("O*NET-SOC Code", f"{code} is in no SOC 2018 major group")
        yield ImportedRole(
            key=code,
            title=record.required("Title"),
            category=code[:2],
            aliases=tuple(dict.fromkeys(aliases.get(code, ()))),
            search_text=record["Description"],
            external_ids=(("O*NET-SOC", code),),
        )


def _technology(folder: Path) -> Iterator[tuple[str, ImportedSkill, bool]]:
    columns = ("Example", "Hot Technology", "In Demand")
    for record in _table(folder / "Technology Skills.txt", *columns):
        name = record.required("Example")
        skill = ImportedSkill(f"technology/{name}", name, SkillKind.TOOL, (), ())
        yield _code(record), skill, record["In Demand"] == "Y"


def _elements(folder: Path) -> Iterator[tuple[str, ImportedSkill, bool]]:
    """Yield rated skills and knowledge where the (large) files are there."""
    for file, kind in (
        ("Skills.txt", SkillKind.COMPETENCE),
        ("Knowledge.txt", SkillKind.KNOWLEDGE),
    ):
        if not (folder / file).is_file():
            continue
        for record in _table(folder / file, "Element ID", "Element Name", "Scale ID", "Data Value"):
            if record["Scale ID"] != "IM" or (value := _rating(record)) < _IMPORTANT:
                continue
            element = record.required("Element ID")
            name = record.required("Element Name")
            skill = ImportedSkill(f"element/{element}", name, kind, (), (("O*NET", element),))
            yield _code(record), skill, value >= _IMPORTANT + 1


def _rating(record: Record) -> float:
    try:
        return float(record["Data Value"])
    except ValueError as error:
        raise record.wrong("Data Value", f"{record['Data Value']!r} is no number") from error


def _table(path: Path, *columns: str) -> Iterator[Record]:
    return read_table(path, ("O*NET-SOC Code", *columns), delimiter="\t")


def _code(record: Record) -> str:
    code = record.required("O*NET-SOC Code")
    if _CODE.fullmatch(code) is None:
        raise record.wrong("O*NET-SOC Code", f"{code[:40]!r} is no O*NET-SOC code")
    return code
