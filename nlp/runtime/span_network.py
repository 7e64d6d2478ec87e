"""The network of the skill tagger: MiniLM under a semi-Markov layer that scores whole spans."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

LABELS = ("skill", "knowledge")
MAX_WIDTH = 16
"""The longest span in words; 99.9 % of the labelled ones are shorter."""

SHAPES = 9
_HIDDEN = 384
_HEAD = 160
_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences as numbers, laid end to end in one row, so that no time goes into padding.

    For each word piece: its id in `pieces`, its place in the sentence in `positions`, its sentence
    in `sentence_of`, the spelling of its word in `shapes`, and in `cell_of` its word's cell in a
    rectangle of (sentences, words), or the cell after the last for marks of the model. `lengths`
    counts each sentence's words.
    """

    pieces: Tensor
    positions: Tensor
    sentence_of: Tensor
    shapes: Tensor
    cell_of: Tensor
    lengths: Tensor

    @property
    def words(self) -> int:
        return int(self.lengths.max())


class SpanNetwork(nn.Module):
    """Scores every span of up to MAX_WIDTH words under each label.

    A score is the sum of a start, an end and a biaffine term over the span's borders, of what each
    word inside contributes, and of a term for its width (after Sarawagi and Cohen, "Semi-Markov
    conditional random fields", NIPS 2004, and Dozat and Manning, "Deep biaffine attention", ICLR
    2017). The spelling of words, which the uncased encoder cannot see, enters with the embeddings.
    """

    def __init__(self, encoder: Any, *, dropout: float = 0.2) -> None:
        super().__init__()
        self.encoder = encoder
        self.shape = nn.Embedding(SHAPES, _HIDDEN)
        self.starts = nn.Sequential(nn.Linear(_HIDDEN, _HEAD), nn.GELU(), nn.Dropout(dropout))
        self.ends = nn.Sequential(nn.Linear(_HIDDEN, _HEAD), nn.GELU(), nn.Dropout(dropout))
        self.border = nn.Parameter(torch.empty(len(LABELS), _HEAD, _HEAD))
        self.start = nn.Linear(_HEAD, len(LABELS))
        self.end = nn.Linear(_HEAD, len(LABELS))
        self.inside = nn.Linear(_HIDDEN, len(LABELS))
        self.width = nn.Parameter(torch.zeros(MAX_WIDTH, len(LABELS)))
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.shape.weight)
        nn.init.normal_(self.border, std=0.01)

    def forward(self, batch: Batch) -> Tensor:
        """Give scores of shape (sentences, words, MAX_WIDTH, labels); [i, w] ends at word i + w."""
        states = self.dropout(self._words(batch))
        starts, ends = self.starts(states), self.ends(states)
        pairs = torch.einsum("bih,lhk,bjk->bijl", starts, self.border, ends)
        pairs = pairs + self.start(starts).unsqueeze(2) + self.end(ends).unsqueeze(1)
        sums = nn.functional.pad(self.inside(states).cumsum(1), (0, 0, 1, 0))
        pairs = pairs + sums[:, 1:].unsqueeze(1) - sums[:, :-1].unsqueeze(2)
        scores: Tensor = _by_width(pairs, batch.lengths) + self.width
        return scores

    def _words(self, batch: Batch) -> Tensor:
        """Give the mean state of each word's pieces: (sentences, words, hidden)."""
        embedded = self.encoder.embeddings.word_embeddings(batch.pieces) + self.shape(batch.shapes)
        together = batch.sentence_of.unsqueeze(0) == batch.sentence_of.unsqueeze(1)
        states: Tensor = self.encoder(
            inputs_embeds=embedded.unsqueeze(0),
            position_ids=batch.positions.unsqueeze(0),
            attention_mask=together.view(1, 1, *together.shape),
        ).last_hidden_state[0]
        cells = len(batch.lengths) * batch.words
        total = states.new_zeros(cells + 1, _HIDDEN).index_add(0, batch.cell_of, states)
        pieces = states.new_ones(len(states))
        count = states.new_zeros(cells + 1).index_add(0, batch.cell_of, pieces)
        means = total[:cells] / count[:cells].clamp(min=1).unsqueeze(1)
        return means.view(len(batch.lengths), batch.words, _HIDDEN)


def _by_width(pairs: Tensor, lengths: Tensor) -> Tensor:
    """Turn (start, end) into (start, width), with spans past a sentence's end made impossible."""
    words = pairs.shape[1]
    ends = torch.arange(words).unsqueeze(1) + torch.arange(MAX_WIDTH)
    index = ends.clamp(max=words - 1).view(1, words, MAX_WIDTH, 1)
    scores = pairs.gather(2, index.expand(len(pairs), -1, -1, len(LABELS)))
    outside = ends.unsqueeze(0) >= lengths.view(-1, 1, 1)
    return scores.masked_fill(outside.unsqueeze(-1), _IMPOSSIBLE)


def log_partition(scores: Tensor, lengths: Tensor) -> Tensor:
    """Give log of the summed weight of all ways to lay spans side by side: (sentences, labels).

    Words under no span weigh 1. Its gradient by `scores` is the probability of each span.
    """
    rows = torch.arange(len(scores))
    alphas = [scores.new_zeros(len(scores), len(LABELS))]
    for end in range(scores.shape[1]):
        reach = min(MAX_WIDTH, end + 1)
        starts = torch.arange(end - reach + 1, end + 1)
        spans = scores[:, starts, end - starts]
        before = torch.stack(alphas[-reach:], dim=1)
        paths = torch.cat([alphas[-1].unsqueeze(1), before + spans], dim=1)
        alphas.append(paths.logsumexp(dim=1))
    return torch.stack(alphas, dim=1)[rows, lengths]


def negative_log_likelihood(scores: Tensor, lengths: Tensor, gold: Tensor) -> Tensor:
    """Give the mean loss a sentence; `gold` holds (sentence, start, width, label) rows."""
    chosen = scores[gold[:, 0], gold[:, 1], gold[:, 2], gold[:, 3]].sum()
    return (log_partition(scores, lengths).sum() - chosen) / len(lengths)


def marginals(scores: Tensor, lengths: Tensor) -> Tensor:
    """Give the probability of each span, in the shape of `scores`."""
    with torch.enable_grad():
        leaf = scores.detach().requires_grad_()
        total = log_partition(leaf, lengths).sum()
        (gradient,) = torch.autograd.grad(total, leaf)
    return gradient
