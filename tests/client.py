"""A client inside the test's own process, and the workers' part done by hand."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select
from starlette.applications import Starlette

from api.app import create_app
from api.settings import Settings
from db.progress import ProgressWriter, sync_client
from db.rows import JobRow
from db.sessions import sync_engine, sync_sessions
from workers.actors import handlers
from workers.execution import Executor

Json = dict[str, Any]

GENERATE = """
mutation ($input: GeneratePostInput!) {
  generatePost(input: $input) {
    post { id title status role { slug } } job { id state } accessToken
    userErrors { field message code }
  }
}
"""
PUBLISH = """
mutation ($id: ID!) { publishPost(postId: $id) { post { status } userErrors { code } } }
"""
SUBMIT = """
mutation ($input: SubmitApplicationInput!) {
  submitApplication(input: $input) {
    applicant { id handle status name } job { id } applicantToken
    userErrors { field message code }
  }
}
"""


@dataclass
class Api:
    """Speaks to the application; `work` does what the workers would."""

    settings: Settings
    app: Starlette
    http: httpx.AsyncClient

    async def send(
        self, query: str, variables: Json | None = None, *, token: str | None = None
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        headers["content-type"] = "application/json"
        body = json.dumps({"query": query, "variables": variables or {}})
        return await self.http.post("/graphql", content=body, headers=headers)

    async def answer(
        self, query: str, variables: Json | None = None, *, token: str | None = None
    ) -> Json:
        answer: Json = (await self.send(query, variables, token=token)).json()
        return answer

    async def data(
        self, query: str, variables: Json | None = None, *, token: str | None = None
    ) -> Json:
        answer = await self.answer(query, variables, token=token)
        assert "errors" not in answer, answer["errors"]
        data: Json = answer["data"]
        return data

    async def code(
        self, query: str, variables: Json | None = None, *, token: str | None = None
    ) -> str:
        """Give the code of the first error."""
        answer = await self.answer(query, variables, token=token)
        return str(answer["errors"][0]["extensions"]["code"])

    async def uploaded(self, content: bytes, *, token: str | None = None) -> str:
        """Send a file and give its id."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = await self.http.post("/uploads", content=content, headers=headers)
        assert answer.status_code == 201
        return str(answer.json()["id"])

    async def fetched(self, path: str, *, token: str | None = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await self.http.get(path, headers=headers)

    async def work(self) -> None:
        """Run every job that waits, and those that they start."""
        await asyncio.to_thread(self._work)

    def _work(self) -> None:
        where = self.settings.database
        engine = sync_engine(where, application_name="tests")
        sessions = sync_sessions(engine)
        with sync_client(where.redis_url) as client:
            progress = ProgressWriter(client)
            lease = timedelta(seconds=30)
            executor = Executor(sessions, progress, handlers(sessions, progress), lease)
            while ids := self._waiting(sessions):
                for job_id in ids:
                    executor.run(str(job_id))
        engine.dispose()

    @staticmethod
    def _waiting(sessions: Any) -> list[uuid.UUID]:
        with sessions() as session:
            return list(session.scalars(select(JobRow.id).where(JobRow.state == "QUEUED")))

    async def published(self, title: str = "Bookkeeper") -> "Posted":
        """Generate, write and publish a post in a workspace of its own."""
        given = {"title": title, "country": "GB", "city": "Leeds", "seed": 7}
        made = (await self.data(GENERATE, {"input": given}))["generatePost"]
        assert made["userErrors"] == []
        await self.work()
        posted = Posted(made["post"]["id"], made["job"]["id"], made["accessToken"])
        await self.data(PUBLISH, {"id": posted.id}, token=posted.token)
        return posted

    async def applied(self, posted: "Posted", cv: str) -> Json:
        given = {"postId": posted.id, "name": "Ana Canary", "email": "ana@example.org"}
        answer = await self.data(SUBMIT, {"input": given | {"cvText": cv}})
        payload: Json = answer["submitApplication"]
        assert payload["userErrors"] == []
        return payload


@dataclass(frozen=True, slots=True)
class Posted:
    id: str
    job: str
    token: str


@asynccontextmanager
async def running_api(settings: Settings) -> AsyncIterator[Api]:
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://penroll.test") as http,
    ):
        yield Api(settings, app, http)
