"""Measure one CV from submission to profile, through a running system: `make bench-submission`.

The processes are those of `penroll up`, talked to as a stranger would. The first start writes a
post and publishes it. The second start, on the same data, gets a CV as soon as its API answers, and
then others one after another, as text and as uploaded PDF. A profile is stored when the job's last
event arrives, a place when the live board tells of it; beside both stands a plain query of the same
system in the same run.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from tests.engines import data_folder
from tests.evaluation.cvs import read_gold_cvs
from tests.nlp.documents import pdf_of
from tests.whole_way import GENERATE, JOB_EVENTS, PUBLISH, SUBMIT, Client, Json, penroll_up

_LIMIT_SECONDS = 2.0
_PLAIN = "{ roles(first: 1) { totalCount } }"
_BOARD = """
subscription ($postId: ID!) {
  liveRanking(postId: $postId, first: 1) { moved { applicant { handle } } }
}
"""
_NO_LIMITS = {
    "PENROLL_REQUESTS_PER_MINUTE": "0",
    "PENROLL_APPLICATIONS_PER_HOUR": "0",
}
_PROCESSES = ("api", "worker-default-1")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock from the first byte sent to the stored profile, and to the place."""

    profile: float
    place: float


@dataclass(frozen=True, slots=True)
class Desk:
    """A published post of a running system, its recruiter, and the live board's updates."""

    recruiter: Client
    post: str
    board: Iterator[Json]

    def submit_text(self, text: str) -> Took:
        return self._submit(lambda: {"cvText": text})

    def submit_file(self, file: bytes) -> Took:
        return self._submit(lambda: {"uploadId": self._upload(file)})

    def _submit(self, cv: Callable[[], Json]) -> Took:
        began = time.perf_counter()
        given = {"postId": self.post, "name": "Ada Example", "email": "ada@example.com", **cv()}
        stranger = replace(self.recruiter, token=None)
        sent = stranger.execute(SUBMIT, input=given)["submitApplication"]
        assert sent["userErrors"] == [], sent
        wait(self.recruiter, sent["job"]["id"])
        profile = time.perf_counter() - began
        self._wait_for_place(sent["applicant"]["handle"])
        return Took(profile, time.perf_counter() - began)

    def _upload(self, file: bytes) -> str:
        address = self.recruiter.url.replace("/graphql", "/uploads")
        uploaded: str = self.recruiter.http.post(address, content=file).json()["id"]
        return uploaded

    def _wait_for_place(self, handle: str) -> None:
        for data in self.board:
            moved = data["liveRanking"]["moved"]
            if handle in {move["applicant"]["handle"] for move in moved}:
                return
        raise AssertionError("the live board ended")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cvs", type=int, default=20, help="CVs of each kind, text and PDF")
    count = parser.parse_args().cvs
    texts = [cv.text for cv in read_gold_cvs()[: count + 1]]
    with data_folder() as data:
        token, post = _published_post(data)
        with _desk(data, token, post) as desk:
            first = desk.submit_text(texts.pop())
            _say(f"first CV after a start: {_told([first])}")
            for title, submit in _kinds(desk):
                _measure(title, submit, texts, data)
            plain = statistics.median(_plain_seconds(desk.recruiter) for _ in range(count))
    _say(f"a plain query: {1000 * plain:.0f} ms, 1 : {first.profile / plain:.0f} for the first CV")
    _say(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _kinds(desk: Desk) -> Iterator[tuple[str, Callable[[str], Took]]]:
    yield "text", desk.submit_text
    yield "PDF", lambda text: desk.submit_file(pdf_of(*text.splitlines()))


def _measure(title: str, submit: Callable[[str], Took], texts: Sequence[str], data: Path) -> None:
    before = _processor_seconds(data)
    took = [submit(text) for text in texts]
    used = (_processor_seconds(data) - before) / len(texts)
    _say(f"{len(texts)} CVs as {title}: {_told(took)}, {used:.2f} s of processor time each")


def _told(took: Sequence[Took]) -> str:
    profile = _spread([one.profile for one in took])
    place = _spread([one.place for one in took])
    return f"profile after {profile} of {_LIMIT_SECONDS:.0f} s, place after {place}"


def _spread(seconds: Sequence[float]) -> str:
    if len(seconds) == 1:
        return f"{seconds[0]:.2f} s"
    late = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    return f"{statistics.median(seconds):.2f} s, 95 in 100 {late:.2f} s"


def _published_post(data: Path) -> tuple[str, str]:
    """Start, write a post, publish it, stop; give its workspace's token, and its id."""
    wanted = {"title": "ML engineer", "country": "GB", "company": {"name": "Acme"}}
    with penroll_up(data, _NO_LIMITS) as url, httpx.Client(timeout=120) as http:
        stranger = Client(url, http)
        made = stranger.execute(GENERATE, input=wanted)["generatePost"]
        recruiter = replace(stranger, token=made["accessToken"])
        wait(recruiter, made["job"]["id"])
        published = recruiter.execute(PUBLISH, id=made["post"]["id"])["publishPost"]
        assert published["userErrors"] == [], published
        return made["accessToken"], made["post"]["id"]


@contextmanager
def _desk(data: Path, token: str, post: str) -> Iterator[Desk]:
    with penroll_up(data, _NO_LIMITS) as url, httpx.Client(timeout=120) as http:
        recruiter = Client(url, http, token)
        with recruiter.socket_events(_BOARD, postId=post) as board:
            next(board)
            yield Desk(recruiter, post, board)


def wait(client: Client, job: str) -> None:
    """Wait for the end of a job, which must be a good one."""
    with client.events(JOB_EVENTS, jobId=job) as stream:
        states = [data["jobEvents"].get("state") for data in stream]
    assert states[-1] == "SUCCEEDED", states


def _plain_seconds(client: Client) -> float:
    began = time.perf_counter()
    client.execute(_PLAIN)
    return time.perf_counter() - began


def _processor_seconds(data: Path) -> float:
    """Give what the API and the worker have used so far, with the parsers that they ran."""
    pids = [int((data / "pids" / f"{name}.pid").read_text()) for name in _PROCESSES]
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(sum(map(int, own[11:15])) for own in fields) / os.sysconf("SC_CLK_TCK")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
