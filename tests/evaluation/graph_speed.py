"""Compare the role graph's queries before and after an import: `make bench-graph`.

    make bench-graph ESCO=folder/of/esco ONET=folder/of/onet

Each figure is the median time of a query after the import over its median time before it, in the
same run on the same machine.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import text

from api.servers.folders import Folders
from api.services import Services
from api.settings import Settings
from db.sessions import sync_engine
from graph.schema import schema
from seeds.importers.esco import read_esco
from seeds.importers.onet import read_onet
from seeds.importers.writing import write_graph
from seeds.loading import load
from tests.engines import data_folder, make_migrated, running_postgres, running_valkey

REPEATS = 30
QUERIES: Mapping[str, str] = {
    "role page": '{ role(slug: "bookkeeper") { title responsibilities faq { question } '
    "salaryBands { formatted } requirements { text skills { name } } } }",
    "related": '{ role(slug: "bookkeeper") { related(first: 6) { similarity role { title } '
    "sharedSkills { name } } } }",
    "skills of a role": '{ role(slug: "bookkeeper") { skills(first: 20) { totalCount '
    "nodes { name } } } }",
    "list of roles": "{ roles(first: 20) { totalCount nodes { title category { name } } } }",
    "search": '{ roles(filter: {search: "accountant"}) { totalCount nodes { title } } }',
    "categories": "{ categories { name roleCount roles(first: 3) { nodes { title } } } }",
    "skill": '{ skill(slug: "sql") { name roles(first: 10) { nodes { title } } } }',
    "search of skills": '{ skills(search: "sql", first: 10) { nodes { name } } }',
}


async def medians(settings: Settings) -> dict[str, float]:
    """Give the median seconds of each query, caches warm."""
    services = Services.of(settings)
    async with services.running():
        await services.knowledge.warm()
        return {name: await _median(services, query) for name, query in QUERIES.items()}


async def _median(services: Services, query: str) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        result = await schema.execute(query, context_value=services.context("", None))
        times.append(time.perf_counter() - began)
        if result.errors:
            raise RuntimeError(str(result.errors[0].original_error))
    return statistics.median(times)


def imported(settings: Settings, esco: Path | None, onet: Path | None) -> None:
    """Import what is given, and print how long reading and writing took."""
    engine = sync_engine(settings.database, application_name="bench")
    for folder, read in ((esco, read_esco), (onet, read_onet)):
        if folder is not None:
            began = time.perf_counter()
            done = write_graph(engine, read(folder), report=lambda *_: None)
            took = time.perf_counter() - began
            print(f"{done.roles} occupations, {done.skills} skills, {done.links} relations: "  # noqa: T201
                  f"{took:.1f} s")  # fmt: skip
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--esco", type=Path)
    parser.add_argument("--onet", type=Path)
    arguments = parser.parse_args()
    with data_folder() as data:
        folders = Folders.under(data)
        with running_postgres(folders) as postgres, running_valkey(folders) as valkey:
            make_migrated(postgres, "bench")
            settings = Settings.from_env({}).at(
                database_url=postgres.url_of("bench"), redis_url=valkey.url
            )
            engine = sync_engine(settings.database, application_name="bench")
            load(engine)
            engine.dispose()
            imported(settings, None, None)
            before = asyncio.run(medians(settings))
            imported(settings, arguments.esco, arguments.onet)
            after = asyncio.run(medians(settings))
    for name, seconds in after.items():
        print(f"{name:18} {seconds / before[name]:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
