"""ESCO v1.x as the publisher's CSV download has it (English files)."""

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

ESCO = Publisher(
    key="esco",
    name="ESCO",
    attribution="This service uses the ESCO classification of the European Commission.",
    licence="Commission Decision 2011/833/EU",
)
_RELATION_FILES = ("occupationSkillRelations_en.csv", "occupationSkillRelations_en.csv.gz")
_RELATION_TYPES = {"essential": True, "optional": False}


def read_esco(folder: Path) -> ImportedGraph:
    """Read the ESCO CSVs in `folder`; raise ImportFileError naming file, line and column."""
    skills = tuple(_skills(folder))
    roles = tuple(_roles(folder))
    known_roles = {role.key for role in roles}
    known_skills = {skill.key for skill in skills}
    return ImportedGraph(
        publisher=ESCO,
        categories=tuple(_categories(folder)),
        roles=roles,
        skills=skills,
        links=_links(folder, known_roles, known_skills),
        broader=frozenset(_broader(folder, known_skills)),
    )


def _categories(folder: Path) -> Iterator[ImportedCategory]:
    """Yield ISCO-08's major groups, under which ESCO files its occupations."""
    columns = ("code", "preferredLabel")
    for record in read_table(folder / "ISCOGroups_en.csv", columns):
        code = record.required("code")
        if len(code) == 1:
            name = record.required("preferredLabel")
            yield ImportedCategory(code, name, f"ISCO-08 major group {code}: {name}.")


def _roles(folder: Path) -> Iterator[ImportedRole]:
    columns = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description", "code")
    for record in read_table(folder / "occupations_en.csv", columns):
        uri, group = _uri(record, "conceptUri", "/occupation/"), record.required("iscoGroup")
        title = record.required("preferredLabel")
        yield ImportedRole(
            key=uri,
            title=title,
            category=group.removeprefix("C")[0],
            aliases=_labels(record, title),
            search_text=record["description"],
            external_ids=(("ESCO", uri), ("ISCO-08", group), ("ESCO code", record["code"])),
        )


def _skills(folder: Path) -> Iterator[ImportedSkill]:
    columns = ("conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels")
    for record in read_table(folder / "skills_en.csv", columns):
        uri, name = _uri(record, "conceptUri", "/skill/"), record.required("preferredLabel")
        yield ImportedSkill(
            key=uri,
            name=name,
            kind=_kind(record),
            aliases=_labels(record, name),
            external_ids=(("ESCO", uri),),
        )


def _kind(record: Record) -> SkillKind:
    if record["reuseLevel"] == "transversal":
        return SkillKind.TRANSVERSAL
    if record["reuseLevel"] == "language":
        return SkillKind.LANGUAGE
    return SkillKind.KNOWLEDGE if record["skillType"] == "knowledge" else SkillKind.COMPETENCE


def _links(folder: Path, roles: set[str], skills: set[str]) -> dict[tuple[str, str], bool]:
    """Read which occupation asks for which skill; pairs of unknown ends are passed over.

    ESCO's relations also name concepts that the English files leave out.
    """
    path = next((folder / n for n in _RELATION_FILES if (folder / n).is_file()), None)
    links: dict[tuple[str, str], bool] = {}
    columns = ("occupationUri", "relationType", "skillUri")
    for record in read_table(path or folder / _RELATION_FILES[0], columns):
        relation = record["relationType"]
        if relation not in _RELATION_TYPES:
            raise record.wrong("relationType", f"{relation!r} is neither essential nor optional")
        pair = (
            _uri(record, "occupationUri", "/occupation/"),
            _uri(record, "skillUri", "/skill/"),
        )
        if pair[0] in roles and pair[1] in skills:
            links[pair] = links.get(pair, False) or _RELATION_TYPES[relation]
    return links


def _broader(folder: Path, skills: set[str]) -> Iterator[tuple[str, str]]:
    path = folder / "broaderRelationsSkillPillar_en.csv"
    if not path.is_file():
        return
    for record in read_table(path, ("conceptUri", "broaderUri")):
        if record["conceptUri"] in skills and record["broaderUri"] in skills:
            yield record["conceptUri"], record["broaderUri"]


def _uri(record: Record, column: str, marker: str) -> str:
    uri = record.required(column)
    if marker not in uri:
        raise record.wrong(column, f"{uri[:80]!r} is no ESCO URI with {marker!r}")
    return uri


def _labels(record: Record, preferred: str) -> tuple[str, ...]:
    labels = (label.strip() for label in record["altLabels"].splitlines())
    return tuple(dict.fromkeys(label for label in labels if label and label != preferred))
