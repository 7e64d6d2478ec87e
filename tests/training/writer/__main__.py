"""Train a candidate for the bundled writer, and measure it on roles that it has not seen."""

import argparse
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from nlp.ports import Writer, WritingTask
from nlp.roles.page import RolePage
from nlp.runtime.bundled import WEIGHTS, BundledWriter
from nlp.runtime.edit_rules import read_rules
from nlp.runtime.edits import PhraseList
from seeds.library import Library, read_library
from tests.training.writer.evaluate import measure
from tests.training.writer.examples import examples, pairs, phrase_list, split_roles
from tests.training.writer.pointer import PointerGenerator, train_pointer
from tests.training.writer.seen import about_roles, unseen_by
from tests.training.writer.train_editor import train_editor


@dataclass
class PointerWriter:
    """The pointer-generator behind the port, for measuring it."""

    network: PointerGenerator
    is_model: bool = True
    name: str = "pointer-generator"

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Callable[[], bool]
    ) -> Iterator[tuple[str, Sequence[str]]]:
        for task in tasks:
            if stop():
                return
            chance = torch.Generator().manual_seed(task.seed)
            yield task.id, self.network.texts(task.texts, count=6, chance=chance)[:2]


def main() -> None:
    """Train, save and measure."""
    options = _options()
    torch.set_num_threads(options.threads)
    library = read_library()
    train = _editor if options.candidate == "editor" else _pointer
    writer, unseen = train(library, options)
    measured = measure(writer, library, unseen, posts=options.posts)
    print(measured.report())
    for title, unit, text in measured.texts[: options.show]:
        print(f"{title} | {unit} | {text}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.training.writer", description=__doc__)
    parser.add_argument("candidate", choices=("editor", "pointer"), nargs="?", default="editor")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--epochs", type=int, help="4 for the editor, 20 for the pointer-generator")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--posts", type=int, default=50, help="posts to measure on")
    parser.add_argument("--show", type=int, default=0, help="texts to print")
    parser.add_argument("--measure", action="store_true", help="measure --out, train nothing")
    return parser.parse_args()


def _editor(library: Library, options: argparse.Namespace) -> tuple[Writer, list[RolePage]]:
    """Give the writer of `--out`, and the roles that its weights have not seen."""
    if not options.measure:
        pages, _ = split_roles(library.roles)
        phrases = PhraseList(phrase_list(pages, read_rules()), read_rules())
        data = list(examples(pages, phrases, chance=random.Random(options.seed)))
        network = train_editor(
            phrases.phrases, data, epochs=options.epochs or 4, seed=options.seed, report=print
        )
        options.out.parent.mkdir(exist_ok=True)
        network.save(options.out, about={"seed": str(options.seed), "roles": about_roles(pages)})
        digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
        size = options.out.stat().st_size / 2**20
        print(f"{size:.1f} MiB; set WEIGHTS_SHA256 in nlp/runtime/bundled.py to\n{digest}")
    return BundledWriter(options.out, None), unseen_by(options.out, library.roles)


def _pointer(library: Library, options: argparse.Namespace) -> tuple[Writer, list[RolePage]]:
    pages, held_out = split_roles(library.roles)
    chance = random.Random(options.seed)
    phrases = PhraseList(phrase_list(pages, read_rules()), read_rules())
    data = pairs(pages, phrases, chance=chance)
    network = train_pointer(data, epochs=options.epochs or 20, seed=options.seed, report=print)
    return PointerWriter(network), held_out


if __name__ == "__main__":
    main()
