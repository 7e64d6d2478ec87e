"""The bundled writer: it rewrites a unit by editing its authored wordings, and cannot invent."""

import random
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.ports import Stop, WritingTask
from nlp.posts.compose import states_figure
from nlp.posts.fluency import is_clumsy
from nlp.runtime.edit_rules import read_rules
from nlp.runtime.edits import PhraseList, Site, apart, holds_placeholders, longest_copy
from nlp.runtime.weights import verify

if TYPE_CHECKING:
    from nlp.runtime.edit_network import EditNetwork

WEIGHTS = Path(__file__).with_name("shipped") / "editor.safetensors"
WEIGHTS_SHA256 = "5ba097ce1c50970f95a7926336564d3ef11ca0e63396f0774093908734d2acb0"
CANDIDATES = 2
SURENESS = 0.4
"""How sure the network must be of a phrase at its place."""
_FREEDOM = 1.2
"""How much the seed counts."""
_OWN = 1.0
"""How much it counts that a text is made of the wording which the post would have."""
_MOST_PHRASES = 2
_TRIES = 3
"""How often phrases are chosen for each wording."""
_LONG_COPY = 8
_LEFT_ALONE = 0.2
"""How often a unit that has one new wording alone keeps its text, lest all posts share that one."""
_TAILORED = 2
_FOR_ALL = frozenset({"reword", "simple", "small"})
"""Kinds of phrases that no context has to ask for."""
_SENIOR = ("senior", "lead", "principal", "head")
_JUNIOR = ("entry", "junior", "intern", "trainee")


@dataclass(frozen=True)
class _Draft:
    text: str
    score: float
    tailored: str = ""
    """How a phrase begins that the context asked for; no post has two that begin alike."""


@dataclass
class BundledWriter:
    """Offers up to two texts a unit, each made of the unit's own words and the phrase list.

    The same task with the same `seed` gets the same texts. The weights are
    verified and loaded once, at the first offer; calls from several threads take turns.
    """

    weights: Path = WEIGHTS
    sha256: str | None = WEIGHTS_SHA256
    sureness: float = SURENESS
    is_model: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _network: "EditNetwork | None" = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"penroll-editor-1@{(self.sha256 or 'unverified')[:12]}"

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield each task's id with its candidates, best first; end early once `stop` is true."""
        network, used = self.load(), set[str]()
        phrases = PhraseList(network.phrases, read_rules())
        for task in tasks:
            try:
                with self._lock:
                    drafts = _Editing(network, phrases, task, self.sureness, stop).drafts(used)
            except _StoppedError:
                return
            used |= {draft.tailored for draft in drafts[:1] if draft.tailored}
            yield task.id, tuple(draft.text for draft in drafts)

    def load(self) -> "EditNetwork":
        """Load the weights, unless they are loaded already; raise WeightsError for others."""
        with self._lock:
            return self._load()

    def _load(self) -> "EditNetwork":
        if self._network is None:
            from nlp.runtime.edit_network import EditNetwork  # noqa: PLC0415 - brings torch

            if self.sha256 is not None:
                verify(self.weights, self.sha256)
            self._network = EditNetwork.load(self.weights)
        return self._network


class _StoppedError(Exception):
    """The caller wants no more."""


