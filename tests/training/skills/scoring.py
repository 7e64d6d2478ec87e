"""Score found spans against labelled ones, by the definitions of the SkillSpan paper's scorers."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

Cell = tuple[int, int, str]
_LEAST_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Counts:
    """Right ones among `found` and among `gold`; the two differ only where overlap counts."""

    right_found: int = 0
    found: int = 0
    right_gold: int = 0
    gold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right_found + other.right_found,
            self.found + other.found,
            self.right_gold + other.right_gold,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        return self.right_found / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Micro-averaged counts.

    `strict`: same borders and label. `relaxed`: one-to-one, character IoU of at least a half,
    labels ignored. `overlap`: any shared character, labels ignored. `by_label`: strict.
    """

    strict: Counts
    relaxed: Counts
    overlap: Counts
    by_label: dict[str, Counts]

    def __str__(self) -> str:
        return f"strict F1 {self.strict.f1:.3f}  IoU F1 {self.relaxed.f1:.3f}"


def score_spans(gold: Sequence[Set[Cell]], found: Sequence[Set[Cell]]) -> SpanScores:
    """Score sentence by sentence; `gold` and `found` have the same sentences in one order."""
    pairs = list(zip(gold, found, strict=True))
    labels = sorted({label for pair in pairs for spans in pair for *_, label in spans})
    return SpanScores(
        strict=_total(_same(g, f) for g, f in pairs),
        relaxed=_total(_matched(_untyped(g), _untyped(f)) for g, f in pairs),
        overlap=_total(_overlapping(_untyped(g), _untyped(f)) for g, f in pairs),
        by_label={
            label: _total(_same(_of(g, label), _of(f, label)) for g, f in pairs) for label in labels
        },
    )


def _total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def _untyped(spans: Set[Cell]) -> set[tuple[int, int]]:
    return {(start, end) for start, end, _ in spans}


def _of(spans: Set[Cell], label: str) -> set[Cell]:
    return {span for span in spans if span[2] == label}


def _same(gold: Set[Cell], found: Set[Cell]) -> Counts:
    right = len(gold & found)
    return Counts(right, len(found), right, len(gold))


def _matched(gold: Set[tuple[int, int]], found: Set[tuple[int, int]]) -> Counts:
    """Match the spans of the largest IoU first, each once."""
    near = sorted(((iou(g, f), g, f) for g in gold for f in found), reverse=True)
    taken: set[tuple[str, tuple[int, int]]] = set()
    right = 0
    for share, g, f in near:
        if share >= _LEAST_IOU and ("gold", g) not in taken and ("found", f) not in taken:
            taken |= {("gold", g), ("found", f)}
            right += 1
    return Counts(right, len(found), right, len(gold))


def _overlapping(gold: Set[tuple[int, int]], found: Set[tuple[int, int]]) -> Counts:
    return Counts(
        sum(any(iou(f, g) > 0 for g in gold) for f in found),
        len(found),
        sum(any(iou(g, f) > 0 for f in found) for g in gold),
        len(gold),
    )


def iou(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Give the shared characters over the covered ones."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))
