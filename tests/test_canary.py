"""A planted person is found while they apply, in places that may know them, and nowhere after."""

import io
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyarrow.parquet as pq
import pytest
import redis

from api.servers.folders import Folders
from api.servers.postgres import MAJOR_VERSION, Postgres, installed_programs
from tests.client import SUBMIT
from tests.engines import fresh_database
from tests.graph.test_applicants import DECIDE, ERASE, OVERRIDE
from tests.whole_way import GENERATE, PUBLISH, Client, Json
from tests.workers.fleet import Fleet, running_fleet, wait_until

pytestmark = pytest.mark.slow

NAME = "Zephyrine Quillfeather"
EMAIL = "zephyrine@quillfeather.example"
PHONE = "+44 7700 900417"
SENTENCE = "Reconciled the ledgers of forty lighthouses by hand"
CANARIES = (NAME, EMAIL, PHONE, SENTENCE, "Zephyrine", "quillfeather", "forty lighthouses")
CV = f"{NAME}\n{EMAIL}, {PHONE}\nSix years of bookkeeping with Xero.\n{SENTENCE}.\nInvoicing."
LIVE = """
subscription ($id: ID!) {
  liveRanking(postId: $id) {
    version
    moved { applicant { handle name email } from to }
    top { score applicant { handle name email } assessments { evidence { quote } } }
  }
}
"""
EXPORT = """
mutation ($format: ExportFormat!) { exportApplicantSkills(format: $format) { job { id } } }
"""
EXPORTED = "query ($id: ID!) { job(id: $id) { result { ... on Export { url rows } } } }"
READY = "query ($id: ID!) { post(id: $id) { status ranking { entries { totalCount } } } }"


def found_in(data: bytes) -> set[str]:
    """Give the canaries in `data`, as text or as the hexadecimal digits of a dumped file."""
    low = data.lower()
    return {
        own for own in CANARIES if own.lower().encode() in low or own.encode().hex().encode() in low
    }


@dataclass
class Redis:
    """Whatever is said to a Redis from now on, and whatever it holds."""

    url: str
    said: list[bytes] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        with (
            redis.Redis.from_url(self.url, socket_timeout=None) as client,
            client.monitor() as monitor,
        ):
            while not self._ended.is_set():
                self.said.append(str(monitor.next_command()["command"]).encode())

    def end(self) -> None:
        self._ended.set()
        with redis.Redis.from_url(self.url) as client:
            client.ping()

    def held(self) -> bytes:
        """Give every key with its value as Redis itself writes them out."""
        with redis.Redis.from_url(self.url) as client:
            return b"\n".join(
                key + b"=" + repr(value_of(client, key)).encode() for key in keys(client)
            )


def keys(client: "redis.Redis") -> list[bytes]:
    return list(client.scan_iter("*"))


def value_of(client: "redis.Redis", key: bytes) -> object:
    reads: dict[bytes, Callable[[bytes], Any]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"list": lambda own: client.lrange(own, 0, -1),
        b"set": client.smembers,
        b"zset": lambda own: client.zrange(own, 0, -1, withscores=True),
        b"stream": client.xrange,
        b"none": lambda own: None,
    }
    kind: Any = client.type(key)
    return reads[kind](key)


@dataclass
class System:
    """A whole Penroll of real processes, with everything that could keep a word of somebody."""

    fleet: Fleet
    database_url: str
    client: Client
    redis: Redis
    postgres_logs: Path

    def dump(self) -> bytes:
        binary = installed_programs() / f"pginstall{MAJOR_VERSION}" / "bin" / "pg_dump"
        return subprocess.run(
            [str(binary), "--inserts", self.database_url], check=True, capture_output=True
        ).stdout

    def logs(self) -> bytes:
        folders = (self.fleet.folders.logs, self.postgres_logs)
        return b"".join(path.read_bytes() for folder in folders for path in folder.iterdir())

    def emptied(self) -> bool:
        """Say whether no message waits or is worked on."""
        with redis.Redis.from_url(self.redis.url) as client:
            return not any(client.hlen(key) for key in client.scan_iter("dramatiq:*.msgs"))


@pytest.fixture(scope="module")
def system(postgres: Postgres, folders: Folders, library: str) -> Iterator[System]:
    with (
        fresh_database(postgres, template=library) as url,
        running_fleet(url, lease_seconds=5) as f,
    ):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        f.environ |= {"PENROLL_PORT": str(port), "PENROLL_LOG_LEVEL": "debug"}
        heard = Redis(f.valkey.url)
        listener = threading.Thread(target=heard.listen)
        listener.start()
        f.start("api", "api")
        f.relay()
        f.worker("worker")
        f.start("writer", "worker", "generation", "--threads", "1")
        with httpx.Client(timeout=60) as http:
            client = Client(f"http://127.0.0.1:{port}/graphql", http)
            wait_until(lambda: answers(client))
            yield System(f, url, client, heard, folders.logs)
        heard.end()
        listener.join()


