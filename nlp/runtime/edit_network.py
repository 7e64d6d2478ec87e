"""The network of the editing writer: which phrases read well where, on the packaged encoder."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, logging

from nlp.runtime.edits import Phrase, Site
from nlp.runtime.weights import minilm_folder

TUNED_LAYERS = 1
MAX_PIECES = 128
_WIDTH = 384


class Read(NamedTuple):
    """What the unchanged layers make of texts: states (batch, pieces, 384) and their mask.

    `marks` are the first pieces of the words of each text.
    """

    states: Tensor
    mask: Tensor
    marks: list[list[int]]


class EditNetwork(nn.Module):
    """Says at which places of a sentence which phrases read well.

    The embeddings and the lower layers are the packaged encoder's, unchanged; the last layer
    starts from it and is trained with the phrases.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        super().__init__()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = minilm_folder()
        self.phrases = tuple(phrases)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.encoder: Any = AutoModel.from_pretrained(folder, local_files_only=True)
        self.encoder.requires_grad_(False)
        self.top = self.encoder.encoder.layer[-TUNED_LAYERS:].requires_grad_(True)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:-TUNED_LAYERS]
        self.place = nn.Linear(2 * _WIDTH, _WIDTH)
        self.phrase = nn.Embedding(len(phrases), _WIDTH)
        self.phrase_bias = nn.Embedding(len(phrases), 1)
        nn.init.zeros_(self.phrase_bias.weight)

    def read(self, texts: Sequence[Sequence[str]]) -> Read:
        """Read texts that are split into words, as far as the unchanged layers go."""
        tokens = self.tokenizer(
            [list(words) for words in texts],
            is_split_into_words=True,
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=MAX_PIECES,
        )
        marks = [_firsts(tokens.word_ids(row), len(words)) for row, words in enumerate(texts)]
        with torch.no_grad():
            states = self.encoder(
                input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]
            ).last_hidden_state
        return Read(states, tokens["attention_mask"].bool(), marks)

    def _states(self, read: Read) -> Tensor:
        states = read.states
        for layer in self.top:
            states = layer(states, read.mask[:, None, None, :])
        return states

    def places(self, read: Read, sites: Sequence[Sequence[Site]]) -> list[Tensor]:
        """Give for each text a logit a site: does the phrase read well here?"""
        results = []
        for states, marks, own in zip(self._states(read), read.marks, sites, strict=True):
            starts = [marks[site.start] for site in own]
            ends = [marks[site.start + site.length - 1] for site in own]
            numbers = torch.tensor([site.phrase for site in own], dtype=torch.long)
            found = self.place(torch.cat([states[starts], states[ends]], dim=-1))
            logits = (found * self.phrase(numbers)).sum(-1) / _WIDTH**0.5
            results.append(logits + self.phrase_bias(numbers).squeeze(-1))
        return results

    def save(self, path: Path, *, about: dict[str, str]) -> None:
        """Write what differs from the packaged encoder, in half precision, with the phrases."""
        trained = {name for name, value in self.named_parameters() if value.requires_grad}
        tensors = {
            name: value.detach().half().contiguous()
            for name, value in self.state_dict().items()
            if name in trained
        }
        phrases = [[list(own.source), own.target, own.kind] for own in self.phrases]
        save_file(tensors, path, metadata={**about, "phrases": json.dumps(phrases)})

    @classmethod
    def load(cls, path: Path) -> "EditNetwork":
        """Read what `save` wrote, over the packaged encoder."""
        with safe_open(path, framework="pt") as file:
            entries = json.loads(file.metadata()["phrases"])
            phrases = [Phrase(tuple(source), target, kind) for source, target, kind in entries]
            network = cls(phrases)
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
        network.load_state_dict(tensors, strict=False)
        return network.eval()


def _firsts(word_ids: Sequence[int | None], words: int) -> list[int]:
    """Give each word's first piece; a word cut off at the end takes the last piece."""
    found: dict[int, int] = {}
    for piece, word in enumerate(word_ids):
        if word is not None:
            found.setdefault(word, piece)
    last = max(found.values(), default=0)
    return [found.get(word, last) for word in range(words)]
