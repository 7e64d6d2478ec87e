"""What `make eval-writer` counts is what it says: claims without ground, alike texts, facts."""

from dataclasses import replace

from nlp.posts.brief import brief_to_json
from nlp.posts.draft import compose
from nlp.posts.legal import packs_of
from nlp.posts.plan import plan
from nlp.posts.render import plain
from nlp.posts.sections import SectionKind
from seeds.library import read_library
from seeds.packs import read_packs
from tests.evaluation.writer.bleu import self_bleu
from tests.evaluation.writer.claims import unfounded
from tests.evaluation.writer.slots import slot_accuracy
from tests.nlp.samples import PAGE, sample_brief

PACKS = read_packs()
GB = sample_brief(PACKS["GB"])
BRIEF = brief_to_json(replace(GB, required_skills=("Xero",), notes="Ask for Ms Okafor."))


def test_an_invented_number_tool_name_or_promise_is_a_claim_without_ground() -> None:
    prose = (
        "We keep Okafor informed with Xero.\n• Lead 43 people in Zurich with Jenkins, for a bonus"
    )
    found = set(unfounded(prose, role="bookkeeper", brief=BRIEF))
    assert found == {"43", "Zurich", "Jenkins", "bonus"}


def test_a_figure_of_the_caller_may_be_printed_with_its_comma() -> None:
    large = brief_to_json(replace(GB, company=replace(GB.company, headcount=1800)))
    prose = "• Find your way in a company of 1,800, and 2,700 more"
    assert unfounded(prose, role=None, brief=large) == ["2700"]


def test_marked_gaps_are_no_claims() -> None:
    assert unfounded("• [Add sixty duties]", role=None, brief=BRIEF) == []


def test_a_composed_post_claims_nothing_without_ground() -> None:
    page = read_library().roles_by_slug["bookkeeper"]
    sections = compose(plan(GB, page, packs_of(GB, PACKS))).sections()
    prose = "\n".join(
        plain([own])
        for own in sections
        if own.kind in (SectionKind.HOOK, SectionKind.WHY, SectionKind.RESPONSIBILITIES)
    )
    assert unfounded(prose, role="bookkeeper", brief=brief_to_json(GB)) == []


def test_self_bleu_is_one_for_equal_texts_and_near_none_for_strangers() -> None:
    text = "Keep the books of a small firm in good order every month."
    assert self_bleu([text, text]) == 1.0
    assert self_bleu([text, "Wheels turn where children play under old trees by night."]) < 0.1


def test_random_facts_come_out_exact() -> None:
    slots = slot_accuracy(PAGE, GB, PACKS, count=40, seed=1)
    assert (slots.accuracy, slots.wrong) == (1.0, ())
