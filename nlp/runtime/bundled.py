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
from nlp.runtime.edits import (
    PhraseList,
    Site,
    Splice,
    holds_placeholders,
    longest_copy,
    says_twice,
    splices,
)
from nlp.runtime.weights import verify

if TYPE_CHECKING:
    from nlp.runtime.edit_network import EditNetwork

WEIGHTS = Path(__file__).with_name("shipped") / "editor.safetensors"
WEIGHTS_SHA256 = "a289547ef7618f69a15bdbafc307156cb49ce61ee9f08ac7260f20b5fa6b0625"
CANDIDATES = 2
_MAX_PAIRS = 16
_AT_ONCE = 8
_FREEDOM = 1.2
"""How much the seed counts against what the network prefers."""
_OWN_HEAD = 1.0
"""How much the beginning of the wording that the post would have counts: two seeds then differ."""
_LONG_COPY = 8
_TAILORED = 2
_SHORTLIST = 5
_FOR_ALL = frozenset({"reword", "simple", "small"})
"""Kinds of phrases that no context has to ask for."""
_SENIOR = ("senior", "lead", "principal", "head")
_JUNIOR = ("entry", "junior", "intern", "trainee")


@dataclass(frozen=True)
class Sureness:
    """How sure the network must be of a joint, of a tail for a head, and of a phrase."""

    joint: float = 0.5
    fit: float = 0.5
    phrase: float = 0.4


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
    sureness: Sureness = field(default_factory=Sureness)
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
        for task in tasks:
            try:
                with self._lock:
                    drafts = _Editing(network, task, self.sureness, stop).drafts(used)
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
        task: WritingTask,
        sureness: Sureness,
        stop: Stop,
    ) -> None:
        self._network = network
        self._task = task
        self._sure = sureness
        self._stop = stop
        self._phrases = PhraseList(network.phrases)
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
        return list(found.values())[:CANDIDATES]

    def _drafts(self, kinds: Collection[str]) -> Iterator[_Draft]:
        shortlist = self._shortlist()
        words = [splice.text.split() for splice, _ in shortlist]
        for (splice, fit), own, sites in zip(
            shortlist, words, self._sites(words, kinds), strict=True
        ):
            chosen = self._chosen(sites)
            text = self._phrases.applied(own, chosen)
            used = [self._network.phrases[site.phrase].kind for site in chosen]
            changed = splice.tail or any(kind != "small" for kind in used)
            if changed and not self._brings_figure(text):
                tailored = next(filter(None, map(self._beginning, chosen)), "")
                score = self._score(splice, text, fit, tailored=bool(tailored))
                yield _Draft(text, score, tailored)

    def _brings_figure(self, text: str) -> bool:
        """Say whether the text states a figure, and the wording that the post chose none."""
        return states_figure(text) and not states_figure(self._task.texts[0])

    def _beginning(self, site: Site) -> str:
        """Give the first words of a tailored phrase, empty for any other."""
        phrase = self._network.phrases[site.phrase]
        return "" if phrase.kind in _FOR_ALL else " ".join(phrase.target.split()[:2])

    def _score(self, splice: Splice, text: str, fit: float, *, tailored: bool) -> float:
        """Prefer what fits, what the context asks for, and no long copied run."""
        copied = longest_copy(text, self._task.texts) >= _LONG_COPY
        worth = fit + 0.5 * tailored - 0.4 * copied - 0.3 * says_twice(splice)
        return worth + self._liking(splice)

    def _liking(self, splice: Splice) -> float:
        """Give what the seed has for a splice: chance, and the wording that it chose already."""
        own = self._task.texts[0].startswith(splice.head)
        return _FREEDOM * self._chance.random() + _OWN_HEAD * own

    def _shortlist(self) -> list[tuple[Splice, float]]:
        """Give the splices that fit, some at random, and the wordings as they are."""
        texts = self._task.texts
        pairs = [own for own in splices(self._cuts()) if holds_placeholders(own.text, texts)]
        if len(pairs) > _MAX_PAIRS:
            pairs = self._chance.sample(pairs, _MAX_PAIRS)
        fitting = [
            (pair, fit)
            for pair, fit in zip(pairs, self._fits(pairs), strict=True)
            if fit >= self._sure.fit
        ]
        fitting.sort(key=lambda own: own[1] + self._liking(own[0]), reverse=True)
        whole = [(Splice(text), self._sure.fit) for text in texts]
        return fitting[:_SHORTLIST] + whole

    def _cuts(self) -> list[tuple[str, list[int]]]:
        import torch  # noqa: PLC0415

        self._go_on()
        words = [text.split() for text in self._task.texts]
        with torch.inference_mode():
            logits = self._network.joints(self._network.read(words))
        return [
            (text, [n for n, p in enumerate(own.sigmoid().tolist()) if p >= self._sure.joint and n])
            for text, own in zip(self._task.texts, logits, strict=True)
        ]

    def _fits(self, pairs: Sequence[Splice]) -> list[float]:
        import torch  # noqa: PLC0415

        heads = [(own.head + ("," if own.comma else ""), own.tail) for own in pairs]
        fits: list[float] = []
        for start in range(0, len(heads), _AT_ONCE):
            self._go_on()
            with torch.inference_mode():
                read = self._network.read_pairs(heads[start : start + _AT_ONCE])
                fits += self._network.fits(read).sigmoid().tolist()
        return fits

    def _go_on(self) -> None:
        if self._stop():
            raise _StoppedError

    def _sites(self, texts: Sequence[Sequence[str]], kinds: Collection[str]) -> list[list[Site]]:
        """Give for each text the places at which the network would put a phrase of these kinds."""
        import torch  # noqa: PLC0415

        self._go_on()
        phrases = self._network.phrases
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
                if p >= self._sure.phrase
            ]
            for own, found in zip(sites, logits, strict=True)
        ]

    def _chosen(self, sites: Sequence[Site]) -> list[Site]:
        """Choose up to three sites that do not overlap, those asked for by the context first."""
        order = sorted(sites, key=lambda site: (self._rank(site), self._chance.random()))
        chosen: list[Site] = []
        for site in order:
            if len(chosen) < 3 and not any(set(site.words) & set(own.words) for own in chosen):
                chosen.append(site)
        return chosen

    def _rank(self, site: Site) -> int:
        kind = self._network.phrases[site.phrase].kind
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
