"""The skill tagger's training learns, repeats itself, and is scored by the papers' definitions."""

import pytest
import torch

from nlp.runtime.span_model import SpanModel
from nlp.runtime.span_network import LABELS, MAX_WIDTH, log_partition, marginals
from nlp.runtime.span_sentences import word_shape
from tests.training.skills.__main__ import believed_examples, lower_layers
from tests.training.skills.examples import Labelled, labelled_examples
from tests.training.skills.fit import Recipe, fit
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
    found = marginals(scores, lengths)[0, :, :, 0]
    alone_or_with = torch.tensor([1.0, 3.0]).logsumexp(0) - expected
    assert found[0, 0].item() == pytest.approx(alone_or_with.exp().item(), abs=1e-5)
    assert found[0, 1].item() == pytest.approx((0.5 - expected).exp().item(), abs=1e-5)


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
