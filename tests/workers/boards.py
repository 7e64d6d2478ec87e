"""A post with its applicants on a database that several tests share, and what is done to it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.audit import SYSTEM, Action, Happening, append
from db.erasing import erase
from db.jobs import NewJob
from db.rows import (
    ApplicantRow,
    PostRequirementRow,
    PostRow,
    RankingCriteriaRow,
    RankingRow,
    RankingScoreRow,
    ScorerInputRow,
)
from db.sessions import Sessions
from db.snapshots import standing
from db.withdrawing import withdraw
from tests.workers.draining import run_waiting
from tests.workers.test_actors import apply
from tests.world import World, add_job, skill_key
from workers.execution import Executor
from workers.replaying import Replay, replay


@dataclass
class Board:
    """Whatever is done here is done: every job that waits has run."""

    sessions: Sessions
    executor: Executor
    world: World
    applicants: list[uuid.UUID] = field(default_factory=list)

    @property
    def ranking(self) -> RankingRow:
        with self.sessions() as session:
            return self.ranking_in(session)

    def ranking_in(self, session: Session) -> RankingRow:
        own = select(RankingRow).where(RankingRow.post_id == self.world.post_id)
        return session.scalars(own).one()

    def apply(self, *cvs: str) -> None:
        self.applicants += [apply(self.sessions, self.world, cv) for cv in cvs]
        self.work()

    def work(self) -> None:
        run_waiting(self.executor, self.sessions)

    def rank_anew(self, **args: str) -> None:
        with self.sessions.begin() as session:
            workspace, post = self.world.workspace_id, self.world.post_id
            add_job(session, NewJob(workspace, "RANKING", post, args=args))
        self.work()

    def ask_for(self, skill: str) -> None:
        """Change what the post asks for: its title, and the first requirement."""
        with self.sessions.begin() as session:
            session.get_one(PostRow, self.world.post_id).title = f"{skill} expert"
            own = PostRequirementRow.post_id == self.world.post_id
            row = session.scalars(
                select(PostRequirementRow).where(own).order_by(PostRequirementRow.position)
            ).first()
            assert row is not None
            row.text, row.skill_ids = f"Working knowledge of {skill}", [skill_key(skill)]

    def add_words(self, applicant_id: uuid.UUID, words: str) -> None:
        """Have an applicant correct their profile, which is read again."""
        with self.sessions.begin() as session:
            row = session.get_one(ApplicantRow, applicant_id)
            row.cv_text = f"{row.cv_text}\n\nAdded by the applicant:\n{words}\n"
            job = NewJob(self.world.workspace_id, "SKILL_EXTRACTION", applicant_id)
            add_job(session, job)
        self.work()

    def erase(self, applicant_id: uuid.UUID) -> None:
        with self.sessions.begin() as session:
            done = erase(session, applicant_id, self.world.workspace_id, actor=SYSTEM, why="a test")
            assert done is not None

    def withdraw(self, applicant_id: uuid.UUID) -> None:
        with self.sessions.begin() as session:
            assert withdraw(session, applicant_id)
            facts = standing(session, self.ranking_in(session))
            workspace = self.world.workspace_id
            append(session, Happening(workspace, Action.WITHDRAWAL, SYSTEM, applicant_id, facts))

    def leave(self, applicant_id: uuid.UUID, how: Callable[[uuid.UUID], None]) -> None:
        """Have an applicant leave by `erase` or `withdraw`, unless they are the last."""
        if len(self.applicants) > 1:
            how(applicant_id)
            self.applicants.remove(applicant_id)

    def replayed(self, version: int | None = None) -> Replay:
        with self.sessions() as session:
            return replay(session, self.ranking.id, version)

    def scores(self, version: int) -> dict[uuid.UUID | None, float | None]:
        """Give the scores of a version as they are stored."""
        kept = RankingScoreRow
        own = select(kept).where(kept.ranking_id == self.ranking.id, kept.since <= version)
        with self.sessions() as session:
            rows = session.scalars(own).all()
        present = (row for row in rows if row.until is None or row.until > version)
        return {row.applicant_id: row.score for row in present}

    def kept(self) -> list[int]:
        """Count the rows that snapshots consist of."""
        workspace = self.world.workspace_id
        with self.sessions() as session:
            return [
                session.scalar(select(func.count()).where(table.workspace_id == workspace)) or 0
                for table in (RankingScoreRow, RankingCriteriaRow, ScorerInputRow)
            ]

    @contextmanager
    def rolled_back(self) -> Iterator[Session]:
        """Give a session whose changes nobody else sees."""
        with self.sessions() as session:
            yield session
            session.rollback()
