"""Put jobs into the transaction of the rows that they work on; the row is the outbox."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.jobs import NewJob, args_digest, insert_job, job_by_key, live_job, queued_event
from db.rows import JobRow
from graph.context import Context
from graph.errors import UserErrorCode, refused


class RepeatedKeyError(Exception):
    """Another call with the same key was faster: roll back and read what it made."""


async def enqueue(session: AsyncSession, job: NewJob) -> JobRow:
    """Insert the job, or give the one that lives for the same subject.

    Raise RepeatedKeyError where the idempotency key is taken already.
    """
    if await session.scalar(insert_job(job)) is not None:
        await session.execute(queued_event(job))
        return (await session.scalars(select(JobRow).where(JobRow.id == job.id))).one()
    if job.idempotency_key is not None:
        raise RepeatedKeyError
    return (await session.scalars(live_job(job.workspace_id, job.kind, job.subject_id))).one()


async def enqueue_alone(context: Context, job: NewJob) -> JobRow:
    """Insert a job that belongs to no other change."""
    async with context.sessions.begin() as session:
        return await enqueue(session, job)


def digest_of_input(given: Any) -> bytes:
    """Give the SHA-256 of an input without its key, to tell a repeated call from another one."""
    fields: dict[str, Any] = asdict(given)
    fields.pop("idempotency_key", None)
    return args_digest(fields)


async def repeated(
    session: AsyncSession,
    new: Mapping[str, Any],
    *,
    key: str | None,
    digest: bytes,
    field: Sequence[str] = ("input", "idempotencyKey"),
) -> JobRow | None:
    """Give the job of an earlier call with `key`; refuse a key that came with another input."""
    if key is None:
        return None
    job = await session.scalar(job_by_key(new["workspace_id"], new["kind"], key))
    if job is not None and job.args_hash != digest:
        raise refused(
            "This idempotency key was used with another input: take a new one.",
            *field,
            code=UserErrorCode.CONFLICT,
        )
    return job


def private_key(context: Context, scope: str, key: str) -> str:
    """Give the key of a caller without a workspace's token, so that strangers share none."""
    return hashlib.sha256(f"{scope}\n{context.address}\n{key}".encode()).hexdigest()
