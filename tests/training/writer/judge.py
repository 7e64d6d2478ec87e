"""Have a language model judge spliced sentences, so that training can learn which ones fit."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from nlp.posts.voice import as_employer
from nlp.roles.page import RolePage
from seeds.library import read_library
from tests.training.writer.splices import Splice, Splicer, units_of

JUDGED = Path(__file__).parent / "judged.jsonl"


class Judge:
    """Measures how likely a tail is after a head, in nats a token."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model: Any = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32
        )

    def likelihoods(self, prefix: str, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Give the mean log-likelihood of each second text after `prefix` and the first."""
        heads = [self._tokenizer(prefix + head).input_ids for head, _ in pairs]
        tails = [self._tokenizer(tail + "\n").input_ids for _, tail in pairs]
        rows = [head + tail for head, tail in zip(heads, tails, strict=True)]
        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
        with torch.inference_mode():
            logits = self._model(input_ids=ids).logits[:, :-1].log_softmax(-1)
        chosen = logits.gather(2, ids[:, 1:, None])[..., 0]
        return [
            float(chosen[n, len(head) - 1 : len(row) - 1].mean())
            for n, (head, row) in enumerate(zip(heads, rows, strict=True))
        ]


def main() -> None:
    """Write judged.jsonl: for each splice how much likelier its tail is than after its own head."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", type=Path, help="folder of a causal language model")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    judge, pages = Judge(options.model), read_library().roles
    with JUDGED.open("w") as file:
        for page in pages:
            for line in _judged(judge, page, Splicer(pages)):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()


def _judged(judge: Judge, page: RolePage, splicer: Splicer) -> Iterator[dict[str, Any]]:
    for number, wordings in enumerate(units_of(page)):
        prefix = f"Job duties of a {page.title}:\n- " if number > 1 else f"{page.title}: "
        texts = [as_employer(text) for text in wordings] if number == 1 else wordings
        splices = [splice for splice in splicer.splices(texts) if splice.sound]
        scores = (
            judge.likelihoods(prefix, [_parts(splice) for splice in splices]) if splices else []
        )
        own = {
            splice.tail: score for splice, score in zip(splices, scores, strict=True) if splice.own
        }
        for splice, score in zip(splices, scores, strict=True):
            if not splice.own:
                gain = round(score - own[splice.tail], 2)
                yield {
                    "role": page.slug,
                    "unit": number,
                    "head": splice.head,
                    "tail": splice.tail,
                    "gain": gain,
                }


def _parts(splice: Splice) -> tuple[str, str]:
    return splice.head + ("," if splice.comma else ""), " " + splice.tail


if __name__ == "__main__":
    main()
