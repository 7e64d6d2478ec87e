"""The writer that runs an instruct model which the user names, on this machine."""

import hashlib
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.ports import Precision, Stop, WritingTask
from nlp.runtime.model_files import model_folder, weights_digest

if TYPE_CHECKING:
    from nlp.runtime.decoding import Decoder, Line
    from nlp.runtime.masks import LineMasks

_TEMPERATURES = (0.5, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model that the user names, and its limits.

    `name` is a folder or a hub id. A hub id must be in the hub's cache unless `may_download`.
    `precision` None means int8 on a CPU and bf16 on a GPU. `seconds` is how long one offer may
    take, `longest` the most tokens of one text, `together` how many units are decoded at once.
    """

    name: str
    may_download: bool = False
    precision: Precision | None = None
    seconds: float = 60.0
    longest: int = 64
    together: int = 8
    candidates: int = 2
    threads: int = 1


@dataclass(frozen=True)
class _Loaded:
    model: Any
    tokenizer: Any
    masks: "LineMasks"
    ends: tuple[int, ...]


@dataclass
class NamedWriter:
    """Offers texts by a causal language model, loaded once at the first offer.

    The model sees the rules and the post once, then all units side by side. A text can hold no
    control mark, no line break and no placeholder but the unit's own. Calls from several threads
    take turns.
    """

    choice: NamedModel
    is_model: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _model: _Loaded | None = field(default=None, repr=False)

    @cached_property
    def _folder(self) -> Path:
        return model_folder(self.choice.name, may_download=self.choice.may_download)

    @cached_property
    def name(self) -> str:
        """The model's name and the digest of its weights; reads the whole files, once."""
        folder = Path(self.choice.name).expanduser()
        name = folder.name if folder.is_dir() else self.choice.name
        return f"{name}@{weights_digest(self._folder)[:12]}"

    def offer(
        self, tasks: Sequence[WritingTask], *, stop: Stop
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield each task's id with its candidates as soon as they are written.

        Ends early within a token's time of `stop`, and when the time of the offer is over.
        """
        if not tasks:
            return
        deadline = time.monotonic() + self.choice.seconds
        loaded = self.load()
        with self._lock:
            yield from _Offer(loaded, self.choice, tasks).candidates(
                lambda: stop() or time.monotonic() > deadline
            )

    def load(self) -> _Loaded:
        """Load the model, unless it is loaded already; raise WeightsError if it cannot be had."""
        with self._lock:
            if self._model is None:
                self._model = _load(self._folder, self.choice)
            return self._model


class _Offer:
    """One offer: the prompt of a post, and its units in batches."""

    def __init__(self, loaded: _Loaded, choice: NamedModel, tasks: Sequence[WritingTask]) -> None:
        from nlp.runtime.prompts import prompt_of  # noqa: PLC0415

        self._loaded = loaded
        self._choice = choice
        self._tasks = tasks
        self._prompt = prompt_of(loaded.tokenizer, tasks)

    def candidates(self, stopped: Stop) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield candidates task by task until they are all written or `stopped`."""
        from nlp.runtime.decoding import Decoder, StoppedError  # noqa: PLC0415

        decoder = Decoder(
            self._loaded.model,
            self._loaded.masks,
            ends=self._loaded.ends,
            longest=self._choice.longest,
            stopped=stopped,
        )
        try:
            decoder.read_prefix(self._tokens(self._prompt.prefix, first=True))
            for start in range(0, len(self._tasks), self._choice.together):
                yield from self._batch(decoder, range(start, start + self._choice.together))
        except StoppedError:
            return

    def _batch(self, decoder: "Decoder", numbers: range) -> Iterator[tuple[str, Sequence[str]]]:
        numbers = range(numbers.start, min(numbers.stop, len(self._tasks)))
        lines = [
            self._line(number, n) for number in numbers for n in range(self._choice.candidates)
        ]
        waiting = dict.fromkeys(numbers, self._choice.candidates)
        for ended in decoder.decode(lines):
            number = numbers[ended // self._choice.candidates]
            waiting[number] -= 1
            if not waiting[number]:
                first = (number - numbers.start) * self._choice.candidates
                own = lines[first : first + self._choice.candidates]
                yield self._tasks[number].id, self._texts(own)

    def _line(self, number: int, candidate: int) -> "Line":
        import torch  # noqa: PLC0415

        from nlp.runtime.decoding import Line  # noqa: PLC0415

        task = self._tasks[number]
        salt = repr((task.seed, task.id, task.texts, task.refused, candidate))
        seed = int.from_bytes(hashlib.sha256(salt.encode()).digest()[:8]) >> 1
        return Line(
            prompt=self._tokens(self._prompt.units[number] + self._prompt.suffix, first=False),
            matcher=self._loaded.masks.matcher(task.texts),
            chance=torch.Generator().manual_seed(seed),
            temperature=_TEMPERATURES[min(candidate + bool(task.refused), 2)],
        )

    def _tokens(self, text: str, *, first: bool) -> list[int]:
        """Give the tokens of a text; the model's own first mark only without a chat template."""
        marks = first and not getattr(self._loaded.tokenizer, "chat_template", None)
        tokens: list[int] = self._loaded.tokenizer(text, add_special_tokens=marks).input_ids
        return tokens

    def _texts(self, lines: Sequence["Line"]) -> tuple[str, ...]:
        """Give the texts that came to an end, each once; one cut off by its length is none."""
        decode = self._loaded.tokenizer.decode
        texts = [
            _tidied(decode(line.tokens, skip_special_tokens=True)) for line in lines if line.ended
        ]
        return tuple(dict.fromkeys(text for text in texts if text))


def _tidied(text: str) -> str:
    """Take away the list mark and the quotation marks that models like to put around a line."""
    text = text.strip().removeprefix("- ").strip()
    if len(text) > 2 and text[0] in "\"“'" and text[-1] in "\"”'":
        text = text[1:-1].strip()
    return text


def _load(folder: Path, choice: NamedModel) -> _Loaded:
    """Load model and tokenizer, from safetensors alone and without code of the model's own."""
    import torch  # noqa: PLC0415
    from transformers import AutoModelForCausalLM, AutoTokenizer, logging  # noqa: PLC0415

    from nlp.runtime.masks import LineMasks  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(choice.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    precision = choice.precision or (Precision.BF16 if device == "cuda" else Precision.INT8)
    safe = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
    model: Any = AutoModelForCausalLM.from_pretrained(
        folder,
        use_safetensors=True,
        dtype=torch.bfloat16 if precision is Precision.BF16 else torch.float32,
        **safe,
    )
    model = _in_int8(model) if precision is Precision.INT8 else model.to(device)
    ends = _ends(model, tokenizer)
    masks = LineMasks(tokenizer, vocabulary=model.config.vocab_size, ends=ends)
    return _Loaded(model, tokenizer, masks, ends)


def _in_int8(model: Any) -> Any:
    """Hold the weights of linear layers in 8 bits, channel by channel; PyTorch does it on CPUs.

    Layers that narrow their input stay as they are: the last one of each feed-forward block sees
    rare huge values, and 8 bits there cost 0.44 nats a token of SmolLM2-135M, elsewhere none.
    """
    import torch  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch moves this to another package one day
        from torch.ao.quantization import (  # noqa: PLC0415
            per_channel_dynamic_qconfig,
            quantize_dynamic,
        )

        wide = {
            name: per_channel_dynamic_qconfig
            for name, layer in model.named_modules()
            if isinstance(layer, torch.nn.Linear) and layer.out_features >= layer.in_features
        }
        return quantize_dynamic(model, wide)  # type: ignore[no-untyped-call]


def _ends(model: Any, tokenizer: Any) -> tuple[int, ...]:
    """Give the tokens that end a text; without a chat template a line break does too."""
    own = model.generation_config.eos_token_id
    ends = {tokenizer.eos_token_id, *(own if isinstance(own, list) else [own])} - {None}
    if not getattr(tokenizer, "chat_template", None):
        breaks = [tokenizer(text, add_special_tokens=False).input_ids for text in ("\n", "\n\n")]
        ends |= {tokens[0] for tokens in breaks if len(tokens) == 1}
    return tuple(sorted(ends))
