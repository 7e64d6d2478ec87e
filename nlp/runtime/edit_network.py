"""The network of the editing writer: three small heads on the packaged encoder's last layers."""

import json
from collections.abc import Collection, Sequence
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

    `marks` are the pieces that matter in each text: of split words the first piece of each, of a
    pair the last piece of the head and the first of the tail.
    """

    states: Tensor
    mask: Tensor
    marks: list[list[int]]


class EditNetwork(nn.Module):
    """Says where a sentence may be cut, which phrases fit where, and which tail fits which head.

    The embeddings and the lower layers are the packaged encoder's, unchanged; the last layer
    starts from it and is trained with the heads.
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
        self.joint = _head(2 * _WIDTH)
        self.place = nn.Linear(2 * _WIDTH, _WIDTH)
        self.phrase = nn.Embedding(len(phrases), _WIDTH)
        self.phrase_bias = nn.Embedding(len(phrases), 1)
        self.fit = _head(4 * _WIDTH)
        nn.init.zeros_(self.phrase_bias.weight)

    def read(self, texts: Sequence[Sequence[str]]) -> Read:
        """Read texts that are split into words, as far as the unchanged layers go."""
        tokens = self._tokens([list(words) for words in texts], is_split_into_words=True)
        marks = [_firsts(tokens.word_ids(row), len(words)) for row, words in enumerate(texts)]
        return self._read(tokens, marks)

    def read_pairs(self, pairs: Sequence[tuple[str, str]]) -> Read:
        """Read pairs of a head and a tail, as far as the unchanged layers go."""
        tokens = self._tokens([head for head, _ in pairs], [tail for _, tail in pairs])
        seams = [tokens.sequence_ids(row).index(1) for row in range(len(pairs))]
        return self._read(tokens, [[seam - 2, seam] for seam in seams])

    def _tokens(self, *texts: Any, **options: Any) -> Any:
        limits = {"padding": True, "truncation": True, "max_length": MAX_PIECES}
        return self.tokenizer(*texts, return_tensors="pt", **limits, **options)

    def _read(self, tokens: Any, marks: list[list[int]]) -> Read:
        with torch.no_grad():
            states = self.encoder(**tokens).last_hidden_state
        return Read(states, tokens["attention_mask"].bool(), marks)

    def _states(self, read: Read) -> Tensor:
        states = read.states
        for layer in self.top:
            states = layer(states, read.mask[:, None, None, :])
        return states

    def joints(self, read: Read) -> list[Tensor]:
        """Give for each text a logit a word: may a tail begin here?"""
        return [
            self.joint(torch.cat([states[marks], states[[0, *marks[:-1]]]], dim=-1)).squeeze(-1)
            for states, marks in zip(self._states(read), read.marks, strict=True)
        ]

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

    def fits(self, read: Read) -> Tensor:
        """Give a logit a pair: does the second text go on from the first?"""
        states = self._states(read)
        mask = read.mask.unsqueeze(-1)
        mean = (states * mask).sum(1) / mask.sum(1)
        rows, marks = torch.arange(len(states)), torch.tensor(read.marks)
        seams = [states[rows, marks[:, 0]], states[rows, marks[:, 1]]]
        logits: Tensor = self.fit(torch.cat([states[:, 0], mean, *seams], dim=-1)).squeeze(-1)
        return logits

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

    def keep_phrases(self, kept: Collection[Phrase]) -> None:
        """Forget the phrases that are not among `kept`."""
        places = [n for n, phrase in enumerate(self.phrases) if phrase in kept]
        self.phrases = tuple(self.phrases[place] for place in places)
        for table in (self.phrase, self.phrase_bias):
            table.weight = nn.Parameter(table.weight.detach()[places])
            table.num_embeddings = len(places)

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


def _head(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, _WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(_WIDTH, 1))


def _firsts(word_ids: Sequence[int | None], words: int) -> list[int]:
    """Give each word's first piece; a word cut off at the end takes the last piece."""
    found: dict[int, int] = {}
    for piece, word in enumerate(word_ids):
        if word is not None:
            found.setdefault(word, piece)
    last = max(found.values(), default=0)
    return [found.get(word, last) for word in range(words)]
