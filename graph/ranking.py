"""The ranking of a post's applicants, each place with its assessments and their evidence."""

import uuid
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from db.events import RankingSignal, follow_ranking
from db.ranking import entry_count, entry_of, ranked_page, ranking_of
from db.rows import ApplicantRow, RankingRow
from graph.applicants import Applicant
from graph.context import Context, Info
from graph.errors import bad_input, graphql_error
from graph.jobs import Progress
from graph.node import Node
from graph.pages import Connection, checked_first, connection_of, cursor_of, values_of
from graph.posts import Post, find_post
from graph.reading import count_of, one_or_none
from graph.roles import Requirement
from graph.scalars import now
from nlp.ranking.asked import Criterion
from nlp.ranking.scoring import Verdict

strawberry.enum(
    Verdict,
    description="UNKNOWN: nothing in the CV speaks of it. Silence is never counted as failing.",
)
strawberry.enum(
    Criterion,
    description="By which rules a requirement was assessed: docs/ranking.md says them.",
)


@strawberry.type
class Evidence:
    quote: str = strawberry.field(description="Verbatim: cvText[start:end].")
    start: int
    end: int


@strawberry.type
class Assessment:
    stored: strawberry.Private[dict[str, Any]]
    applicant: strawberry.Private[ApplicantRow]
    requirement: Requirement

    @strawberry.field
    def criterion(self) -> Criterion:
        return Criterion(self.stored.get("criterion", Criterion.SKILL))

    @strawberry.field
    def verdict(self) -> Verdict:
        return Verdict(self.stored["verdict"])

    @strawberry.field
    def points(self) -> float:
        """What this requirement adds to the score; the score is the sum."""
        return float(self.stored["points"])

    @strawberry.field
    def max_points(self) -> float:
        return float(self.stored["max_points"])

    @strawberry.field
    def evidence(self) -> list[Evidence]:
        text = self.applicant.cv_text or ""
        spans = self.stored["evidence"]
        return [Evidence(quote=text[start:end], start=start, end=end) for start, end in spans]


@strawberry.type
class RankOverride:
    machine_position: int
    reason: str
    at: datetime


@strawberry.type
class RankedApplicant:
    entry: strawberry.Private[Any]
    person: strawberry.Private[ApplicantRow]

    @strawberry.field
    def position(self) -> int:
        return int(self.entry.position)

    @strawberry.field
    def score(self) -> float:
        return float(self.entry.score)

    @strawberry.field
    def applicant(self) -> Applicant:
        return Applicant(row=self.person)

    @strawberry.field
    async def assessments(self, info: Info) -> list[Assessment]:
        stored = self.entry.assessments
        ids = [uuid.UUID(own["requirement_id"]) for own in stored]
        rows = await info.context.loaders.post_requirement.load_many(ids)
        return [
            Assessment(stored=own, applicant=self.person, requirement=Requirement(row=row))
            for own, row in zip(stored, rows, strict=True)
            if row is not None
        ]

    @strawberry.field
    def override(self) -> RankOverride | None:
        if self.entry.override_position is None:
            return None
        return RankOverride(
            machine_position=self.entry.machine_position,
            reason=self.entry.override_reason,
            at=self.entry.overridden_at,
        )


async def _ranked(context: Context, entries: list[Any]) -> list[RankedApplicant]:
    rows = await context.loaders.applicant.load_many([entry.applicant_id for entry in entries])
    return [
        RankedApplicant(entry=entry, person=row)
        for entry, row in zip(entries, rows, strict=True)
        if row is not None
    ]


async def ranked_applicant(
    context: Context, ranking: RankingRow, applicant_id: uuid.UUID
) -> RankedApplicant | None:
    """Give the present place of one applicant."""
    async with context.reading() as session:
        statement = entry_of(ranking.id, ranking.generation, applicant_id)
        entry = (await session.execute(statement)).one_or_none()
    found = await _ranked(context, [entry] if entry else [])
    return found[0] if found else None


