"""The bundled writer edits what stands in the library: new sentences, and nothing invented."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors import safe_open

from nlp.ports import WriterChoice, WritingTask
from nlp.runtime.bundled import WEIGHTS, BundledWriter
from nlp.runtime.edits import bare_word, holds_placeholders
from nlp.runtime.weights import WeightsError
from nlp.runtime.writers import load_writer
from seeds.library import read_library
from tests.nlp.steps import stops_between_any_two_steps
from tests.training.writer.examples import split_roles, wordings
from tests.training.writer.seen import about_weights, unseen_by

ROLES = read_library().roles
UNSEEN = unseen_by(WEIGHTS, ROLES)


def go_on() -> bool:
    return False


def tasks_of(role: int, **context: str) -> list[WritingTask]:
    """Give the tasks of a role that the weights were not trained on."""
    return [
        WritingTask(f"unit.{number}", "RESPONSIBILITIES", texts, number > 1, context, seed=number)
        for number, texts in enumerate(wordings(UNSEEN[role]))
    ]


@pytest.fixture(scope="module")
def writer() -> BundledWriter:
    loaded = load_writer(WriterChoice())
    assert isinstance(loaded, BundledWriter)
    return loaded


@pytest.fixture(scope="module", params=range(0, len(UNSEEN), 9))
def offered(
    request: pytest.FixtureRequest, writer: BundledWriter
) -> list[tuple[WritingTask, Sequence[str]]]:
    tasks = tasks_of(request.param)
    offers = dict(writer.offer(tasks, stop=go_on))
    return [(task, offers[task.id]) for task in tasks]


def candidates(
    offered: list[tuple[WritingTask, Sequence[str]]],
) -> Iterator[tuple[WritingTask, str]]:
    return ((task, text) for task, texts in offered for text in texts)


def test_units_of_an_unseen_role_are_worded_anew(
    offered: list[tuple[WritingTask, Sequence[str]]],
) -> None:
    assert sum(bool(texts) for _, texts in offered) >= len(offered) // 3
    for task, text in candidates(offered):
        assert text.casefold() not in {own.casefold() for own in task.texts}


def test_every_word_stands_in_the_wordings_or_in_the_phrase_list(
    writer: BundledWriter, offered: list[tuple[WritingTask, Sequence[str]]]
) -> None:
    learned = {word for own in writer.load().phrases for word in own.target.lower().split()}
    for task, text in candidates(offered):
        own = {bare_word(word) for wording in task.texts for word in wording.split()}
        assert {bare_word(word) for word in text.split()} <= own | learned


def test_candidates_of_a_unit_differ(offered: list[tuple[WritingTask, Sequence[str]]]) -> None:
    for _, texts in offered:
        assert len({text.casefold() for text in texts}) == len(texts) <= 2


def test_same_seed_gives_the_same_texts_and_another_seed_others(writer: BundledWriter) -> None:
    tasks = tasks_of(1) + tasks_of(2)
    other = [replace(task, seed=task.seed + 100) for task in tasks]
    first, again, third = (dict(writer.offer(own, stop=go_on)) for own in (tasks, tasks, other))
    assert first == again
    assert first != third


def test_placeholders_come_out_once_each(writer: BundledWriter) -> None:
    texts = (
        "Count the stock of {company} each week, so that shelves stay full",
        "Check each delivery to {company} against the order before it is stored",
        "Keep the lists of {company} up to date and note what runs low",
    )
    task = WritingTask("unit", "RESPONSIBILITIES", texts, bullet=True)
    for seed in range(12):
        for _, found in writer.offer([replace(task, seed=seed)], stop=go_on):
            assert all(holds_placeholders(text, texts) for text in found)


def test_refused_text_is_not_offered_again(writer: BundledWriter) -> None:
    (task, *_) = tasks_of(2)[2:]
    ((_, first),) = writer.offer([task], stop=go_on)
    again = replace(task, refused=tuple(first), reason="it is hard to read")
    ((_, second),) = writer.offer([again], stop=go_on)
    assert not set(first) & set(second)


def test_an_authored_form_of_a_wording_is_not_offered_as_a_new_text(writer: BundledWriter) -> None:
    texts = (
        "Look after the lists each week, so that nobody has to search for a box",
        "Check each delivery right away and note what is missing",
        "Answer questions from drivers by phone and write down what was agreed",
    )
    task = WritingTask("unit", "RESPONSIBILITIES", texts, bullet=True)
    ((_, first),) = writer.offer([task], stop=go_on)
    ((_, second),) = writer.offer([replace(task, authored=tuple(first))], stop=go_on)
    assert first
    assert second
    assert not set(first) & set(second)


@pytest.mark.parametrize("calls", [0, 1, 2, 5])
def test_stop_ends_the_offer_before_the_next_batch(writer: BundledWriter, calls: int) -> None:
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(len(asked) >= calls)
        return asked[-1]

    offers = list(writer.offer(tasks_of(3), stop=stop))
    assert len(offers) < 8
    assert asked == [False] * calls + [True]


def test_cancelling_is_seen_between_any_two_batches(writer: BundledWriter) -> None:
    stops_between_any_two_steps(writer, writer.load().encoder, tasks_of(4)[:4])


def test_weights_name_the_roles_they_were_trained_on() -> None:
    seen = about_weights(WEIGHTS)["roles"].split()
    assert len(seen) + len(UNSEEN) == len(ROLES)


def test_growth_of_the_library_moves_no_role_into_training_or_out_of_it() -> None:
    all_held = {page.slug for page in split_roles(ROLES)[1]}
    for some in (ROLES[::2], ROLES[1::3]):
        held = {page.slug for page in split_roles(some)[1]}
        assert held == all_held & {page.slug for page in some}
    assert len(ROLES) / 10 < len(all_held) < len(ROLES) / 5


def test_weights_other_than_ours_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "editor.safetensors"
    other.write_bytes(WEIGHTS.read_bytes()[:-1] + b"\0\0")
    with pytest.raises(WeightsError, match="SHA-256"):
        BundledWriter(other).load()


def test_weights_hold_only_what_differs_from_the_packaged_encoder() -> None:
    assert WEIGHTS.stat().st_size < 50 * 2**20
    with safe_open(WEIGHTS, framework="pt") as file:
        parts = {name.split(".")[0] for name in file.keys()}  # noqa: SIM118 - no mapping
    assert parts == {"top", "place", "phrase", "phrase_bias"}