def answers(client: Client) -> bool:
    try:
        return bool(client.execute("{ __typename }"))
    except httpx.TransportError:
        return False


@dataclass(frozen=True, slots=True)
class Planted:
    """Two applications of the canary: as text, and as an uploaded file."""

    recruiter: Client
    post_id: str
    by_text: Json
    by_upload: Json


@pytest.fixture(scope="module")
def planted(system: System) -> Planted:
    client = system.client
    given = {"title": "Bookkeeper", "country": "GB", "city": "Leeds", "seed": 7}
    made = client.execute(GENERATE, input=given)["generatePost"]
    recruiter, post_id = replace(client, token=made["accessToken"]), made["post"]["id"]
    wait_until(lambda: recruiter.execute(READY, id=post_id)["post"]["status"] == "DRAFT")
    recruiter.execute(PUBLISH, id=post_id)
    uploads = client.url.replace("graphql", "uploads")
    upload = client.http.post(uploads, content=CV.encode()).json()["id"]
    who = {"postId": post_id, "name": NAME, "email": EMAIL}
    by_text = client.execute(SUBMIT, input=who | {"cvText": CV})["submitApplication"]
    by_upload = client.execute(SUBMIT, input=who | {"uploadId": upload})["submitApplication"]
    assert by_text["userErrors"] == by_upload["userErrors"] == []
    wait_until(lambda: ranked(recruiter, post_id) == 2)
    return Planted(recruiter, post_id, by_text, by_upload)


def ranked(recruiter: Client, post_id: str) -> int:
    ranking = recruiter.execute(READY, id=post_id)["post"]["ranking"]
    return int(ranking["entries"]["totalCount"]) if ranking else 0


def test_the_canary_lies_in_the_database_and_nowhere_else(system: System, planted: Planted) -> None:
    assert found_in(system.dump()) == set(CANARIES)
    with planted.recruiter.events(LIVE, id=planted.post_id) as updates:
        board = str(next(updates))
    assert board.count("handle") == 2
    assert found_in(board.encode()) == set()
    wait_until(system.emptied)
    assert any(b"dramatiq" in command for command in system.redis.said)
    assert found_in(b"".join(system.redis.said) + system.redis.held()) == set()
    assert b"worker started" in system.logs()
    assert found_in(system.logs()) == set()


def test_it_lies_in_no_export(system: System, planted: Planted) -> None:
    recruiter = planted.recruiter
    urls = [exported(recruiter, form) for form in ("CSV", "PARQUET")]
    plain, packed = (recruiter.http.get(url).content for url in urls)
    # Parquet is compressed: what it says is looked at, and the file itself too.
    table = pq.read_table(io.BytesIO(packed))
    assert table.num_rows == plain.count(b"\r\n") - 1 > 0
    assert b"xero" in plain.lower()
    assert found_in(plain + packed + repr(table.to_pydict()).encode()) == set()
    assert found_in(system.logs()) == set()
    for url in urls:
        assert urlsplit(url).query.encode() not in system.logs()


def exported(recruiter: Client, form: str) -> str:
    """Have an export made and give the address of its file."""
    made = recruiter.execute(EXPORT, format=form)["exportApplicantSkills"]["job"]["id"]
    result: Json = {}

    def ready() -> bool:
        result.update(recruiter.execute(EXPORTED, id=made)["job"]["result"] or {})
        return bool(result)

    wait_until(ready)
    return recruiter.url.removesuffix("/graphql") + str(result["url"])


def test_after_the_erasure_it_lies_nowhere(system: System, planted: Planted) -> None:
    recruiter = planted.recruiter
    address = exported(recruiter, "CSV")
    for one, more in ((planted.by_text, "SHORTLISTED"), (planted.by_upload, "REJECTED")):
        reason = f"{NAME} counts lighthouses"
        recruiter.execute(OVERRIDE, id=one["applicant"]["id"], position=1, reason=reason)
        recruiter.execute(DECIDE, id=one["applicant"]["id"], status=more, reason=reason)
    in_person = replace(recruiter, token=planted.by_text["applicantToken"])
    for who, one in ((in_person, planted.by_text), (recruiter, planted.by_upload)):
        assert who.execute(ERASE, id=one["applicant"]["id"])["eraseApplicant"]["erased"]
    assert ranked(recruiter, planted.post_id) == 0
    assert recruiter.http.get(address).status_code == 404
    dump = system.dump()
    assert b"ERASURE" in dump
    assert found_in(dump) == set()
    assert found_in(b"".join(system.redis.said) + system.redis.held()) == set()
    assert found_in(system.logs()) == set()
