"""Score the ranking on labelled sets, twins and attacks: `make eval-ranking DATA= ONET=`.

Two kinds of sets: whole CVs of distant occupations (the project's own gold CVs), and composed CVs
that say in other words what the posts ask (a folder DATA with the files of one set, and one that is
composed here out of ONET). The baselines see the same texts; the timing is of this machine.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.ranking.asked import RankedPost
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.reading import packed, unpacked
from nlp.ranking.scoring import RANKER, score_all
from seeds.library import read_library
from tests.evaluation.onet_set import onet_set
from tests.evaluation.ranking_attacks import Attack, made_attacks, win
from tests.evaluation.ranking_measures import (
    Grid,
    by_bm25,
    by_document,
    by_tf_idf,
    quality,
)
from tests.evaluation.ranking_reading import Measured
from tests.evaluation.ranking_sets import Sample, composed, gold_set, rows

_STORED = 10_000


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


@dataclass(frozen=True, slots=True)
class Ranked:
    """A set, its posts and CVs ready to compare, and the score of each pair, posts x CVs."""

    sample: Sample
    posts: Sequence[RankedPost]
    profiles: Sequence[CandidateProfile]
    grid: Grid

    @classmethod
    def of(cls, sample: Sample, measured: Measured) -> "Ranked":
        posts = measured.posts(sample.posts)
        profiles = measured.profiles(sample.cvs.values())
        return cls(sample, posts, profiles, ours(posts, profiles))


def ours(posts: Sequence[RankedPost], profiles: Sequence[CandidateProfile]) -> Grid:
    return np.array([[score.total for score in score_all(post, profiles)] for post in posts])


def show_quality(name: str, ranked: Ranked, measured: Measured) -> None:
    sample = ranked.sample
    say(f"{name}: {len(sample.posts)} posts, {len(sample.cvs)} CVs")
    for label, grid in (
        (RANKER, ranked.grid),
        ("TF-IDF", by_tf_idf(sample)),
        ("BM25", by_bm25(sample)),
        ("MiniLM document", by_document(sample, measured.vectors.embed)),
    ):
        say(f"  {label:18} {quality(sample, grid)}")


def show_twins(folder: Path, prefix: str, ranked: Ranked, measured: Measured) -> None:
    twins = rows(folder / f"{prefix}_counterfactual.jsonl")
    place = {name: at for at, name in enumerate(ranked.sample.cvs)}
    scores = ours(ranked.posts, measured.profiles(row["text"] for row in twins))
    same = scores == ranked.grid[:, [place[row["base"]] for row in twins]]
    say(f"twins: {len(twins)} x {len(ranked.posts)} posts, identical {same.mean():.2%}")


def show_attacks(attacks: Sequence[Attack], ranked: Ranked, measured: Measured) -> None:
    say("attacks, and an honest echo, against the same CVs without them")
    found = win(attacks, ranked.sample, ranked.posts, ranked.grid, measured)
    for kind, won in found.items():
        say(f"  {kind:10} {won}")


def given_attacks(folder: Path, prefix: str) -> list[Attack]:
    return [
        Attack(row["kind"], row["base"], row["post"], row["text"])
        for row in rows(folder / f"{prefix}_attacks.jsonl")
    ]


def show_speed(ranked: Ranked) -> None:
    """Time a re-rank of stored profiles, from packed bytes to scores, in this one process."""
    stored = [packed(profile.reading) for profile in ranked.profiles]
    skills = [profile.skills for profile in ranked.profiles]
    places = [at % len(stored) for at in range(_STORED)]
    began = time.process_time()
    pool = [CandidateProfile(unpacked(stored[at]), skills[at]) for at in places]
    score_all(ranked.posts[0], pool)
    took = time.process_time() - began
    passages = np.concatenate([profile.reading.passages for profile in pool]).astype(np.float32)
    asked = ranked.posts[0].questions.alone.astype(np.float32).T
    began = time.process_time()
    passages @ asked
    bare = time.process_time() - began
    say(
        f"speed: {_STORED} stored profiles re-ranked in {took:.2f} s of one processor, "
        f"{took / bare:.0f} times the bare product of their vectors"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data/skills"))
    parser.add_argument("--prefix", default="onetrank_dev")
    parser.add_argument("--onet", type=Path, default=Path("../shared/data/onet"))
    arguments = parser.parse_args()
    folder, prefix = arguments.data, arguments.prefix
    library = read_library()
    measured = Measured(library)
    gold = Ranked.of(gold_set(library), measured)
    show_quality("whole CVs of distant occupations, our own", gold, measured)
    if (folder / f"{prefix}_posts.jsonl").is_file():
        ranked = Ranked.of(composed(folder, prefix), measured)
        show_quality("paraphrasing CVs, given", ranked, measured)
        show_twins(folder, prefix, ranked, measured)
        attacks = [*given_attacks(folder, prefix), *made_attacks(ranked.sample)]
        show_attacks(attacks, ranked, measured)
        show_speed(ranked)
    else:
        say(f"no {prefix}_posts.jsonl in {folder}: give DATA= for the set, its twins and attacks")
        show_attacks(list(made_attacks(gold.sample)), gold, measured)
    if (arguments.onet / "Task Statements.txt").is_file():
        show_quality(
            "paraphrasing CVs, composed of O*NET",
            Ranked.of(onet_set(arguments.onet), measured),
            measured,
        )
    else:
        say(f"no O*NET in {arguments.onet}: give ONET= for the set composed of it")


if __name__ == "__main__":
    main()
