"""What resolvers know besides rows: country packs, wording rules, titles and the taxonomy.

Each is loaded once a process, in a thread, by the first operation that needs it.
"""

import asyncio
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from db.roles import Vector, known_titles, searchable_names
from db.sessions import AsyncSessions
from db.skills import taxonomy
from nlp.language import language_of
from nlp.ports import SpotSkills
from nlp.rules.packs import Packs
from nlp.rules.wording import WordingRules
from nlp.runtime.embedding import Embedder
from nlp.skills.taxonomy import Skill
from nlp.titles.matching import KnownTitle, TitleIndex, TitleMatch
from nlp.titles.occupations import Neighbour, family_of, is_occupation, names_somebody
from nlp.titles.spelling import Vocabulary
from seeds.occupations import occupation_nouns
from seeds.packs import read_packs
from seeds.rows import skill_of
from seeds.wording_rules import wording_rules


class Knowledge:
    """One of these serves a whole process."""

    def __init__(self, sessions: AsyncSessions) -> None:
        self._sessions = sessions
        self._lock = asyncio.Lock()
        self._titles: TitleIndex | None = None
        self._categories: dict[str, str] = {}
        self._spotter: SpotSkills | None = None
        self._vocabulary: Vocabulary | None = None

    async def warm(self) -> None:
        """Load what the first visitor would wait for; it needs no model."""
        await asyncio.gather(self.packs(), self.wording(""), self._title_index())

    async def packs(self) -> Packs:
        return await asyncio.to_thread(read_packs)

    async def wording(self, text: str) -> WordingRules:
        """Give the rules of the language that `text` is written in."""
        return await asyncio.to_thread(wording_rules, language_of(text))

    async def role_named(self, title: str) -> str | None:
        """Give the slug of the one role that bears `title`; needs no model."""
        return (await self._title_index()).exact(title)

    async def roles_near(self, title: str, *, limit: int) -> list[TitleMatch]:
        """Give the roles near `title`, best first; empty for nonsense."""
        index = await self._title_index()
        return await asyncio.to_thread(index.match, title, self._embedder.embed, limit=limit)

    async def vector_of(self, text: str) -> Vector:
        """Give the unit vector of what `text` means."""
        row: Vector = (await asyncio.to_thread(self._embedder.embed, [text]))[0]
        return row

    async def is_real(self, title: str, *, near: bool) -> bool:
        """Say whether a title that the library lacks names a job at all.

        What is `near` a role needs less to be believed.
        """
        nouns = await asyncio.to_thread(occupation_nouns)
        return is_occupation(title, nouns) or (near and names_somebody(title, nouns))

    async def family_of(self, title: str) -> str | None:
        """Give the slug of the category whose titles lie nearest to `title`, if one stands out."""
        index = await self._title_index()
        near = await asyncio.to_thread(index.nearest, title, self._embedder.embed, limit=8)
        return family_of([Neighbour(self._categories[role], like) for role, like in near])

    async def mended(self, search: str) -> str:
        """Give a search with its spelling mended by the words of titles and skills."""
        async with self._lock:
            if self._vocabulary is None:
                self._vocabulary = await self._read_vocabulary()
        return self._vocabulary.mended(search)

    async def skill_spotter(self) -> SpotSkills:
        async with self._lock:
            if self._spotter is None:
                skills = await self._skills()
                self._spotter = await asyncio.to_thread(_spotter, skills)
            return self._spotter

    @cached_property
    def _embedder(self) -> Embedder:
        return Embedder()

    async def _title_index(self) -> TitleIndex:
        async with self._lock:
            if self._titles is None:
                self._titles = await self._read_titles()
            return self._titles

    async def _read_titles(self) -> TitleIndex:
        async with self._sessions() as session:
            rows = (await session.execute(known_titles())).all()
        known = [KnownTitle(slug, title) for _, slug, title, _ in rows]
        self._categories = {slug: category for category, slug, *_ in rows}
        vectors = np.asarray([vector for *_, vector in rows], dtype=np.float32)
        return TitleIndex(known, vectors.reshape(len(known), -1))

    async def _read_vocabulary(self) -> Vocabulary:
        async with self._sessions() as session:
            names = (await session.scalars(searchable_names())).all()
        return await asyncio.to_thread(Vocabulary, names)

    async def _skills(self) -> Sequence[Skill]:
        async with self._sessions() as session:
            rows = (await session.scalars(taxonomy())).all()
        return [skill_of(row) for row in rows]


def _spotter(skills: Sequence[Skill]) -> SpotSkills:
    from nlp.posts.grounding import skill_spotter  # noqa: PLC0415 - brings spaCy and with it torch
    from nlp.skills.gazetteer import Gazetteer  # noqa: PLC0415

    return skill_spotter(Gazetteer(skills))
