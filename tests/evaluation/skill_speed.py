"""Measure how fast whole CVs are read, part by part, on one core and by two processes."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Self

from nlp.ranking.blinding import blind
from nlp.ranking.reading import packed, read
from nlp.runtime.embedding import Embedder, Vectors
from nlp.runtime.tagger import TrainedTagger
from nlp.skills.extraction import Extractor
from nlp.skills.linking import Linker
from nlp.skills.taxonomy import Skill
from nlp.skills.trained import TrainedPhrases

_TODAY = date(2026, 11, 1)
_PROCESSES = 2
_ROUNDS = 3
"""How often two processes read all: once would be over in seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a worker has in memory to make a profile of a CV."""

    names: Extractor
    extractor: Extractor
    embedder: Embedder

    @classmethod
    def of(cls, skills: Sequence[Skill], vectors: Vectors) -> Self:
        embedder = Embedder()
        linker = Linker(skills, vectors=vectors, embed=embedder.embed)
        trained = Extractor(skills, TrainedPhrases(skills, TrainedTagger(), linker))
        return cls(Extractor(skills), trained, embedder)

    def profile(self, text: str) -> None:
        """Do all that a worker does between a CV's text and its rows."""
        told = blind(text)
        self.extractor.extract(told, today=_TODAY)
        packed(read(told, self.embedder.embed))


def speed_lines(skills: Sequence[Skill], vectors: Vectors, texts: Sequence[str]) -> Iterator[str]:
    """Give lines of text with CVs a second; each rate is also one of the first, in the same run."""
    parts = Parts.of(skills, vectors)
    words = sum(len(text.split()) for text in texts) / len(texts)
    yield f"{len(texts)} gold CVs of {words:.0f} words on average, CVs a second of processor time:"
    names = _rate(lambda text: parts.names.extract(text, today=_TODAY), texts)
    rates = {
        "names of the taxonomy alone": names,
        "and tagger and linker": _rate(lambda t: parts.extractor.extract(t, today=_TODAY), texts),
        "and blinding and the reading for ranking": _rate(parts.profile, texts),
    }
    for what, rate in rates.items():
        yield f"  {what:42} {rate:7.1f}   1 : {names / rate:.1f}"
    wall, alone = _two_processes(skills, vectors, texts), min(rates.values())
    yield (
        f"two processes, everything on: {wall:.1f} CVs a second by the clock, {wall / alone:.2f} "
        f"times the one (load of the machine {os.getloadavg()[0]:.1f})"
    )


def _rate(work: Callable[[str], object], texts: Sequence[str]) -> float:
    work(texts[0])
    started = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - started)


class _Process:
    """What each process of the pool loads once."""

    parts: Parts

    @classmethod
    def load(cls, skills: Sequence[Skill], vectors: Vectors, text: str, loaded: Barrier) -> None:
        cls.parts = Parts.of(skills, vectors)
        cls.parts.profile(text)
        loaded.wait()

    @classmethod
    def profile(cls, text: str) -> None:
        cls.parts.profile(text)


def _two_processes(skills: Sequence[Skill], vectors: Vectors, texts: Sequence[str]) -> float:
    """Give CVs a second by the clock, from when all processes are loaded."""
    context = get_context("spawn")
    loaded = context.Barrier(_PROCESSES + 1)
    loading = (skills, vectors, texts[0], loaded)
    with ProcessPoolExecutor(_PROCESSES, context, _Process.load, loading) as pool:
        read = pool.map(_Process.profile, [*texts] * _ROUNDS)
        loaded.wait()
        started = time.perf_counter()
        list(read)
        return len(texts) * _ROUNDS / (time.perf_counter() - started)
