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

    For each word piece: its id in `pieces`, the spelling of its word in `shapes`, and in `word_of`
    its word in the row of all words, or the place after the last for marks of the model. `sizes`
    counts each sentence's pieces, `lengths` its words.
    """

    pieces: Tensor
    shapes: Tensor
    word_of: Tensor
    sizes: Tensor
    lengths: Tensor

    @property
    def words(self) -> int:
        """The words of the longest sentence."""
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
        return self.scores(self.states(batch), batch)

    def states(self, batch: Batch) -> Tensor:
        """Give the encoder's last state of each piece: (pieces, hidden)."""
        embedded = self.encoder.embeddings.word_embeddings(batch.pieces) + self.shape(batch.shapes)
        sentence_of = torch.arange(len(batch.sizes)).repeat_interleave(batch.sizes)
        together = sentence_of.unsqueeze(0) == sentence_of.unsqueeze(1)
        states: Tensor = self.encoder(
            inputs_embeds=embedded.unsqueeze(0),
            position_ids=torch.cat([torch.arange(size) for size in batch.sizes]).unsqueeze(0),
            attention_mask=together.view(1, 1, *together.shape),
        ).last_hidden_state
        return states[0]

    def scores(self, states: Tensor, batch: Batch) -> Tensor:
        """Give the scores that `forward` gives, from the states of the pieces.

        All is computed word by word, in shapes that do not depend on the sentence's neighbours.
        """
        words = self.dropout(_means(states, batch))
        starts, ends = self.starts(words), self.ends(words)
        firsts = torch.einsum("nh,lhk->nlk", starts, self.border)
        spans = torch.bmm(firsts, _ahead(ends)).transpose(1, 2) + self.start(starts).unsqueeze(1)
        spans = spans + _ahead(self.end(ends)).transpose(1, 2)
        spans = spans + _ahead(self.inside(words)).cumsum(2).transpose(1, 2) + self.width
        return _by_sentence(spans, batch)


def _means(states: Tensor, batch: Batch) -> Tensor:
    """Give the mean state of each word's pieces: (words of all sentences, hidden)."""
    words = int(batch.lengths.sum())
    total = states.new_zeros(words + 1, states.shape[1]).index_add(0, batch.word_of, states)
    count = torch.bincount(batch.word_of, minlength=words + 1)
    return total[:words] / count[:words].unsqueeze(1)


def _ahead(rows: Tensor) -> Tensor:
    """Give for each word its own row and those of the following words: (words, row, MAX_WIDTH)."""
    return nn.functional.pad(rows, (0, 0, 0, MAX_WIDTH - 1)).unfold(0, MAX_WIDTH, 1)


def _by_sentence(spans: Tensor, batch: Batch) -> Tensor:
    """Lay out (words, MAX_WIDTH, labels) by sentence; spans past its end are made impossible."""
    place = torch.cat([torch.arange(length) for length in batch.lengths])
    length = batch.lengths.repeat_interleave(batch.lengths)
    outside = place.unsqueeze(1) + torch.arange(MAX_WIDTH) >= length.unsqueeze(1)
    spans = spans.masked_fill(outside.unsqueeze(2), _IMPOSSIBLE)
    sentence_of = torch.arange(len(batch.lengths)).repeat_interleave(batch.lengths)
    shape = (len(batch.lengths), batch.words, MAX_WIDTH, len(LABELS))
    empty = torch.full(shape, _IMPOSSIBLE)
    return empty.index_put((sentence_of, place), spans)


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
