"""What `penroll doctor` looks at on this machine, and what it advises."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg
import redis
from rich.table import Table
from rich.text import Text

from api.servers.engines import Address, noted_address
from api.servers.folders import SOCKET_PATH_LIMIT
from api.servers.postgres import PostgresError, installed_programs
from api.servers.valkey import ValkeyError, installed_server
from api.settings import VARIABLES, Settings, SettingsError, problems_of
from api.terminal import Terminal
from nlp.runtime.weights import WeightsError, minilm_folder, skill_tagger_weights

LEAST_FREE_BYTES = 2 * 1024**3
LEAST_CORES = 2
_LEAST_PYTHON = (3, 11)
_WHEELS = ("torch", "transformers", "spacy", "strawberry-graphql", "uvicorn", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do where it is not well."""

    name: str
    well: bool
    detail: str
    mend: str = ""


def examine(environ: Mapping[str, str]) -> list[Finding]:
    """Look at everything; a check that fails keeps no other from running."""
    findings = list(_settings(environ))
    try:
        settings = Settings.from_env(environ)
    except SettingsError:
        settings = Settings.from_env({})
    findings += [_python(), *map(_wheel, _WHEELS), *_weights(), _cores()]
    if settings.embedded:
        findings += [_server("PostgreSQL", installed_programs), _server("Valkey", installed_server)]
    findings += [_disk(settings.data_dir), _folder(settings.data_dir), *examine_servers(settings)]
    return findings


def print_settings(environ: Mapping[str, str], terminal: Terminal) -> None:
    """Print every setting with its present value, secrets masked."""
    listing = Table("setting", "now", "default", "meaning", box=None, pad_edge=False)
    for variable in VARIABLES:
        now = Text(variable.shown(environ) or "-", style="bold" if variable.name in environ else "")
        listing.add_row(variable.name, now, variable.default or "-", Text(variable.meaning))
    terminal.console.print(listing)
    terminal.say("")


def print_findings(findings: Sequence[Finding], terminal: Terminal) -> None:
    """Print what was found, worst last."""
    for finding in sorted(findings, key=lambda finding: not finding.well):
        if finding.well:
            terminal.done(f"{finding.name}: {finding.detail}")
        else:
            terminal.fail(f"{finding.name}: {finding.detail}. {finding.mend}".rstrip())


def _settings(environ: Mapping[str, str]) -> Iterator[Finding]:
    problems = list(problems_of(environ))
    for problem in problems:
        yield Finding("settings", well=False, detail=problem)
    if not problems:
        yield Finding("settings", well=True, detail="every PENROLL_* variable can be used")


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    mend = "say PYTHON=/path/to/python3.12 make up"
    return Finding("Python", sys.version_info >= _LEAST_PYTHON, found, mend)


def _wheel(name: str) -> Finding:
    try:
        return Finding(name, well=True, detail=version(name))
    except PackageNotFoundError:
        return Finding(name, well=False, detail="not installed", mend="Run `make up`")


def _server(name: str, locate: Callable[[], Path]) -> Finding:
    try:
        return Finding(f"embedded {name}", well=True, detail=str(locate()))
    except (PostgresError, ValkeyError) as error:
        mend = "Run `make up`, or set PENROLL_DATABASE_URL and PENROLL_REDIS_URL"
        return Finding(f"embedded {name}", well=False, detail=str(error), mend=mend)


def _weights() -> Iterator[Finding]:
    models: dict[str, Callable[[], Path]] = {
        "embedding weights": minilm_folder,
        "skill tagger weights": skill_tagger_weights,
    }
    for name, find in models.items():
        try:
            yield Finding(name, well=True, detail=f"as expected in {find()}")
        except WeightsError as error:
            yield Finding(name, well=False, detail=str(error))


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    mend = "It will work, slowly: set PENROLL_WORKER_THREADS=1"
    return Finding("cores", cores >= LEAST_CORES, str(cores), mend)


def _disk(data: Path) -> Finding:
    free = shutil.disk_usage(_nearest(data)).free
    detail = f"{free / 1024**3:.1f} GiB free for {data}"
    mend = f"Free {LEAST_FREE_BYTES // 1024**3} GiB, or give PENROLL_DATA_DIR another disk"
    return Finding("disk", free >= LEAST_FREE_BYTES, detail, mend)


def _folder(data: Path) -> Finding:
    place = _nearest(data)
    if not os.access(place, os.W_OK | os.X_OK):
        mend = "Give PENROLL_DATA_DIR a folder of your own"
        return Finding("data folder", well=False, detail=f"{place} is not writable", mend=mend)
    length = len(os.fsencode(data.resolve() / "postgres" / "run"))
    where = "in it" if length <= SOCKET_PATH_LIMIT else "in /tmp, as its path is long"
    return Finding("data folder", well=True, detail=f"{data.resolve()}, sockets {where}")


def _nearest(path: Path) -> Path:
    """Give `path`, or the nearest folder above it that exists."""
    return next(p for p in (path.resolve(), *path.resolve().parents) if p.exists())


def examine_servers(settings: Settings) -> Iterator[Finding]:
    """Say whether the servers of the settings, or the embedded ones if they run, answer."""
    if settings.database_url is not None and settings.redis_url is not None:
        address = Address(settings.database_url, settings.redis_url)
    elif (noted := noted_address(settings.data_dir)) is not None:
        address = noted
    else:
        detail = "the embedded ones do not run now; `penroll up` starts them"
        yield Finding("servers", well=True, detail=detail)
        return
    yield _postgres(address.database_url)
    yield _redis(address.redis_url)


def _postgres(url: str) -> Finding:
    query = (
        "select current_setting('server_version'), exists(select from pg_available_extensions "
        "where name = 'vector'), (select rolsuper from pg_roles where rolname = current_user)"
    )
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(query).fetchone() or ("?", False, False)
    except psycopg.Error as error:
        # Its text can repeat the URL with its password.
        detail, mend = f"does not answer ({type(error).__name__})", "Check PENROLL_DATABASE_URL"
        return Finding("PostgreSQL", well=False, detail=detail, mend=mend)
    version_, vector, superuser = row
    if not vector or int(version_.split(".")[0]) < 18:
        mend = "Use PostgreSQL 18 with pgvector"
        return Finding("PostgreSQL", False, f"{version_}, pgvector: {vector}", mend)
    if superuser:
        mend = "Give PENROLL_DATABASE_URL a role that is none"
        return Finding("PostgreSQL", False, f"{version_}, as a superuser", mend)
    return Finding("PostgreSQL", True, f"{version_} with pgvector")


def _redis(url: str) -> Finding:
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            policy = client.info("memory").get("maxmemory_policy", "noeviction")
    except redis.RedisError as error:
        detail, mend = f"does not answer ({type(error).__name__})", "Check PENROLL_REDIS_URL"
        return Finding("Redis", well=False, detail=detail, mend=mend)
    mend = "Set maxmemory-policy noeviction: an evicting one deletes queue keys"
    return Finding("Redis", policy == "noeviction", f"answers, maxmemory-policy {policy}", mend)
