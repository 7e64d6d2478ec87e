"""Languages are weighed by their level, certificates by being held, and silence is UNKNOWN."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.ranking.asked import Criterion, RankedRequirement, is_certificate
from nlp.ranking.profile import CandidateProfile
from nlp.ranking.scoring import Assessment, Verdict, score
from nlp.roles.page import RequirementKind
from nlp.skills.extraction import Extractor
from nlp.skills.languages import LanguageLevel
from nlp.skills.taxonomy import Skill, SkillKind

GERMAN = Skill("german", "German", SkillKind.LANGUAGE, ("Deutsch",))
FRENCH = Skill("french", "French", SkillKind.LANGUAGE)
FORKLIFT = Skill(
    "forklift-licence", "Forklift certification", SkillKind.KNOWLEDGE, ("forklift licence",)
)
FIRST_AID = Skill("first-aid", "First aid certificate", SkillKind.KNOWLEDGE)
DRIVING = Skill("driving", "Delivery driving", SkillKind.COMPETENCE)
EXTRACTOR = Extractor([GERMAN, FRENCH, FORKLIFT, FIRST_AID, DRIVING])
LEVELS: list[LanguageLevel] = [
    level for level in LanguageLevel if level is not LanguageLevel.NATIVE
]


def asking(text: str, *skills: Skill, min_years: int | None = None) -> RankedRequirement:
    return RankedRequirement.of("a", RequirementKind.REQUIRED, text, skills, min_years=min_years)


def assessed(requirement: RankedRequirement, cv_text: str) -> Assessment:
    found = EXTRACTOR.extract(cv_text, today=date(2026, 11, 1))
    return score([requirement], CandidateProfile.of(cv_text, found)).assessments[0]


def cv(languages: str) -> str:
    return f"Profile\nDrives vans and likes it.\n\nLanguages\n{languages}\n"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("German at C1 or better", LanguageLevel.C1),
        ("Fluent German", LanguageLevel.C1),
        ("German (B2)", LanguageLevel.B2),
        ("Deutsch, mindestens B1", LanguageLevel.B1),
        ("Native German", LanguageLevel.NATIVE),
        ("German", None),
    ],
)
def test_the_level_is_read_from_the_requirement(text: str, level: LanguageLevel | None) -> None:
    asked = asking(text, GERMAN)
    assert asked.criterion is Criterion.LANGUAGE
    assert asked.level == level


@pytest.mark.parametrize(
    ("told", "verdict", "share"),
    [
        ("German C2", Verdict.MET, 1.0),
        ("German: native", Verdict.MET, 1.0),
        ("German C1", Verdict.MET, 1.0),
        ("German B2", Verdict.PARTIAL, 0.7),
        ("German A2", Verdict.PARTIAL, 0.343),
        ("German", Verdict.PARTIAL, 0.5),
        ("French C2", Verdict.UNKNOWN, 0.0),
    ],
)
def test_a_language_counts_by_its_level(told: str, verdict: Verdict, share: float) -> None:
    found = assessed(asking("German at C1", GERMAN), cv(told))
    assert found.verdict is verdict
    assert found.points == pytest.approx(found.max_points * share)


def test_any_level_will_do_where_the_post_asks_for_none() -> None:
    assert assessed(asking("German", GERMAN), cv("German A2")).verdict is Verdict.MET


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS), st.sampled_from(LEVELS))
@settings(deadline=None)
def test_a_higher_level_never_earns_less(
    asked: LanguageLevel, one: LanguageLevel, other: LanguageLevel
) -> None:
    low, high = sorted((one, other), key=LEVELS.index)
    requirement = asking(f"German {asked}", GERMAN)
    less = assessed(requirement, cv(f"German {low}"))
    more = assessed(requirement, cv(f"German {high}"))
    assert less.points <= more.points
    assert more.evidence


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS))
@settings(deadline=None)
def test_a_further_language_never_lowers_a_score(asked: LanguageLevel, told: LanguageLevel) -> None:
    requirement = asking(f"German {asked} or French {asked}", GERMAN, FRENCH)
    before = assessed(requirement, cv("German A2"))
    after = assessed(requirement, cv(f"German A2\nFrench {told}"))
    assert before.points <= after.points


def test_a_certificate_is_met_by_its_name_in_a_list() -> None:
    asked = asking("Forklift licence", FORKLIFT)
    assert asked.criterion is Criterion.CERTIFICATE
    text = "Licences\nForklift licence, clean driving record, two references, own boots"
    found = assessed(asked, text)
    assert found.verdict is Verdict.MET
    assert [text[span.start : span.end] for span in found.evidence] == ["Forklift licence"]


@pytest.mark.parametrize(
    "told",
    [
        "Forklift licence, expired in 2021",
        "Forklift licence (part-qualified)",
        "Forklift licence: candidate for the spring exam",
    ],
)
def test_a_certificate_that_is_not_held_is_partly_met(told: str) -> None:
    found = assessed(asking("Forklift licence", FORKLIFT), f"Licences\n{told}\n")
    assert found.verdict is Verdict.PARTIAL
    assert found.points == pytest.approx(found.max_points / 2)


def test_another_certificate_is_no_proof_and_silence_is_unknown() -> None:
    for told in ("First aid certificate", "Worked beside a forklift for years", ""):
        found = assessed(asking("Forklift licence", FORKLIFT), f"Licences\n{told}\n")
        assert (found.verdict, found.points, found.evidence) == (Verdict.UNKNOWN, 0.0, ())


@pytest.mark.parametrize(
    "told", ["I have no forklift licence.", "Studying towards the forklift licence"]
)
def test_a_denied_or_wished_certificate_is_unknown(told: str) -> None:
    assert assessed(asking("Forklift licence", FORKLIFT), told).verdict is Verdict.UNKNOWN


def test_years_asked_make_a_row_of_years() -> None:
    asked = asking("3+ years of delivery driving", DRIVING, min_years=3)
    assert asked.criterion is Criterion.YEARS
    few = assessed(asked, "Delivery driving for 2.5 years")
    enough = assessed(asked, "Delivery driving for four years")
    assert few.verdict is Verdict.PARTIAL
    assert enough.verdict is Verdict.MET


def test_a_skill_is_a_certificate_only_when_a_name_of_it_says_so() -> None:
    assert is_certificate(FORKLIFT)
    assert not is_certificate(DRIVING)
    assert not is_certificate(GERMAN)
