"""A client of a running Penroll, as small as an SPA's: HTTP, server-sent events and WebSocket."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_sse import connect_sse
from websockets.sync.client import ClientConnection, connect

Json = dict[str, Any]


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
