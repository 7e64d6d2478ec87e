"""The inclusivity report carries findings with offsets and the reading grade."""

import re

from nlp.rules.inclusivity import inclusivity
from nlp.rules.wording import Dimension, WordingRule, WordingRules

RULES = WordingRules(
    "en",
    (WordingRule("en-native", Dimension.NATIONALITY, re.compile("native speaker"), "fluent"),),
)


def test_a_finding_points_into_the_text() -> None:
    text = "Keep our books.\nWe want a native speaker."
    report = inclusivity(text, RULES)
    (finding,) = report.findings
    assert text[finding.start : finding.end] == finding.phrase == "native speaker"
    assert (finding.dimension, finding.suggestion) == ("nationality", "fluent")
    assert not report.passes


def test_plain_text_passes_and_each_line_counts_as_a_sentence() -> None:
    short = inclusivity("Keep books\nPay bills\nSend mail", RULES)
    joined = inclusivity("Keep books pay bills send mail", RULES)
    assert short.passes
    assert short.reading_grade < joined.reading_grade
