"""What a worker loads ahead of its first job, so that its first CV takes no longer than others."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from transformers import AutoModel

from db.progress import ProgressWriter
from db.rows import ExtractedSkillRow, RankingEntryRow
from db.sessions import Sessions, sync_engine, sync_sessions
from db.settings import DatabaseSettings
from tests.workers.draining import run_waiting
from tests.workers.test_actors import apply
from tests.world import count, make_world
from workers.actors import handlers, warm
from workers.broker import DEFAULT_QUEUE
from workers.execution import Executor, Handler

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def handling(sessions: Sessions, progress: ProgressWriter) -> Mapping[str, Handler]:
    return handlers(sessions, progress)


@pytest.fixture
def executor(
    sessions: Sessions, progress: ProgressWriter, handling: Mapping[str, Handler]
) -> Executor:
    return Executor(sessions, progress, handling, timedelta(seconds=30))


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was loaded so far: the folder of each model."""
    folders: list[object] = []
    load = AutoModel.from_pretrained

    def noted(folder: Any, **options: Any) -> object:
        folders.append(folder)
        return load(folder, **options)

    monkeypatch.setattr(AutoModel, "from_pretrained", noted)
    return folders


def test_a_warm_worker_reads_and_places_a_cv_without_loading_a_model_any_more(
    executor: Executor,
    sessions: Sessions,
    handling: Mapping[str, Handler],
    loaded: list[object],
) -> None:
    world = make_world(sessions)
    warm(handling, [DEFAULT_QUEUE])
    assert len(loaded) == 2, "the tagger and the sentence embeddings"
    apply(sessions, world)
    run_waiting(executor, sessions)
    assert count(sessions, RankingEntryRow) == 1
    assert len(loaded) == 2


def test_a_worker_that_warmed_up_before_the_seeding_knows_the_skills_after_it(
    executor: Executor, sessions: Sessions, handling: Mapping[str, Handler]
) -> None:
    warm(handling, [DEFAULT_QUEUE])
    apply(sessions, make_world(sessions))
    run_waiting(executor, sessions)
    with sessions() as session:
        names = set(session.scalars(select(ExtractedSkillRow.name)))
    assert {"Python", "SQL"} <= names


def test_a_worker_whose_database_is_away_warms_up_with_its_first_cv(
    progress: ProgressWriter,
) -> None:
    engine = sync_engine(DatabaseSettings(NOWHERE, "redis://unused"), application_name="tests")
    warm(handlers(sync_sessions(engine), progress), [DEFAULT_QUEUE])
    engine.dispose()
