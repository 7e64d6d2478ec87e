"""Small rows for tests: a workspace with a post, applicants and a few skills."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.base import stable_id
from db.jobs import NewJob, insert_job, queued_event
from db.rows import (
    ApplicantRow,
    CategoryRow,
    JobEventRow,
    JobRow,
    PostRequirementRow,
    PostRow,
    RoleRow,
    SkillRow,
    WorkspaceRow,
)
from db.sessions import Sessions
from nlp.posts.brief import Brief, Company, brief_to_json
from nlp.rules.money import Pay, SalaryPeriod

SKILLS = ("Python", "SQL", "Docker", "Bookkeeping")
CV = "Developer.\nFive years of Python, two of them with SQL.\nNo experience with Docker."


@dataclass(frozen=True, slots=True)
class World:
    """A workspace with a published post that asks for Python, SQL and Docker."""

    workspace_id: uuid.UUID
    post_id: uuid.UUID


def skill_key(name: str) -> uuid.UUID:
    return stable_id("skill", name.lower())


def add_skills(session: Session) -> None:
    for name in SKILLS:
        row = SkillRow(
            id=skill_key(name), slug=name.lower(), name=name, kind="KNOWLEDGE", library=True
        )
        session.merge(row)


def add_workspace(session: Session) -> uuid.UUID:
    workspace = WorkspaceRow()
    session.add(workspace)
    session.flush()
    return workspace.id


def brief(post_id: uuid.UUID, *, title: str = "Backend Engineer", seed: int = 7) -> Brief:
    return Brief(
        post_id=str(post_id),
        title=title,
        country="GB",
        created_on=date(2026, 11, 24),
        seed=seed,
        city="Leeds",
        company=Company(name="Acme Robotics", about="We build robots that sort recycling."),
        pay=Pay(Decimal(50_000), Decimal(60_000), "GBP", SalaryPeriod.YEAR),
        required_skills=("Python", "SQL"),
    )


def add_role(session: Session, slug: str) -> uuid.UUID:
    """Add the row of a library role, as far as a post asks for it."""
    category = CategoryRow(slug="any", name="Any", description="Any", position=0)
    session.add(category)
    session.flush()
    role = RoleRow(slug=slug, title=slug, library=True, category_id=category.id)
    session.add(role)
    session.flush()
    return role.id


def add_post(
    session: Session,
    workspace_id: uuid.UUID,
    *,
    status: str = "GENERATING",
    role_id: uuid.UUID | None = None,
) -> PostRow:
    post_id = uuid.uuid4()
    post = PostRow(
        id=post_id,
        workspace_id=workspace_id,
        role_id=role_id,
        title="Backend Engineer",
        country="GB",
        employment_type="FULL_TIME",
        status=status,
        brief=brief_to_json(brief(post_id)),
    )
    session.add(post)
    session.flush()
    return post


def add_requirements(session: Session, post: PostRow, names: Iterable[str]) -> None:
    for position, name in enumerate(names):
        session.add(
            PostRequirementRow(
                post_id=post.id,
                workspace_id=post.workspace_id,
                position=position,
                kind="REQUIRED",
                text=f"Working knowledge of {name}",
                skill_ids=[skill_key(name)],
            )
        )
    session.flush()


def make_world(sessions: Sessions) -> World:
    with sessions.begin() as session:
        add_skills(session)
        workspace_id = add_workspace(session)
        post = add_post(session, workspace_id, status="PUBLISHED")
        add_requirements(session, post, ("Python", "SQL", "Docker"))
        return World(workspace_id, post.id)


def add_applicant(session: Session, world: World, *, cv: str | None = CV) -> uuid.UUID:
    applicant = ApplicantRow(
        workspace_id=world.workspace_id,
        post_id=world.post_id,
        handle=f"Applicant {uuid.uuid4().hex[:8]}",
        name="Canary Name",
        email="canary@example.org",
        cv_text=cv,
    )
    session.add(applicant)
    session.flush()
    return applicant.id


def add_job(session: Session, job: NewJob) -> uuid.UUID:
    """Insert a job with its first event, as a mutation does."""
    assert session.scalar(insert_job(job)) == job.id
    session.execute(queued_event(job))
    return job.id


def job_row(sessions: Sessions, job_id: uuid.UUID) -> JobRow:
    with sessions() as session:
        return session.get_one(JobRow, job_id)


def states_of(sessions: Sessions, job_id: uuid.UUID) -> Sequence[str]:
    """Give the states of a job's events, in order."""
    statement = (
        select(JobEventRow.body["state"].astext)
        .where(JobEventRow.job_id == job_id, JobEventRow.kind == "STATE")
        .order_by(JobEventRow.attempt, JobEventRow.seq)
    )
    with sessions() as session:
        return session.scalars(statement).all()


def count(sessions: Sessions, table: type) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def all_of(sessions: Sessions, statement: Any) -> list[Any]:
    with sessions() as session:
        return list(session.scalars(statement))
