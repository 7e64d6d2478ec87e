"""Many short texts after one shared prefix: read once, then decoded together, token by token."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from llguidance import LLMatcher
from torch import Tensor

from nlp.ports import Stop
from nlp.runtime.masks import LineMasks

_CHUNK = 64
"""Tokens read between two looks at the clock, so that cancelling never waits for a long prompt."""


class StoppedError(Exception):
    """The caller wants no more."""


@dataclass
class Line:
    """One text that is being decoded; `chance` draws its tokens."""

    prompt: list[int]
    matcher: LLMatcher
    chance: torch.Generator
    temperature: float
    tokens: list[int] = field(default_factory=list)
    ended: bool = False


class Decoder:
    """Decodes lines after a shared prefix, whose keys and values are computed once.

    `stopped` is asked after each token and each chunk of a prompt; when it says yes, StoppedError
    is raised. `ends` are the tokens that end a text, `longest` is the most tokens of one.
    """

    def __init__(
        self,
        model: Any,
        masks: LineMasks,
        *,
        ends: Sequence[int],
        longest: int,
        stopped: Stop,
    ) -> None:
        self._model = model
        self._masks = masks
        self._ends = frozenset(ends)
        self._longest = longest
        self._stopped = stopped
        self._prefix: Any = None
        self._prefix_length = 0

    @torch.inference_mode()
    def read_prefix(self, tokens: Sequence[int]) -> None:
        """Compute the shared prefix, in chunks."""
        cache = None
        for start in range(0, len(tokens), _CHUNK):
            self._check()
            ids = torch.tensor([tokens[start : start + _CHUNK]], device=self._model.device)
            cache = self._model(
                input_ids=ids, past_key_values=cache, use_cache=True
            ).past_key_values
        self._prefix, self._prefix_length = cache, len(tokens)

    @torch.inference_mode()
    def decode(self, lines: Sequence[Line]) -> Iterator[int]:
        """Yield the number of each line as soon as it has ended."""
        cache = copy.deepcopy(self._prefix)
        cache.batch_repeat_interleave(len(lines))
        ids, mask = self._padded(lines)
        logits = self._read(ids, mask, cache)
        running = list(range(len(lines)))
        for _ in range(self._longest):
            chosen = self._chosen([lines[number] for number in running], logits)
            ended = [number for number in running if lines[number].ended]
            yield from ended
            kept = [place for place, number in enumerate(running) if number not in ended]
            if not kept:
                return
            if ended:
                cache.batch_select_indices(torch.tensor(kept, device=mask.device))
            running, mask, chosen = [running[place] for place in kept], mask[kept], chosen[kept]
            mask = torch.cat([mask, mask.new_ones(len(kept), 1)], dim=1)
            logits = self._step(chosen.unsqueeze(1), mask, cache)
        yield from running

    def _padded(self, lines: Sequence[Line]) -> tuple[Tensor, Tensor]:
        """Give the lines' own prompts, padded on the left, and the mask over prefix and prompt."""
        width = max(len(line.prompt) for line in lines)
        gaps = [width - len(line.prompt) for line in lines]
        ids = [[0] * gap + line.prompt for gap, line in zip(gaps, lines, strict=True)]
        mask = [[1] * self._prefix_length + [0] * gap + [1] * (width - gap) for gap in gaps]
        device = self._model.device
        return torch.tensor(ids, device=device), torch.tensor(mask, device=device)

    def _read(self, ids: Tensor, mask: Tensor, cache: Any) -> Tensor:
        logits = None
        for start in range(0, ids.shape[1], _CHUNK):
            end = min(start + _CHUNK, ids.shape[1])
            logits = self._step(ids[:, start:end], mask[:, : self._prefix_length + end], cache)
        if logits is None:
            raise ValueError("a line needs a prompt of at least one token")
        return logits

    def _step(self, ids: Tensor, mask: Tensor, cache: Any) -> Tensor:
        """Read some more tokens of each line; give the logits of the next one."""
        self._check()
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        output = self._model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        logits: Tensor = output.logits[:, -1].float().cpu()
        return logits

    def _chosen(self, lines: Sequence[Line], logits: Tensor) -> Tensor:
        """Draw the next token of each line among those that its mask allows."""
        allowed = self._masks.allowed([line.matcher for line in lines])
        scores = logits[:, : allowed.shape[1]].masked_fill(~allowed, float("-inf"))
        chosen = torch.tensor([_drawn(row, line) for row, line in zip(scores, lines, strict=True)])
        for line, token in zip(lines, chosen.tolist(), strict=True):
            if token in self._ends:
                line.ended = True
            else:
                line.tokens.append(token)
                line.matcher.consume_token(token)
        return chosen.to(self._model.device)

    def _check(self) -> None:
        if self._stopped():
            raise StoppedError


def _drawn(scores: Tensor, line: Line, *, keep: float = 0.9) -> int:
    """Draw from the most likely tokens that together hold `keep` of the probability."""
    if line.temperature == 0:
        return int(scores.argmax())
    order = (scores / line.temperature).softmax(-1).sort(descending=True)
    before = order.values.cumsum(-1) - order.values
    weights = order.values.masked_fill(before >= keep, 0)
    return int(order.indices[torch.multinomial(weights, 1, generator=line.chance)])
