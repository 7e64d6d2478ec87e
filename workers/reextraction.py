"""Have CVs that older pipelines read, or could not read, read anew: a job a post, in the queue.

Who is left to read is asked of the rows, so asking again, also after a fault, repeats no work.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.jobs import NewJob, insert_job, live_job, queued_event
from db.outdated import live_jobs, outdated_by_post

OUTDATED = "outdated"
"""The argument that makes a SKILL_EXTRACTION job read the outdated CVs of a post: how many
there were when it was asked for, so that its progress goes on where another attempt ended."""

_PRIORITY = 160
"""After whatever people wait for, and after imports."""


@dataclass(frozen=True, slots=True)
class OutdatedPost:
    """A post and how many of its applicants have a CV to be read anew."""

    post_id: uuid.UUID
    workspace_id: uuid.UUID
    applicants: int


def outdated_posts(
    session: Session, pipeline: str, post_id: uuid.UUID | None = None
) -> list[OutdatedPost]:
    """Give the posts, or the one post, with CVs read by other pipelines than `pipeline`."""
    rows = session.execute(outdated_by_post(pipeline, post_id))
    return [OutdatedPost(row.post_id, row.workspace_id, row.applicants) for row in rows]


def request_reextraction(session: Session, posts: Iterable[OutdatedPost]) -> list[uuid.UUID]:
    """Insert a job for each post, unless one lives; give the ids of all of them."""
    return [_request(session, post) for post in posts]


def _request(session: Session, post: OutdatedPost) -> uuid.UUID:
    kind, args = "SKILL_EXTRACTION", {OUTDATED: post.applicants}
    job = NewJob(post.workspace_id, kind, post.post_id, args, priority=_PRIORITY)
    while True:
        if session.scalar(insert_job(job)) is not None:
            session.execute(queued_event(job))
            return job.id
        living = session.scalar(live_job(post.workspace_id, kind, post.post_id))
        if living is not None:
            return living.id


def states(session: Session, job_ids: Sequence[uuid.UUID]) -> list[str]:
    """Give the states of the jobs that have not ended yet."""
    return list(session.scalars(live_jobs(job_ids)))
