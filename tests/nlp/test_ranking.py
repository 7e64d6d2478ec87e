"""A score is the sum of its proofs, and only grows with them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.ranking.asked import RankedRequirement
from nlp.ranking.evidence import MAX_QUOTE
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.scoring import Score, Verdict, score
from nlp.roles.page import RequirementKind
from nlp.skills.extraction import Extractor
from nlp.skills.taxonomy import Skill, SkillKind

NAMES = ("Python", "Django", "Docker", "Kubernetes", "Terraform", "PostgreSQL")
EXTRACTOR = Extractor([Skill(name.lower(), name, SkillKind.TOOL) for name in NAMES])
REQUIRED, NICE = RequirementKind.REQUIRED, RequirementKind.NICE_TO_HAVE

POST = (
    RankedRequirement("a", REQUIRED, "3+ years building Python services", ("python",), min_years=3),
    RankedRequirement(
        "b",
        REQUIRED,
        "Containers in production with Docker or Kubernetes",
        ("docker", "kubernetes"),
        neighbours=frozenset({"terraform"}),
    ),
    RankedRequirement("c", NICE, "PostgreSQL", ("postgresql",)),
    RankedRequirement("d", NICE, "Mentoring junior colleagues through pairing", ()),
)


def profile(cv_text: str) -> CandidateProfile:
    return CandidateProfile.of(cv_text, EXTRACTOR.extract(cv_text, today=date(2026, 11, 1)))


def assessed(cv_text: str) -> Score:
    return score(POST, profile(cv_text))


def test_a_full_match_reaches_all_points() -> None:
    result = assessed(
        "Five years of Python services.\nRan Docker and Kubernetes.\nPostgreSQL tuning."
    )
    verdicts = {a.requirement_id: a.verdict for a in result.assessments}
    assert verdicts == {
        "a": Verdict.MET,
        "b": Verdict.MET,
        "c": Verdict.MET,
        "d": Verdict.UNKNOWN,
    }
    assert result.total == pytest.approx(87.5)


def test_silence_is_unknown_and_carries_no_evidence() -> None:
    result = assessed("I bake bread.")
    assert result.total == 0
    assert {a.verdict for a in result.assessments} == {Verdict.UNKNOWN}
    assert {a.evidence for a in result.assessments} == {()}


def test_a_denied_skill_adds_nothing() -> None:
    assert assessed("No experience with Python. Never used Docker.").total == 0


def test_a_neighbouring_skill_counts_half() -> None:
    (assessment,) = (a for a in assessed("Wrote Terraform.").assessments if a.points)
    assert assessment.requirement_id == "b"
    assert assessment.points == pytest.approx(assessment.max_points / 2)
    assert assessment.verdict is Verdict.PARTIAL


def test_silence_about_years_is_partial_not_failing() -> None:
    first = assessed("Python services").assessments[0]
    assert first.verdict is Verdict.PARTIAL
    assert first.points == pytest.approx(first.max_points * 0.8)


def test_the_words_of_a_requirement_without_skills_can_be_proven() -> None:
    last = assessed("Mentored junior colleagues, mostly through pairing.").assessments[3]
    assert last.verdict is Verdict.PARTIAL
    assert last.evidence


def test_evidence_is_verbatim_and_short() -> None:
    text = "Intro line.\n" + "word " * 100 + "with Python at the end " + "word " * 100 + "\nEnd."
    (span,) = assessed(text).assessments[0].evidence
    assert "Python" in text[span.start : span.end]
    assert span.end - span.start <= MAX_QUOTE + len("Python")


def test_the_score_is_the_sum_of_its_points() -> None:
    result = assessed("Python for 4 years, Docker, Terraform")
    assert result.total == pytest.approx(sum(a.points for a in result.assessments))


@given(held=st.sets(st.sampled_from(NAMES)), more=st.sampled_from(NAMES))
def test_a_further_true_skill_never_lowers_a_score(held: set[str], more: str) -> None:
    before = assessed("\n".join(f"Used {name} daily." for name in sorted(held)))
    after = assessed("\n".join(f"Used {name} daily." for name in sorted(held | {more})))
    assert after.total >= before.total


@given(st.permutations([f"Used {name} daily." for name in NAMES]))
def test_the_order_of_a_cv_does_not_change_its_score(lines: list[str]) -> None:
    assert assessed("\n".join(lines)).total == assessed("\n".join(sorted(lines))).total


@given(st.text(max_size=300))
def test_any_text_scores_within_bounds_and_quotes_itself(text: str) -> None:
    result = assessed(text)
    assert 0 <= result.total <= 100
    for assessment in result.assessments:
        assert 0 <= assessment.points <= assessment.max_points
        for span in assessment.evidence:
            assert 0 <= span.start < span.end <= len(text)


def test_a_post_without_requirements_scores_nothing() -> None:
    assert score((), profile("Python")).total == 0


def test_equal_scores_are_ordered_by_the_cv_not_by_arrival() -> None:
    one, two = assessed("Python since long"), assessed("Long since Python")
    assert one.total == two.total
    assert one.tie_break != two.tie_break
