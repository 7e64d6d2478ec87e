"""The skill tagger's training learns, repeats itself, and is scored by the papers' definitions."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from nlp.runtime.marginals import marginals
from nlp.runtime.span_model import LAYERS, SpanModel
from nlp.runtime.span_network import LABELS, MAX_WIDTH, log_partition
from nlp.runtime.span_sentences import word_shape
from nlp.runtime.weights import skill_tagger_weights
from tests.training.skills.__main__ import believed_examples, lower_layers, main
from tests.training.skills.examples import Labelled, labelled_examples
from tests.training.skills.fit import Recipe, fit
from tests.training.skills.reach import reach_of
from tests.training.skills.scoring import Counts, score_spans
from tests.training.skills.tenses import past, told_as_done

ROWS = [
    Labelled("You know Python well", ((9, 15, "knowledge"),)),
    Labelled("We plan projects", ((3, 16, "skill"),)),
    Labelled("A bus stops nearby", ()),
]
RECIPE = Recipe(epochs=8, encoder_rate=2e-4, empty=1.0)


def fresh() -> SpanModel:
    torch.manual_seed(0)
    return SpanModel.untrained(layers=1)


def trained() -> tuple[SpanModel, list[float]]:
    model, losses = fresh(), []
    average = fit(
        model,
        labelled_examples(model.tokenizer, ROWS),
        RECIPE,
        seed=5,
        report=lambda _epoch, loss, _average: losses.append(loss),
    )
    return average, losses


def test_training_learns_and_repeats_itself() -> None:
    first, losses = trained()
    second, again = trained()
    assert losses == again
    assert losses[-1] < 0.8 * losses[0]
    state = second.network.state_dict()
    for name, tensor in first.network.state_dict().items():
        assert torch.equal(tensor, state[name]), name


def test_the_partition_sums_over_all_ways_to_lay_spans_side_by_side() -> None:
    scores = torch.full((1, 2, MAX_WIDTH, len(LABELS)), -1e4)
    scores[0, 0, 0], scores[0, 1, 0], scores[0, 0, 1] = 1.0, 2.0, 0.5
    lengths = torch.tensor([2])
    weights = [0.0, 1.0, 2.0, 1.0 + 2.0, 0.5]
    expected = torch.tensor(weights).logsumexp(0)
    assert torch.allclose(log_partition(scores, lengths), expected.expand(1, len(LABELS)))
    found = torch.from_numpy(marginals(scores.numpy(), lengths.numpy()))[0, :, :, 0]
    alone_or_with = torch.tensor([1.0, 3.0]).logsumexp(0) - expected
    assert found[0, 0].item() == pytest.approx(alone_or_with.exp().item(), abs=1e-5)
    assert found[0, 1].item() == pytest.approx((0.5 - expected).exp().item(), abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("layers", [4, 3])
def test_a_trial_of_the_whole_training_writes_what_can_be_shipped(
    tmp_path: Path, layers: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        json.dumps({"text": row.text, "spans": _json(row.spans), "post": row.post}) for row in ROWS
    ]
    (tmp_path / "skillspan_train.jsonl").write_text("\n".join(lines), "utf-8")
    out = tmp_path / "weights" / "trial.safetensors"
    main([str(tmp_path), "--out", str(out), "--trial", "3", "--layers", str(layers)])
    with safe_open(out, "pt") as written, safe_open(skill_tagger_weights(), "pt") as shipped:
        expected = {n for n in shipped.keys() if not _is_above(n, layers)}  # noqa: SIM118
        assert set(written.keys()) == expected
        for name in expected:
            assert written.get_tensor(name).shape == shipped.get_tensor(name).shape
            assert written.get_tensor(name).dtype == torch.float16
    assert hashlib.sha256(out.read_bytes()).hexdigest() in capsys.readouterr().out


def _json(spans: tuple[tuple[int, int, str], ...]) -> list[dict[str, object]]:
    return [{"start": start, "end": end, "label": label} for start, end, label in spans]


def _is_above(name: str, layers: int) -> bool:
    found = re.match(r"(?:encoder\.encoder\.layer|reach)\.(\d+)", name)
    return found is not None and int(found[1]) >= layers


def test_a_trained_model_reads_alike_from_its_file(tmp_path: Path) -> None:
    """Its states are whole numbers then: a probability moves by a few hundredths at most."""
    torch.manual_seed(0)
    model = SpanModel.untrained(layers=LAYERS)
    examples = labelled_examples(model.tokenizer, ROWS)
    model.save(tmp_path / "weights.safetensors", reach_of(model, examples))
    read = SpanModel.shipped(tmp_path / "weights.safetensors", threads=1)
    rows = [example.sentence for example in examples]
    for one, other in zip(model.probabilities(rows), read.probabilities(rows), strict=True):
        assert np.allclose(one, other, atol=0.05)


@given(st.lists(st.integers(1, 25), min_size=1, max_size=4), st.integers(0, 99))
def test_marginals_are_the_gradient_of_the_partition(lengths: list[int], seed: int) -> None:
    chance = torch.Generator().manual_seed(seed)
    scores = 3 * torch.randn(len(lengths), max(lengths), MAX_WIDTH, len(LABELS), generator=chance)
    for row, length in enumerate(lengths):
        ends = torch.arange(max(lengths)).unsqueeze(1) + torch.arange(MAX_WIDTH)
        scores[row][ends >= length] = -1e4
    counts = torch.tensor(lengths)
    leaf = scores.clone().requires_grad_()
    [expected] = torch.autograd.grad(log_partition(leaf, counts).sum(), leaf)
    found = torch.from_numpy(marginals(scores.numpy(), counts.numpy()))
    assert torch.allclose(found, expected, atol=1e-4)


def test_neighbours_in_a_batch_change_no_probability() -> None:
    model = fresh()
    [alone] = [e.sentence for e in labelled_examples(model.tokenizer, ROWS[:1])]
    both = [e.sentence for e in labelled_examples(model.tokenizer, ROWS)]
    assert torch.allclose(
        torch.from_numpy(model.probabilities([alone])[0]),
        torch.from_numpy(model.probabilities(both)[0]),
        atol=1e-5,
    )


def test_a_retold_duty_learns_the_spans_of_the_duty() -> None:
    model = fresh()
    [example] = believed_examples(model, {"Plan projects": "Planned projects"})
    [unequal] = [believed_examples(model, {"Plan projects": "Planned many projects"})]
    assert unequal == []
    assert example.soft is not None
    assert tuple(example.soft.shape) == (2, MAX_WIDTH, len(LABELS))
    assert len(lower_layers(model, 0).network.encoder.encoder.layer) == 0


def test_spans_that_cut_words_are_not_learned() -> None:
    model = fresh()
    [example] = labelled_examples(model.tokenizer, [Labelled("Pythonic", ((0, 6, "knowledge"),))])
    assert example.gold == ()


@pytest.mark.parametrize(
    ("duty", "told"),
    [
        ("Write SQL", "Wrote SQL"),
        ("Plan routes", "Planned routes"),
        ("Carry loads", "Carried loads"),
        ("Open accounts", "Opened accounts"),
        ("Manage a team", "Managed a team"),
        ("SQL queries", None),
        ("Write", None),
    ],
)
def test_duties_are_told_as_done(duty: str, told: str | None) -> None:
    assert told_as_done(duty) == told


def test_the_past_of_a_verb_in_y_after_a_vowel_keeps_it() -> None:
    assert (past("employ"), past("study")) == ("employed", "studied")


def test_spellings_are_told_apart() -> None:
    words = ["python", "Python", "SQL", "JavaScript", "R", "2020", "B2B", "++"]
    assert len({word_shape(word) for word in words}) == len(words)


def test_scores_follow_the_papers_definitions() -> None:
    gold = [{(0, 10, "skill"), (20, 30, "knowledge")}, set()]
    found = [{(0, 10, "skill"), (18, 30, "knowledge"), (40, 45, "skill")}, {(0, 4, "skill")}]
    scores = score_spans(gold, found)
    assert scores.strict == Counts(1, 4, 1, 2)
    assert scores.relaxed == Counts(2, 4, 2, 2)
    assert scores.overlap == Counts(2, 4, 2, 2)
    assert scores.by_label["skill"] == Counts(1, 3, 1, 1)
    assert scores.strict.f1 == pytest.approx(2 * 0.25 * 0.5 / 0.75)


def test_a_span_is_matched_once() -> None:
    scores = score_spans([{(0, 10, "skill")}], [{(0, 10, "skill"), (0, 9, "knowledge")}])
    assert scores.relaxed == Counts(1, 2, 1, 1)