class _Editing:
    """The editing of one unit; `stop` is asked before each batch that the network reads."""

    def __init__(
        self,
        network: "EditNetwork",
        phrases: PhraseList,
        task: WritingTask,
        sureness: float,
        stop: Stop,
    ) -> None:
        self._network = network
        self._phrases = phrases
        self._task = task
        self._sureness = sureness
        self._stop = stop
        self._used: Collection[str] = ()
        self._chance = random.Random(  # noqa: S311 - a choice of words, repeatable by its seed
            repr((task.seed, task.id, sorted(task.texts), task.refused))
        )

    def drafts(self, used: Collection[str]) -> list[_Draft]:
        """Give the best drafts that differ from every wording and from what was refused.

        `used` are beginnings of tailored phrases that the post has already.
        """
        kinds = set(_FOR_ALL)
        if self._task.bullet and len(used) < _TAILORED:
            kinds |= set(_asked(self._task.context))
        self._used = used
        task = self._task
        known = {text.casefold() for text in (*task.texts, *task.authored, *task.refused)}
        found: dict[str, _Draft] = {}
        for draft in sorted(self._drafts(kinds), key=lambda own: own.score, reverse=True):
            if draft.text.casefold() not in known and not is_clumsy(draft.text, self._task.texts):
                found.setdefault(draft.text.casefold(), draft)
        if len(found) == 1 and self._chance.random() < _LEFT_ALONE:
            return []
        return list(found.values())[:CANDIDATES]

    def _drafts(self, kinds: Collection[str]) -> Iterator[_Draft]:
        words = [text.split() for text in self._task.texts]
        found = enumerate(zip(words, self._sites(words, kinds), strict=True))
        for number, (own, sites) in (each for each in found for _ in range(_TRIES)):
            chosen = self._chosen(sites)
            text = self._phrases.applied(own, chosen)
            changed = any(self._phrases.phrases[site.phrase].kind != "small" for site in chosen)
            if changed and self._keeps_facts(text):
                tailored = next(filter(None, map(self._beginning, chosen)), "")
                yield _Draft(text, self._score(text, number, tailored=bool(tailored)), tailored)

    def _keeps_facts(self, text: str) -> bool:
        return holds_placeholders(text, self._task.texts) and not self._brings_figure(text)

    def _brings_figure(self, text: str) -> bool:
        """Say whether the text states a figure, and the wording that the post chose none."""
        return states_figure(text) and not states_figure(self._task.texts[0])

    def _beginning(self, site: Site) -> str:
        """Give the first words of a tailored phrase, empty for any other."""
        phrase = self._phrases.phrases[site.phrase]
        return "" if phrase.kind in _FOR_ALL else " ".join(phrase.target.split()[:2])

    def _score(self, text: str, number: int, *, tailored: bool) -> float:
        """Prefer the post's own wording, what the context asks for, and no long copied run."""
        copied = longest_copy(text, self._task.texts) >= _LONG_COPY
        worth = 0.5 * tailored - 0.4 * copied + _OWN * (number == 0)
        return worth + _FREEDOM * self._chance.random()

    def _go_on(self) -> None:
        if self._stop():
            raise _StoppedError

    def _sites(self, texts: Sequence[Sequence[str]], kinds: Collection[str]) -> list[list[Site]]:
        """Give for each text the places at which the network would put a phrase of these kinds."""
        import torch  # noqa: PLC0415

        self._go_on()
        phrases = self._phrases.phrases
        sites = [
            [
                site
                for site in self._phrases.sites(words)
                if phrases[site.phrase].kind in kinds and self._beginning(site) not in self._used
            ]
            for words in texts
        ]
        with torch.inference_mode():
            logits = self._network.places(self._network.read(texts), sites)
        return [
            [
                site
                for site, p in zip(own, found.sigmoid().tolist(), strict=True)
                if p >= self._sureness
            ]
            for own, found in zip(sites, logits, strict=True)
        ]

    def _chosen(self, sites: Sequence[Site]) -> list[Site]:
        """Choose some sites that do not overlap, those asked for by the context first."""
        order = sorted(sites, key=lambda site: (self._rank(site), self._chance.random()))
        return apart(order, most=self._chance.randint(1, _MOST_PHRASES))

    def _rank(self, site: Site) -> int:
        kind = self._phrases.phrases[site.phrase].kind
        return {"reword": 1, "simple": 1, "small": 2}.get(kind, 0)


def _asked(context: Mapping[str, str]) -> Iterator[str]:
    """Give the kinds of edits that the context asks for."""
    seniority = context.get("seniority", "").lower()
    if seniority in _SENIOR:
        yield "senior"
    if seniority in _JUNIOR:
        yield "junior"
    if context.get("work_mode", "") == "Remote":
        yield "remote"
