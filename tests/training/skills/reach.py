"""Measure how far the states of MiniLM's layers reach, to read them in whole numbers.

`python -m tests.training.skills.reach` does it for the packaged weights, over the texts of the role
library, and writes `nlp/runtime/shipped/minilm_reach.safetensors`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from nlp.runtime.embedding import MAX_TOKENS
from nlp.runtime.packed_encoder import PRODUCTS
from nlp.runtime.span_model import SpanModel
from nlp.runtime.span_sentences import batches, collate
from nlp.runtime.weights import minilm_folder
from seeds.library import read_library
from tests.training.skills.examples import Example

_PIECES = 512
_OUT = Path("nlp/runtime/shipped/minilm_reach.safetensors")


def reach_of(model: SpanModel, examples: Sequence[Example]) -> dict[str, Tensor]:
    """Give the largest absolute value of each input of each product while `examples` are read."""
    lengths = [len(example.sentence.pieces) for example in examples]
    with recorded(model.network.encoder) as reach, torch.no_grad():
        for rows in batches(range(len(examples)), lengths, pieces=_PIECES):
            model.network.states(collate([examples[row].sentence for row in rows]))
    return reach


@contextmanager
def recorded(encoder: Any) -> Iterator[dict[str, Tensor]]:
    """Fill the mapping with what the layers of a transformers BertModel see meanwhile."""
    reach: dict[str, Tensor] = {}
    hooks = [
        module.register_forward_pre_hook(_recording(reach, f"{place}.{name}"))
        for place, layer in enumerate(encoder.encoder.layer)
        for name, module in zip(PRODUCTS, _products(layer), strict=True)
    ]
    try:
        yield reach
    finally:
        for hook in hooks:
            hook.remove()


def _products(layer: Any) -> tuple[nn.Linear, ...]:
    attention, out = layer.attention.self.query, layer.attention.output.dense
    return attention, out, layer.intermediate.dense, layer.output.dense


def _recording(reach: dict[str, Tensor], key: str) -> Callable[[nn.Module, Any], None]:
    def record(_module: nn.Module, inputs: Any) -> None:
        most = inputs[0].detach().abs().flatten(0, -2).amax(0)
        reach[key] = torch.maximum(reach[key], most) if key in reach else most

    return record


def main() -> None:
    """Write the reach of the packaged weights."""
    torch.set_num_threads(1)
    folder = minilm_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    with recorded(model) as reach, torch.no_grad():
        for text in _own_texts():
            model(**tokenizer(text, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"))
    save_file({name: tensor.half() for name, tensor in reach.items()}, _OUT)
    print(hashlib.sha256(_OUT.read_bytes()).hexdigest())


def _own_texts() -> Iterator[str]:
    """Give some names of skills, and of each role a duty and all duties, as long as a CV's part."""
    library = read_library()
    yield from (skill.name for skill in library.skills[::20])
    for role in library.roles[::2]:
        duties = [wordings[0] for wordings in role.responsibilities]
        yield duties[0]
        yield " ".join(duties)


if __name__ == "__main__":
    main()
