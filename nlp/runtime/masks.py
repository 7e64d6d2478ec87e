"""Masks over the vocabulary: a unit is one line, without control marks or unknown placeholders."""

import re
from collections.abc import Sequence
from typing import Any

import torch
from llguidance import LLMatcher, LLTokenizer
from llguidance.hf import from_tokenizer
from torch import Tensor

_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")
_FIRST = r"[A-Z0-9\"“]"
_PLAIN = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029{}\\<>`*#|\[\]]"


class LineMasks:
    """Makes the masks of a tokenizer; `ends` are the tokens that end a text."""

    def __init__(self, tokenizer: Any, *, vocabulary: int, ends: Sequence[int]) -> None:
        self._tokenizer: LLTokenizer = from_tokenizer(
            tokenizer, n_vocab=vocabulary, eos_token=list(ends)
        )
        self._vocabulary = vocabulary

    def matcher(self, wordings: Sequence[str]) -> LLMatcher:
        """Give a matcher of one line whose placeholders are those of the wordings."""
        matcher = LLMatcher(self._tokenizer, LLMatcher.grammar_from_regex(line_pattern(wordings)))
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        return matcher

    def allowed(self, matchers: Sequence[LLMatcher]) -> Tensor:
        """Give (matchers, vocabulary) booleans: may this token come next?"""
        words = -(-self._vocabulary // 32)
        bits = torch.zeros((len(matchers), words), dtype=torch.int32)
        for row, matcher in enumerate(matchers):
            own = bits[row]
            matcher.unsafe_compute_mask_ptr(own.data_ptr(), own.numel() * own.element_size())
        places = torch.arange(32, dtype=torch.int32)
        allowed: Tensor = ((bits.unsqueeze(-1) >> places) & 1).bool().flatten(1)
        return allowed[:, : self._vocabulary]


def line_pattern(wordings: Sequence[str]) -> str:
    """Give the regular expression of a unit's text: a capital or a placeholder, then anything."""
    names = sorted({name for text in wordings for name in _PLACEHOLDER.findall(text)})
    escaped = [name.replace("{", r"\{").replace("}", r"\}") for name in names]
    return f"(?:{'|'.join([_FIRST, *escaped])})(?:{'|'.join([_PLAIN, *escaped])})+"
