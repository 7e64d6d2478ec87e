"""Statements about posts, their sections and requirements."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from db.rows import PostRequirementRow, PostRow, PostSectionRow, PostShinglesRow


def post_by_id(post_id: uuid.UUID, workspace_id: uuid.UUID) -> Select[PostRow]:
    return select(PostRow).where(PostRow.id == post_id, PostRow.workspace_id == workspace_id)


def open_post(post_id: uuid.UUID) -> Select[PostRow]:
    """Select and share-lock a post that takes applications, whoever asks."""
    return (
        select(PostRow)
        .where(PostRow.id == post_id, PostRow.status.in_(("PUBLISHED", "CLOSED")))
        .with_for_update(read=True)
    )


def sections_of(post_ids: Iterable[uuid.UUID]) -> Select[PostSectionRow]:
    """Select the sections of posts in reading order."""
    return (
        select(PostSectionRow)
        .where(PostSectionRow.post_id.in_(set(post_ids)))
        .order_by(PostSectionRow.post_id, PostSectionRow.position)
    )


def requirements_of_posts(post_ids: Iterable[uuid.UUID]) -> Select[PostRequirementRow]:
    return (
        select(PostRequirementRow)
        .where(PostRequirementRow.post_id.in_(set(post_ids)))
        .order_by(PostRequirementRow.post_id, PostRequirementRow.position)
    )


def upsert_section(*, keep: str | None = None, **values: Any) -> Any:
    """Store a section by (post, kind) and give its kind.

    One whose provenance is `keep` stays as it is, and no row comes back.
    """
    statement = insert(PostSectionRow).values(**values)
    key = ("post_id", "kind")
    changed = {name: statement.excluded[name] for name in values if name not in key}
    return statement.on_conflict_do_update(
        index_elements=key,
        set_=changed,
        where=None if keep is None else PostSectionRow.provenance != keep,
    ).returning(PostSectionRow.kind)


def upsert_shingles(
    *,
    post_id: uuid.UUID,
    workspace_id: uuid.UUID,
    origin: int,
    shingles: Iterable[int],
    whole: bool,
) -> Any:
    """Store which runs of words a post holds now: these alone if they are its `whole` text."""
    statement = insert(PostShinglesRow).values(
        post_id=post_id, workspace_id=workspace_id, origin=origin, shingles=sorted(shingles)
    )
    new = statement.excluded.shingles
    return statement.on_conflict_do_update(
        index_elements=["post_id"],
        set_={"shingles": new if whole else PostShinglesRow.shingles + new},
    )


def shingles_elsewhere(shingles: Iterable[int], *, origin: int) -> Select[int]:
    """Select those of `shingles` that stand in a post of another origin."""
    wanted = cast(sorted(shingles), ARRAY(BigInteger))
    held = (
        select(func.unnest(PostShinglesRow.shingles).label("shingle"))
        .where(PostShinglesRow.shingles.overlap(wanted), PostShinglesRow.origin != origin)
        .subquery()
    )
    return select(held.c.shingle).where(held.c.shingle == func.any(wanted)).distinct()
