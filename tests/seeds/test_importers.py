"""Publishers' files go in whole or not at all, and come again without doubling anything."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.rows import RoleRow, RoleSkillRow, SkillRelationRow, SkillRow, SourceRow
from seeds.importers.esco import read_esco
from seeds.importers.onet import read_onet
from seeds.importers.tables import ImportFileError
from seeds.importers.writing import write_graph

URI = "http://data.europa.eu/esco"
ISCO = "conceptUri,code,preferredLabel\nx,2,Professionals\nx,25,ICT professionals\n"
OCCUPATIONS = (
    "conceptUri,iscoGroup,preferredLabel,altLabels,description,code\n"
    f'{URI}/occupation/1,2512,app keeper,"keeper of apps\nminder of apps",Keeps apps.,2512.1\n'
    f"{URI}/occupation/2,2513,page maker,,Makes pages.,2513.1\n"
)
SKILLS = (
    "conceptUri,skillType,reuseLevel,preferredLabel,altLabels\n"
    f"{URI}/skill/1,skill/competence,cross-sector,keep apps alive,mind apps\n"
    f"{URI}/skill/2,knowledge,sector-specific,page grammar,\n"
)
RELATIONS = (
    "occupationUri,relationType,skillType,skillUri\n"
    f"{URI}/occupation/1,essential,skill/competence,{URI}/skill/1\n"
    f"{URI}/occupation/1,optional,knowledge,{URI}/skill/2\n"
    f"{URI}/occupation/2,essential,knowledge,{URI}/skill/2\n"
    f"{URI}/occupation/2,optional,knowledge,{URI}/skill/99\n"
)
BROADER = f"conceptUri,broaderUri\n{URI}/skill/1,{URI}/skill/2\n"
ESCO_FILES = {
    "ISCOGroups_en.csv": ISCO,
    "occupations_en.csv": OCCUPATIONS,
    "skills_en.csv": SKILLS,
    "occupationSkillRelations_en.csv": RELATIONS,
    "broaderRelationsSkillPillar_en.csv": BROADER,
}
ONET_FILES = {
    "Read Me.txt": "O*NET 30.1 Database\n",
    "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n"
    "15-1252.00\tSoftware Developers\tDevelop software.\n",
    "Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
    "15-1252.00\tApplication Developer\tn/a\t01\n",
    "Technology Skills.txt": "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\t"
    "Hot Technology\tIn Demand\n15-1252.00\tExample Compiler\t1\tCompilers\tY\tY\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    return written(tmp_path, ESCO_FILES)


def sizes(engine: Engine) -> list[int]:
    tables = (RoleRow, SkillRow, RoleSkillRow, SkillRelationRow, SourceRow)
    with Session(engine) as session:
        counts = (session.scalar(select(func.count()).select_from(table)) for table in tables)
        return [count or 0 for count in counts]


def test_esco_goes_in_with_its_relations_and_its_attribution(engine: Engine, esco: Path) -> None:
    report = write_graph(engine, read_esco(esco), report=lambda *_: None)
    assert (report.roles, report.skills, report.links) == (2, 2, 3)
    with Session(engine) as session:
        role = session.scalars(select(RoleRow).where(RoleRow.title.ilike("app keeper"))).one()
        source = session.scalars(select(SourceRow)).one()
    assert not role.library
    assert role.alternative_titles == ["keeper of apps", "minder of apps"]
    assert (role.hook, role.why_hire, role.responsibilities) == (None, None, [])
    assert {"scheme": "ISCO-08", "value": "2512"} in role.external_ids
    assert "European Commission" in source.attribution


def test_importing_twice_changes_nothing(engine: Engine, esco: Path) -> None:
    write_graph(engine, read_esco(esco), report=lambda *_: None)
    before = sizes(engine)
    write_graph(engine, read_esco(esco), report=lambda *_: None)
    assert sizes(engine) == before


def test_what_the_publisher_dropped_is_dropped(engine: Engine, esco: Path) -> None:
    write_graph(engine, read_esco(esco), report=lambda *_: None)
    shorter = OCCUPATIONS.rsplit("\n", 2)[0] + "\n"
    written(esco, {"occupations_en.csv": shorter})
    write_graph(engine, read_esco(esco), report=lambda *_: None)
    assert sizes(engine)[0] == 1


def test_onet_goes_in_beside_it(engine: Engine, tmp_path: Path) -> None:
    report = write_graph(engine, read_onet(written(tmp_path, ONET_FILES)), report=lambda *_: None)
    assert (report.roles, report.skills, report.links) == (1, 1, 1)
    with Session(engine) as session:
        assert "O*NET 30.1" in session.scalars(select(SourceRow.attribution)).one()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("occupations_en.csv", "a,b\n1,2\n", "occupations_en.csv, line 1, column conceptUri"),
        ("skills_en.csv", SKILLS + f"{URI}/skill/3,knowledge\n", "skills_en.csv, line 4"),
        (
            "occupationSkillRelations_en.csv",
            RELATIONS.replace("optional", "maybe", 1),
            "occupationSkillRelations_en.csv, line 3, column relationType",
        ),
        (
            "occupations_en.csv",
            OCCUPATIONS.replace("page maker", ""),
            "occupations_en.csv, line 4, column preferredLabel",
        ),
    ],
)
def test_a_damaged_file_is_named_with_line_and_column(
    esco: Path, name: str, content: str, place: str
) -> None:
    written(esco, {name: content})
    with pytest.raises(ImportFileError) as refusal:
        read_esco(esco)
    assert str(refusal.value).startswith(place)


def test_a_file_that_is_not_text_is_refused(esco: Path) -> None:
    (esco / "skills_en.csv").write_bytes(b"conceptUri\xff\xfe\x00")
    with pytest.raises(ImportFileError, match=r"skills_en\.csv"):
        read_esco(esco)


def test_a_missing_file_is_named(esco: Path) -> None:
    (esco / "occupations_en.csv").unlink()
    with pytest.raises(ImportFileError, match=r"occupations_en\.csv.*missing"):
        read_esco(esco)