@strawberry.type
class Ranking(Node):
    row: strawberry.Private[RankingRow]

    @strawberry.field
    async def post(self, info: Info) -> Post:
        row = await info.context.loaders.post.load(self.row.post_id)
        assert row is not None  # noqa: S101 - a foreign key
        return Post(row=row)

    @strawberry.field
    def version(self) -> int:
        return self.row.version

    @strawberry.field
    def model(self) -> str:
        """Name and version of the ranker and of every model in it."""
        return self.row.model

    @strawberry.field
    def computed_at(self) -> datetime:
        return self.row.computed_at

    @strawberry.field
    async def entries(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[RankedApplicant]:
        """By position. A cursor means "after this applicant", wherever they stand by then."""
        context, size, row = info.context, checked_first(first), self.row
        rows = await _board(context, row, first=size + 1, after=_place(after))
        return connection_of(
            rows,
            first=size,
            after=after,
            cursor=lambda ranked: cursor_of((ranked.person.id, ranked.entry.position)),
            node=lambda ranked: ranked,
            count=partial(count_of, context, entry_count(row.id, row.generation)),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: an applicant, and their position then."""

    applicant_id: uuid.UUID
    position: int


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    match values_of(cursor):
        case [str() as applicant_id, int() as position]:
            return Place(uuid.UUID(applicant_id), position)
    raise bad_input("`after` is no cursor of this list: give back an `endCursor` of it.")


async def _board(
    context: Context, ranking: RankingRow, *, first: int, after: Place | None
) -> list[RankedApplicant]:
    statement = ranked_page(
        ranking.id,
        ranking.generation,
        first=first,
        after=(after.applicant_id, after.position) if after else None,
    )
    async with context.reading() as session:
        entries = list((await session.execute(statement)).all())
    return await _ranked(context, entries)


@strawberry.type
class RankMove:
    applicant: Applicant
    from_: int | None = strawberry.field(name="from")
    to: int | None
    score: float | None


@strawberry.type(
    description="The live board of a post: first the present state, then every change, as "
    "applicants roll in."
)
class RankingUpdate:
    cursor: str
    at: datetime
    version: int
    progress: Progress = strawberry.field(description="Applicants assessed, of those received.")
    moved: list[RankMove]
    top: list[RankedApplicant]


@strawberry.type
class RankingSubscription:
    @strawberry.subscription
    async def live_ranking(
        self, info: Info, post_id: strawberry.ID, first: int = 20, after: str | None = None
    ) -> AsyncGenerator[RankingUpdate, None]:
        """The board now, then after every change; `after` resumes at a cursor. Does not end."""
        context, size = info.context, checked_first(first)
        context.recruiter()
        post = await find_post(context, post_id)
        if post is None:
            raise graphql_error("NOT_FOUND", "There is no such post.")
        version = _version(after)
        signals = follow_ranking(context.reading, context.hub, post.row.id, after=version)
        async for signal in signals:
            yield await _update(context, post, signal, first=size)


def _version(after: str | None) -> int | None:
    if after is None:
        return None
    if not after.isascii() or not after.isdigit() or len(after) > 9:
        raise bad_input("`after` is no cursor of this subscription.")
    return int(after)


async def _update(
    context: Context, post: Post, signal: RankingSignal | None, *, first: int
) -> RankingUpdate:
    ranking = await one_or_none(context, ranking_of(post.row.id, post.row.workspace_id))
    board = [] if ranking is None else await _board(context, ranking, first=first, after=None)
    state = signal or RankingSignal(0, now(), 0, 0, [])
    return RankingUpdate(
        cursor=str(state.version),
        at=state.at,
        version=state.version,
        progress=Progress(done=state.done, total=state.total, stage="ranking applicants"),
        moved=await _moves(context, state.moves),
        top=board,
    )


async def _moves(context: Context, moves: list[dict[str, Any]]) -> list[RankMove]:
    """Give the moves; those of applicants erased since are left out."""
    ids = [uuid.UUID(move["applicant_id"]) for move in moves]
    rows = await context.loaders.applicant.load_many(ids)
    return [
        RankMove(
            applicant=Applicant(row=row), from_=move["from"], to=move["to"], score=move["score"]
        )
        for move, row in zip(moves, rows, strict=True)
        if row is not None
    ]
