"""A Penroll that runs, and a client as small as an SPA's: HTTP, event streams and WebSocket."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx
from httpx_sse import connect_sse
from websockets.sync.client import ClientConnection, connect

Json = dict[str, Any]

GENERATE = """
mutation ($input: GeneratePostInput!) {
  generatePost(input: $input) {
    post { id status title }
    job { id state kind }
    accessToken
    userErrors { field message code }
  }
}
"""
JOB_EVENTS = """
subscription ($jobId: ID!, $after: String) {
  jobEvents(jobId: $jobId, after: $after) {
    __typename cursor at
    ... on JobStateChanged { state }
    ... on JobProgressed { progress { done total stage } }
    ... on PostSectionWritten { section { kind heading body items provenance } }
  }
}
"""
PUBLISH = """
mutation ($id: ID!) {
  publishPost(postId: $id) { post { status } userErrors { message } }
}
"""
SUBMIT = """
mutation ($input: SubmitApplicationInput!) {
  submitApplication(input: $input) {
    applicant { handle status } job { id } applicantToken userErrors { field message code }
  }
}
"""
_URL = re.compile(r"http://127\.0\.0\.1:\d+/graphql")


class GraphQLError(AssertionError):
    """A response with GraphQL errors where the test expected none."""


@dataclass
class Client:
    """Speaks GraphQL to `url` (…/graphql), with a bearer token once it has one."""

    url: str
    http: httpx.Client
    token: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def execute(self, query: str, **variables: Any) -> Json:
        """Run a query or mutation; raise GraphQLError when the answer has errors."""
        answer = self.http.post(
            self.url, json={"query": query, "variables": variables}, headers=self.headers
        ).json()
        if "errors" in answer:
            raise GraphQLError(answer["errors"])
        data: Json = answer["data"]
        return data

    @contextmanager
    def events(self, query: str, **variables: Any) -> Iterator[Iterator[Json]]:
        """Subscribe over server-sent events; yield the data of each `next` until `complete`."""
        body = {"query": query, "variables": variables}
        with connect_sse(self.http, "POST", self.url, json=body, headers=self.headers) as source:
            yield self._next_events(source)

    @staticmethod
    def _next_events(source: Any) -> Iterator[Json]:
        for event in source.iter_sse():
            if event.event == "complete":
                return
            if event.event == "next":
                payload = json.loads(event.data)
                if "errors" in payload:
                    raise GraphQLError(payload["errors"])
                yield payload["data"]

    @contextmanager
    def socket_events(self, query: str, **variables: Any) -> Iterator[Iterator[Json]]:
        """Subscribe over graphql-transport-ws; yield the data of each `next` until `complete`."""
        address = self.url.replace("http", "ws", 1)
        protocol: Any = ["graphql-transport-ws"]
        with connect(address, subprotocols=protocol) as socket:
            socket.send(json.dumps({"type": "connection_init", "payload": self.headers}))
            acknowledged = json.loads(socket.recv(timeout=10))
            assert acknowledged["type"] == "connection_ack"
            payload = {"query": query, "variables": variables}
            socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            yield self._next_messages(socket)

    @staticmethod
    def _next_messages(socket: ClientConnection) -> Iterator[Json]:
        while True:
            message = json.loads(socket.recv(timeout=30))
            if message["type"] == "complete":
                return
            if message["type"] == "ping":
                socket.send(json.dumps({"type": "pong"}))
            if message["type"] == "error":
                raise GraphQLError(message["payload"])
            if message["type"] == "next":
                if "errors" in message["payload"]:
                    raise GraphQLError(message["payload"]["errors"])
                yield message["payload"]["data"]


@contextmanager
def penroll_up(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run `penroll up` on a data folder, with `settings` and no others; yield the URL it prints."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PENROLL_")}
    environ |= {"PENROLL_DATA_DIR": str(data), "PENROLL_PORT": "0", **(settings or {})}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "up"],
        env=environ,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    url = _printed_url(process.stdout)
    reader = threading.Thread(target=process.stdout.read, daemon=True)
    reader.start()
    try:
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        reader.join()
        process.stdout.close()


def _printed_url(lines: IO[str]) -> str:
    printed = []
    for line in lines:
        printed.append(line)
        if found := _URL.search(line):
            return found[0]
    raise AssertionError("penroll up ended without a URL:\n" + "".join(printed))
