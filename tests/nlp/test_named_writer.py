"""A model that the user names writes under masks, in batches, streamed, and stops when told."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from nlp.ports import Precision, WriterChoice, WriterKind, WritingTask
from nlp.runtime.decoding import Decoder, Line
from nlp.runtime.masks import LineMasks
from nlp.runtime.model_files import model_folder, weights_digest
from nlp.runtime.named import NamedModel, NamedWriter
from nlp.runtime.prompts import prompt_of
from nlp.runtime.weights import WeightsError
from nlp.runtime.writers import load_writer
from tests.nlp.steps import stop_after, stops_between_any_two_steps
from tests.nlp.tiny_model import save_tiny_model

CHANCE = torch.Generator()
TASKS = [
    WritingTask(
        id=f"unit.{number}",
        section="RESPONSIBILITIES",
        texts=(f"Keep {thing} in order with {{company}}", f"Look after {thing} at {{company}}"),
        bullet=True,
        context={"title": "Cook", "notes": "Two\nlines"},
    )
    for number, thing in enumerate(("shelves", "the till", "papers and plans", "lists"))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("tiny"), chat=True)


@pytest.fixture(scope="module")
def plain_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("plain"), chat=False)


@pytest.fixture
def choice(folder: Path) -> NamedModel:
    return NamedModel(str(folder), precision=Precision.FP32, longest=40)


def go_on() -> bool:
    return False


def test_name_holds_the_digest_of_the_weights(choice: NamedModel, tmp_path: Path) -> None:
    other = save_tiny_model(tmp_path / "tiny", chat=True, seed=1)
    writer = load_writer(WriterChoice(model=choice.name))
    assert writer is not None
    name = writer.name
    assert name == f"{Path(choice.name).name}@{weights_digest(Path(choice.name))[:12]}"
    assert weights_digest(other) != weights_digest(Path(choice.name))


def test_cancelling_is_seen_between_any_two_steps(choice: NamedModel) -> None:
    writer = NamedWriter(choice)

    stops_between_any_two_steps(writer, writer.load().model, TASKS)


def test_every_unit_gets_up_to_two_candidates(choice: NamedModel) -> None:
    offers = dict(NamedWriter(choice).offer(TASKS, stop=go_on))
    assert set(offers) == {task.id for task in TASKS}
    assert all(len(texts) <= 2 for texts in offers.values())
    assert any(offers.values())


def test_same_seed_gives_the_same_texts_and_another_seed_others(choice: NamedModel) -> None:
    writer = NamedWriter(choice)
    other = [replace(task, seed=8) for task in TASKS]
    first, again = (dict(writer.offer(TASKS, stop=go_on)) for _ in range(2))
    assert first == again
    assert dict(writer.offer(other, stop=go_on)) != first


@pytest.mark.parametrize("seed", range(8))
def test_masks_keep_marks_and_unknown_placeholders_out(choice: NamedModel, seed: int) -> None:
    tasks = [replace(task, seed=seed) for task in TASKS]
    for _, texts in NamedWriter(choice).offer(tasks, stop=go_on):
        for text in texts:
            bare = text.replace("{company}", "")
            assert not re.search(r"[\x00-\x1f\x7f-\x9f{}\\<>`*#|\[\]]", bare)
            assert text[0].isupper() or text[0].isdigit() or text[0] in '{"“'


def test_batch_after_a_shared_prefix_writes_what_each_prompt_alone_would(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    ends = (tokenizer.eos_token_id,)
    masks = LineMasks(tokenizer, vocabulary=model.config.vocab_size, ends=ends)
    decoder = Decoder(model, masks, ends=ends, longest=12, stopped=go_on)
    prompt = prompt_of(tokenizer, TASKS)
    prefix = tokenizer(prompt.prefix).input_ids
    lines = [
        Line(tokenizer(unit + prompt.suffix).input_ids, masks.matcher(task.texts), CHANCE, 0)
        for unit, task in zip(prompt.units, TASKS, strict=True)
    ]
    decoder.read_prefix(prefix)
    assert sorted(decoder.decode(lines)) == [0, 1, 2, 3]
    for line, task in zip(lines, TASKS, strict=True):
        assert line.tokens == _alone(model, masks, prefix + line.prompt, task, longest=12)


def _alone(
    model: Any, masks: LineMasks, prompt: list[int], task: WritingTask, *, longest: int
) -> list[int]:
    """Decode the likeliest allowed tokens after a prompt, reading all of it anew each time."""
    matcher, tokens = masks.matcher(task.texts), list[int]()
    while len(tokens) < longest:
        with torch.inference_mode():
            logits = model(input_ids=torch.tensor([prompt + tokens])).logits[0, -1]
        token = int(logits.masked_fill(~masks.allowed([matcher])[0], float("-inf")).argmax())
        if token == model.config.eos_token_id:
            break
        tokens.append(token)
        matcher.consume_token(token)
    return tokens


def test_units_come_one_by_one_before_all_are_written(choice: NamedModel) -> None:
    writer = NamedWriter(choice)
    steps: list[int] = []
    writer.load().model.register_forward_hook(lambda *_: steps.append(1))
    seen = [len(steps) for _ in writer.offer(TASKS, stop=go_on)]
    assert len(set(seen)) > 1
    assert seen[0] < len(steps)


@pytest.mark.parametrize("calls", [0, 1, 3, 12])
def test_stop_ends_the_offer_before_another_token(choice: NamedModel, calls: int) -> None:
    writer = NamedWriter(choice)
    steps: list[int] = []
    writer.load().model.register_forward_hook(lambda *_: steps.append(1))
    list(writer.offer(TASKS, stop=stop_after(calls)))
    assert len(steps) == calls


def test_offer_ends_when_its_time_is_over(choice: NamedModel) -> None:
    assert list(NamedWriter(replace(choice, seconds=0)).offer(TASKS, stop=go_on)) == []


def test_writer_works_again_after_it_was_stopped(choice: NamedModel) -> None:
    writer = NamedWriter(choice)
    whole = dict(writer.offer(TASKS, stop=go_on))
    list(writer.offer(TASKS, stop=stop_after(6)))
    assert dict(writer.offer(TASKS, stop=go_on)) == whole


def test_units_beyond_the_batch_are_written_too(choice: NamedModel) -> None:
    writer = NamedWriter(replace(choice, together=3))
    assert {name for name, _ in writer.offer(TASKS, stop=go_on)} == {task.id for task in TASKS}


def test_retry_tells_the_model_what_was_refused_and_why(plain_folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(plain_folder)
    again = replace(TASKS[0], refused=("Keep 9 shelves",), reason="number")
    (unit,) = prompt_of(tokenizer, [again]).units
    assert "Not good enough (number)" in unit
    assert "- Keep 9 shelves" in unit


def test_prompt_follows_the_chat_template_and_shares_all_but_the_unit(folder: Path) -> None:
    prompt = prompt_of(AutoTokenizer.from_pretrained(folder), TASKS)
    assert prompt.prefix.startswith("<|start|>user\n")
    assert "The job: Cook" in prompt.prefix
    assert "Notes of the employer: Two lines" in prompt.prefix
    assert prompt.suffix == "<|end|>\n<|start|>assistant\n"
    assert [("shelves" in unit) for unit in prompt.units] == [True, False, False, False]


def test_line_break_ends_a_text_without_a_chat_template(plain_folder: Path) -> None:
    writer = NamedWriter(NamedModel(str(plain_folder), precision=Precision.FP32))
    tokenizer = AutoTokenizer.from_pretrained(plain_folder)
    assert tokenizer("\n").input_ids[0] in writer.load().ends


def test_int8_holds_wide_layers_in_eight_bits_and_writes(choice: NamedModel) -> None:
    writer = NamedWriter(replace(choice, precision=Precision.INT8))
    layers = writer.load().model.model.layers[0].mlp
    assert layers.up_proj.weight().dtype is torch.qint8
    assert layers.down_proj.weight.dtype is torch.float32
    assert len(dict(writer.offer(TASKS, stop=go_on))) == len(TASKS)


def test_weights_that_could_run_code_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(WeightsError, match=r"no \*\.safetensors"):
        model_folder(str(tmp_path), may_download=False)


@pytest.mark.parametrize(
    ("name", "message"),
    [("nobody/no-such-model", "not on this machine"), ("a b//c", "neither a folder nor the id")],
)
def test_model_that_is_not_here_is_named_in_the_error(name: str, message: str) -> None:
    with pytest.raises(WeightsError, match=message):
        NamedWriter(NamedModel(name)).offer(TASKS, stop=go_on).__next__()


def test_named_writer_without_a_model_says_what_is_missing() -> None:
    with pytest.raises(WeightsError, match="needs PENROLL_WRITER_MODEL"):
        load_writer(WriterChoice(WriterKind.NAMED))


def test_composer_is_no_model() -> None:
    assert load_writer(WriterChoice(WriterKind.COMPOSER, model="ignored")) is None
