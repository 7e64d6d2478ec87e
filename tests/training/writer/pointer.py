"""The other candidate: a pointer-generator, a small decoder that copies from wordings or writes.

See, A., Liu, P. J. & Manning, C. D. (2017), "Get To The Point: Summarization with
Pointer-Generator Networks": P(w) = p_gen P_vocab(w) + (1 - p_gen) sum of attention where w stands.
It is trained and measured here and does not ship; docs/writer-card.md gives the figures.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from nlp.runtime.weights import minilm_folder

_WIDTH = 384
_LAYERS = 2
_VOCABULARY = 2000
_LONGEST = 56
_SOURCE = 192
_BATCH = 32

Memory = tuple[Tensor, Tensor, Tensor]
"""Ids, mask and encoded states of a source, each with a batch dimension first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Wordings of a unit, and one good new wording of it."""

    sources: tuple[str, ...]
    target: str


class PointerGenerator(nn.Module):
    """Writes the `pieces` of its small vocabulary, and copies everything else from the source."""

    def __init__(self, pieces: Sequence[int]) -> None:
        super().__init__()
        folder = minilm_folder()
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.encoder: Any = AutoModel.from_pretrained(folder, local_files_only=True).eval()
        self.encoder.requires_grad_(False)
        self.pieces: Tensor
        self.register_buffer("pieces", torch.tensor(list(pieces)))
        self.places = nn.Embedding(_LONGEST + 1, _WIDTH)
        layer = nn.TransformerDecoderLayer(
            _WIDTH, 6, 2 * _WIDTH, dropout=0.1, batch_first=True, norm_first=True
        )
        self.decoder = nn.TransformerDecoder(layer, _LAYERS, nn.LayerNorm(_WIDTH))
        self.write = nn.Linear(_WIDTH, len(pieces))
        self.ask, self.offer = nn.Linear(_WIDTH, _WIDTH), nn.Linear(_WIDTH, _WIDTH)
        self.gate = nn.Linear(2 * _WIDTH, 1)

    def read(self, sources: Sequence[Sequence[str]]) -> Memory:
        """Encode the wordings of each unit, one after the other: ids, mask, states."""
        joined = [f" {self.tokenizer.sep_token} ".join(own) for own in sources]
        tokens = self.tokenizer(
            joined, padding=True, truncation=True, max_length=_SOURCE, return_tensors="pt"
        )
        with torch.no_grad():
            states = self.encoder(**tokens).last_hidden_state
        return tokens["input_ids"], tokens["attention_mask"].bool(), states

    def forward(self, memory: Memory, written: Tensor) -> tuple[Tensor, Tensor]:
        """Give for each next piece the probabilities of the small vocabulary, and those of copying.

        Shapes (batch, written, pieces) and (batch, written, source); both together sum to one.
        """
        _, mask, states = memory
        length = written.shape[1]
        known = self.encoder.embeddings.word_embeddings(written)
        hidden = self.decoder(
            known + self.places(torch.arange(length)),
            states,
            tgt_mask=nn.Transformer.generate_square_subsequent_mask(length),
            tgt_is_causal=True,
            memory_key_padding_mask=~mask,
        )
        scores = self.ask(hidden) @ self.offer(states).transpose(1, 2) / _WIDTH**0.5
        attention = scores.masked_fill(~mask.unsqueeze(1), float("-inf")).softmax(-1)
        own = self.gate(torch.cat([hidden, attention @ states], dim=-1)).sigmoid()
        return own * self.write(hidden).softmax(-1), (1 - own) * attention

    def likelihoods(self, memory: Memory, written: Tensor) -> Tensor:
        """Give the log-probability of each piece of `written` after the first."""
        from_own, from_source = self(memory, written[:, :-1])
        following = written[:, 1:].unsqueeze(-1)
        chances: Tensor = (from_own * (self.pieces == following)).sum(-1)
        chances = chances + (from_source * (memory[0].unsqueeze(1) == following)).sum(-1)
        return chances.clamp_min(1e-9).log()

    def _next(self, memory: Memory, written: Tensor) -> Tensor:
        """Give (batch, whole vocabulary) log-probabilities of the next piece."""
        from_own, from_source = (own[:, -1] for own in self(memory, written))
        mixed = from_own.new_zeros(len(written), self.encoder.config.vocab_size)
        mixed[:, self.pieces] = from_own
        logs: Tensor = mixed.scatter_add(1, memory[0], from_source).clamp_min(1e-9).log()
        return logs

    @torch.inference_mode()
    def texts(self, sources: Sequence[str], *, count: int, chance: torch.Generator) -> list[str]:
        """Draw `count` texts for one unit, the most likely first."""
        ids, mask, states = (own.repeat_interleave(count, 0) for own in self.read([sources]))
        memory = (ids, mask, states)
        written = torch.full((count, 1), self.tokenizer.cls_token_id)
        total, ended = torch.zeros(count), torch.zeros(count, dtype=torch.bool)
        for _ in range(_LONGEST - 1):
            logs = self._next(memory, written)
            drawn = torch.multinomial((logs / 0.5).softmax(-1), 1, generator=chance).squeeze(1)
            drawn[ended] = self.tokenizer.pad_token_id
            total += torch.where(ended, 0, logs.gather(1, drawn[:, None]).squeeze(1))
            ended |= drawn == self.tokenizer.sep_token_id
            written = torch.cat([written, drawn[:, None]], dim=1)
            if ended.all():
                break
        lengths = (written != self.tokenizer.pad_token_id).sum(1)
        order = (total / lengths).argsort(descending=True).tolist()
        return [_cased(self._text(written[row]), sources) for row in order if ended[row]]

    def _text(self, written: Tensor) -> str:
        return str(self.tokenizer.decode(written, skip_special_tokens=True))


def _cased(text: str, sources: Sequence[str]) -> str:
    """Give back the capitals and the spacing that the uncased word pieces lost."""
    words = {word.lower(): word for own in sources for word in own.split()[1:]}
    spaced = text
    for mark in ",.;:!?":
        spaced = spaced.replace(f" {mark}", mark)
    for mark in ("-", "'", "’", "/"):
        spaced = spaced.replace(f" {mark} ", mark)
    cased = " ".join(words.get(word, word) for word in spaced.split())
    return cased[:1].upper() + cased[1:]


def common_pieces(pairs: Sequence[Pair], tokenizer: Any) -> list[int]:
    """Give the pieces that targets use most, which the decoder may write without copying."""
    counts = Counter(
        piece for pair in pairs for piece in tokenizer(pair.target, truncation=True).input_ids
    )
    return [piece for piece, _ in counts.most_common(_VOCABULARY)]


def train_pointer(
    pairs: Sequence[Pair], *, epochs: int, seed: int, report: Callable[[str], None]
) -> PointerGenerator:
    """Train the decoder on the pairs, the frozen encoder's states as its memory."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    tokenizer = AutoTokenizer.from_pretrained(minilm_folder(), local_files_only=True)
    network = PointerGenerator(common_pieces(pairs, tokenizer)).train()
    network.encoder.eval()
    memories = {own: network.read([own]) for own in {pair.sources for pair in pairs}}
    report(f"{len(pairs)} pairs, {len(memories)} sources read")
    trained = [own for own in network.parameters() if own.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=5e-4, weight_decay=0.01)
    steps = epochs * -(-len(pairs) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 100, max(0.02, 1 - step / steps))
    )
    for epoch in range(epochs):
        losses: list[float] = []
        for batch in _batches(pairs, chance):
            loss = _loss(network, batch, memories)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        report(f"epoch {epoch + 1}/{epochs}: {sum(losses) / len(losses):.3f} nats a piece")
    return network.eval()


def _batches(pairs: Sequence[Pair], chance: random.Random) -> list[list[Pair]]:
    order = sorted(pairs, key=lambda own: len(own.target) + 20 * chance.random())
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    return batches


def _loss(
    network: PointerGenerator, batch: Sequence[Pair], memories: Mapping[tuple[str, ...], Memory]
) -> Tensor:
    columns = zip(*(memories[pair.sources] for pair in batch), strict=True)
    ids, mask, states = (
        nn.utils.rnn.pad_sequence([own[0] for own in column], batch_first=True)
        for column in columns
    )
    targets = network.tokenizer(
        [own.target for own in batch],
        padding=True,
        truncation=True,
        max_length=_LONGEST,
        return_tensors="pt",
    )["input_ids"]
    known = targets[:, 1:] != network.tokenizer.pad_token_id
    return -network.likelihoods((ids, mask, states), targets)[known].mean()
