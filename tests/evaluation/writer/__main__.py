"""Measure how posts are written: `make eval-writer`, or `python -m tests.evaluation.writer`."""

import argparse
import resource
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from nlp.ports import Writer, WriterChoice, WriterKind
from nlp.runtime.bundled import WEIGHTS
from nlp.runtime.weights import WeightsError
from nlp.runtime.writers import load_writer
from tests.evaluation.writer.bleu import self_bleu
from tests.evaluation.writer.briefs import briefs
from tests.evaluation.writer.jobs import JobTimes, job_times
from tests.evaluation.writer.measure import Bench, Measured
from tests.evaluation.writer.slots import slot_accuracy
from tests.training.writer.seen import unseen_by
from workers.sources import Sources

SHOWN = 20


def main() -> None:
    options = _options()
    sources = Sources()
    asked = list(briefs(sources.library, sources.packs, count=options.posts, seed=options.seed))
    titles = {page.title.casefold() for page in sources.library.roles}
    page, brief = sources.library.roles_by_slug["bookkeeper"], asked[0]
    slots = slot_accuracy(page, brief, sources.packs, count=options.facts, seed=options.seed)
    _say(f"slots: {slots.right} of {slots.all} right, accuracy {slots.accuracy:.3f} "
         f"over {options.facts} sets of random facts {slots.wrong[:3] or ''}")  # fmt: skip
    for kind in options.writer:
        writer, found = _writer(WriterKind(kind), options.model)
        if not found:
            continue
        unseen = _unseen(sources) if kind == WriterKind.BUNDLED else frozenset[str]()
        measured = Bench(sources, writer, options.seconds, unseen).measure(asked)
        _report(writer.name if writer else "composer", measured, every=options.every)
        if writer and options.jobs:
            known = [own for own in asked if own.title.casefold() in titles][: options.jobs]
            _report_jobs(job_times(sources, writer, known, seed=options.seed))
        if options.out:
            _write(Path(options.out), kind, measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=204)
    parser.add_argument("--facts", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=40, help="posts to write and cancel as jobs")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="time limit of a model per post")
    parser.add_argument("--writer", nargs="+", choices=list(WriterKind), default=list(WriterKind))
    parser.add_argument("--model", help="hub id or folder of the named writer")
    parser.add_argument("--out", help="folder for 20 posts of each writer as Markdown")
    parser.add_argument("--every", action="store_true", help="list every claim and finding")
    return parser.parse_args()


def _writer(kind: WriterKind, model: str | None) -> tuple[Writer | None, bool]:
    """Give the writer (None is the composer), and whether it can be had here."""
    if kind is WriterKind.NAMED and model is None:
        _say("named: not measured; give --model")
        return None, False
    try:
        return load_writer(WriterChoice(kind, model)), True
    except WeightsError as error:
        _say(f"{kind}: not measured; {error}")
        return None, False


def _unseen(sources: Sources) -> frozenset[str]:
    return frozenset(page.slug for page in unseen_by(WEIGHTS, sources.library.roles))


def _report(name: str, own: Measured, *, every: bool) -> None:
    same = own.same_duties
    for line in (
        f"{name}: {own.posts} posts, {len(own.countries)} countries",
        f"  claims without ground      {len(own.claims)} {_most(own.claims)}",
        f"  written by the model       {_share(own.by_model, own.units)} asked for",
        f"  of all prose and duties    {_share(own.by_model, own.prose_units)}",
        f"  accepted at first offer    {_share(own.first, own.units)}",
        f"    where it offered a text  {_share(own.first, own.offered)}",
        f"    of roles not trained on  {_share(own.unseen_first, own.unseen_units)}",
        f"  duties same in two seeds   {_share(same.total(), own.duties.total())}",
        f"    of the page's own        {_share(same['own'], own.duties['own'])}",
        f"    added for the brief      {_share(same['added'], own.duties['added'])}",
        f"  self-BLEU                  {self_bleu(own.prose):.3f}",
        f"  findings on final posts    {len(own.findings)} {_most(own.findings)}",
        f"  reading grade              {mean(own.grades):.1f}, highest {max(own.grades):.1f}",
        f"  seconds to the draft       {_times(own.draft_seconds)}",
        f"  of these on the processor  {_times(own.draft_cpu)}",
        f"  seconds to the end         {_times(own.whole_seconds)}",
        f"  memory of the process      {_megabytes():.0f} MB",
    ):
        _say(line)
    if every:
        for line in [*own.claims, *own.findings]:
            _say(f"    {line}")


def _report_jobs(own: JobTimes) -> None:
    _say(f"  seconds claim to draft     {_times(own.to_draft)} over {len(own.to_draft)} jobs")
    rest = f"{_times(own.to_rest)} over {len(own.to_rest)} jobs" if own.to_rest else "none"
    _say(f"  seconds cancel to rest     {rest}; {own.ended_before} ended before")


def _share(some: int, of: int) -> str:
    return f"{some / max(1, of):.3f} of {of}"


def _most(lines: Sequence[str]) -> str:
    return ", ".join(f"{line} ({count})" for line, count in Counter(lines).most_common(3))


def _times(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2]:.2f}, p95 {ordered[int(len(ordered) * 0.95)]:.2f}"


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(folder: Path, kind: str, measured: Measured) -> None:
    """Write posts from all over the set, so that roles and countries differ."""
    folder.mkdir(parents=True, exist_ok=True)
    step = max(1, len(measured.pages) // SHOWN)
    shown = measured.pages[::step][:SHOWN]
    (folder / f"{kind}.md").write_text("\n---\n\n".join(shown), encoding="utf-8")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
