"""The network of the editing writer: three small heads on the packaged encoder's last layers."""

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

TUNED_LAYERS = 2
MAX_PIECES = 128
_WIDTH = 384


class Encoded(NamedTuple):
    """States of the word pieces (batch, pieces, 384), their mask, and each word's first piece."""

    states: Tensor
    mask: Tensor
    firsts: list[list[int]]


class EditNetwork(nn.Module):
    """Says where a sentence may be cut, which phrases fit where, and which tail fits which head.

    The embeddings and the lower layers are the packaged encoder's, unchanged; the last two layers
    start from it and are trained with the heads.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        super().__init__()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = minilm_folder()
        self.phrases = tuple(phrases)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.encoder: Any = AutoModel.from_pretrained(folder, local_files_only=True)
        self.encoder.requires_grad_(False)
        self.encoder.encoder.layer[-TUNED_LAYERS:].requires_grad_(True)
        self.joint = nn.Linear(2 * _WIDTH, 1)
        self.place = nn.Linear(2 * _WIDTH, _WIDTH)
        self.phrase = nn.Embedding(len(phrases), _WIDTH)
        self.phrase_bias = nn.Embedding(len(phrases), 1)
        self.fit = nn.Sequential(
            nn.Linear(2 * _WIDTH, _WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(_WIDTH, 1)
        )
        nn.init.zeros_(self.phrase_bias.weight)

    def encode(self, texts: Sequence[Sequence[str]]) -> Encoded:
        """Encode texts that are split into words."""
        tokens = self.tokenizer(
            [list(words) for words in texts],
            is_split_into_words=True,
            padding=True,
            truncation=True,
            max_length=MAX_PIECES,
            return_tensors="pt",
        )
        states = self.encoder(**tokens).last_hidden_state
        firsts = [_firsts(tokens.word_ids(row), len(words)) for row, words in enumerate(texts)]
        return Encoded(states, tokens["attention_mask"], firsts)

    def joints(self, encoded: Encoded) -> list[Tensor]:
        """Give for each text a logit a word: may a tail begin here?"""
        return [
            self.joint(torch.cat([states[places], states[[0, *places[:-1]]]], dim=-1)).squeeze(-1)
            for states, places in zip(encoded.states, encoded.firsts, strict=True)
        ]

    def places(self, encoded: Encoded, sites: Sequence[Sequence[Site]]) -> list[Tensor]:
        """Give for each text a logit a site: does the phrase read well here?"""
        results = []
        for states, firsts, own in zip(encoded.states, encoded.firsts, sites, strict=True):
            starts = [firsts[site.start] for site in own]
            ends = [firsts[site.start + site.length - 1] for site in own]
            numbers = torch.tensor([site.phrase for site in own], dtype=torch.long)
            found = self.place(torch.cat([states[starts], states[ends]], dim=-1))
            logits = (found * self.phrase(numbers)).sum(-1) / _WIDTH**0.5
            results.append(logits + self.phrase_bias(numbers).squeeze(-1))
        return results

    def fits(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Give a logit a pair: does the second text go on from the first?"""
        tokens = self.tokenizer(
            [head for head, _ in pairs],
            [tail for _, tail in pairs],
            padding=True,
            truncation=True,
            max_length=MAX_PIECES,
            return_tensors="pt",
        )
        states = self.encoder(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        mean = (states * mask).sum(1) / mask.sum(1)
        logits: Tensor = self.fit(torch.cat([states[:, 0], mean], dim=-1)).squeeze(-1)
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
