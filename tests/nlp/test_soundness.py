"""Joins of two wordings that no reader would accept are refused, whatever the network says."""

import pytest

from nlp.runtime.soundness import is_sound, leaves_whole, reads_on, suits_object

HEAD = "Drop stale checks from the nightly run,"


@pytest.mark.parametrize(
    ("head", "tail", "sound"),
    [
        (HEAD, "and show each team what is left", True),
        (HEAD, "and run it before every release", False),
        (HEAD, "and keep its owners told of the rest", False),
        (HEAD, "and tell people why they were dropped", True),
        ("Keep the plan current,", "and tell them what has changed", False),
        (HEAD, "and ask the people at the gates, and expect the same of visitors", False),
        (HEAD, "and speak up when one fails", False),
        (HEAD, "and match both to the list", False),
        (HEAD, "before each falls due at the bank", False),
        (HEAD, "before each release goes out", True),
    ],
)
def test_a_clause_points_to_nothing_that_another_wording_named(
    head: str, tail: str, sound: bool
) -> None:
    assert is_sound(head, tail) is sound


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("Note sizes, stop rules", "and read the result without hope"),
        ("Ask of each deal who signs, by", "and give a forecast"),
        ("Trim images only", "and show the savings each week"),
        ("Update volumes with buyers, not from memory", "and show planners what moved"),
        ("Paint small signs that explain", "and hang a board at every door"),
    ],
)
def test_a_list_that_waits_for_its_last_item_gets_no_clause(head: str, tail: str) -> None:
    assert not is_sound(head, tail)
    assert not is_sound(head, "so that everybody sees the outcome")


def test_a_clause_without_brings_no_second_verb() -> None:
    head = "Dress wounds by the ward's own plan"
    assert is_sound(head, "without touching what has to stay clean")
    assert not is_sound(head, "without haste and look in again before the shift ends")


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("Move the loads in waves, each with a way back", "with a cost beside every option"),
        ("Advise each client on cut and color", "before the first snip and show the options"),
        ("Design", "before the lease is signed by all"),
        ("Report a broken lock or lamp", "before the cupboard is bare"),
        ("Follow the works on site", "before the concrete arrives"),
    ],
)
def test_a_clause_is_not_hung_on_one_of_its_kind_nor_on_a_bare_verb(head: str, tail: str) -> None:
    assert not is_sound(head, tail)


def test_before_does_not_follow_early() -> None:
    assert not is_sound("Question the brief early", "before any screen is drawn")


@pytest.mark.parametrize(
    ("tail", "whole"),
    [
        ("so that nobody slips", True),
        ("You keep the yard clean.", True),
        ("where they stay dry", False),
        ("when a sensor trips", False),
    ],
)
def test_a_wording_cut_at_a_clause_that_it_needs_is_no_head(tail: str, whole: bool) -> None:
    assert leaves_whole(tail) is whole


@pytest.mark.parametrize(
    ("head", "tail", "sound"),
    [
        ("Ask teams about payments ahead", "and improve the weakest input", False),
        ("Interview for proof of past work", "and score the answers", False),
        ("Interview for proof, and weigh answers", "and score the answers", False),
        ("Hold a clinic each month", "and test all three releases", False),
        ("Walk through the plant", "and show the plant to visitors", True),
        ("Plan each visit ahead", "and tell the team what to expect", True),
    ],
)
def test_a_second_duty_speaks_of_nothing_that_only_its_own_head_named(
    head: str, tail: str, sound: bool
) -> None:
    assert is_sound(head, tail) is sound


def test_two_clauses_with_and_do_not_follow_each_other() -> None:
    assert not is_sound("Sign the images and keep two copies", "and watch each device report home")
    assert is_sound("Sign the images", "and watch each device report home")


@pytest.mark.parametrize(
    "tail",
    [
        "and clear advice on managed services",
        "and returned kit goes into the pool",
        "and code samples true as the product changes",
        "and still tells the truth",
        "and calm down again",
        "and people on many tablets",
    ],
)
def test_what_follows_and_must_be_a_verb_with_its_object(tail: str) -> None:
    assert not is_sound("Hold open hours for the teams", tail)


@pytest.mark.parametrize("tail", ["before convenience", "with two reminders", "without help"])
def test_a_tail_of_a_few_words_is_left_where_it_was(tail: str) -> None:
    assert not is_sound("Keep the files in good order", tail)


@pytest.mark.parametrize(
    ("tail", "sound"),
    [
        ("A good planner keeps the line moving and the yard empty.", True),
        ("Somebody in house answers by lunch and learns what works.", True),
        ("You will cut, fit and finish for builders and owners.", True),
        ("They go to the right desk.", False),
        ("Firmware is where that starts.", False),
        ("We cannot answer without a plan.", False),
        ("One good trainer fills both.", False),
        ("A planner sees that clash in spring.", False),
        ("One seller works through such a list in a week.", False),
        ("A van and a good driver let small firms join in.", False),
        ("An engineer brings that in without a design house.", False),
        ("An architect who details with care saves that year.", False),
        ("A technician who walks the plant every morning does.", False),
    ],
)
def test_a_sentence_that_follows_another_stands_by_itself(tail: str, sound: bool) -> None:
    assert is_sound("Sort what came in.", tail) is sound


@pytest.mark.parametrize(
    ("source", "target", "before", "following", "right"),
    [
        ("talk with", "speak to", "and", "clients", True),
        ("talk with", "speak to", "first", "a", False),
        ("track", "keep track of", "", "progress", True),
        ("track", "keep track of", "fast", "team", False),
        ("on the spot", "right away", "freight", "market", False),
        ("on the spot", "right away", "decide", "", True),
        ("on your own", "independently", "works", "data", False),
        ("you", "you will", "", "can", False),
        ("you", "you will", "", "keep", True),
        ("you", "you will", "as", "square", False),
        ("each", "every", "that", "help", False),
        ("every", "each", "clients", "other", False),
        ("every", "each", "clients", "week", True),
        ("the whole", "the entire", "", "team", True),
        ("the whole", "the entire", "against", "", False),
    ],
)
def test_a_phrase_is_put_only_where_its_words_mean_the_same(
    source: str, target: str, before: str, following: str, right: bool
) -> None:
    assert reads_on(source.split(), target, before, following) is right


def test_a_second_sentence_says_no_long_word_of_the_first_again() -> None:
    head = "Gentle hands and honest advice make the day."
    assert not is_sound(head, "Your day is cleanings, gum charts and plain advice.")
    assert is_sound(head, "Your day is cleanings, gum charts and plain words.")


@pytest.mark.parametrize(
    ("target", "after", "suits"),
    [
        ("write down", "them and act", False),
        ("note", "a demo", False),
        ("record", "them down", False),
        ("record", "the price down", False),
        ("record", "them", True),
        ("so that", "clearly that nobody asks", False),
        ("so that", "nobody asks", True),
        ("find out", "from what failed", False),
        ("settle", "", False),
        ("notice", "", False),
        ("agree on", "the matter at once", False),
        ("agree on", "terms with buyers", True),
        ("gather", "each child at noon", False),
        ("write down", "a demo", False),
        ("settle", "dates with buyers", True),
        ("reply to", "what you know", False),
        ("write down", "what was said", True),
        ("respond to", "the phone with care", False),
        ("reply to", "the main line", False),
        ("respond to", "each query in time", True),
        ("put together", "the ceo for the board", False),
        ("put together", "the monthly report", True),
    ],
)
def test_a_phrase_stands_before_an_object_that_suits_it(
    target: str, after: str, suits: bool
) -> None:
    assert suits_object(target, after.split()) is suits
