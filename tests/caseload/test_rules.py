import pytest

from alliance import CourseError
from alliance.caseload.alerts import Rule, rule_from
from alliance.practice.blanks import Rule as Blank

BLANK = Blank(name="rule", where="Look at the board.")


def test_the_signs_that_a_rule_names_are_those_that_count() -> None:
    assert rule_from({"pillar": 2, "drop": 1.5}) == Rule(pillar=2, drop=1.5, on=("pillar", "drop"))
    assert rule_from({"distress": 8, "sessions": 2}) == Rule(distress=8, on=("distress",), sessions=2)
    assert BLANK.trouble({"pillar": 2}) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["pillar", 2], "curly brackets"),
        ("pillar", "curly brackets"),
        ({}, "at least one sign"),
        ({"sessions": 2}, "at least one sign"),
        ({"below": 2}, "'below'; the names are pillar, drop, distress, sessions"),
        ({2: "pillar"}, "cannot watch for '2'"),
        ({"pillar": 0}, "pillar must be a number from 1 to 5; 0 was given"),
        ({"pillar": True}, "pillar must be a number"),
        ({"pillar": "2"}, "pillar must be a number"),
        ({"drop": float("nan")}, "drop must be a number"),
        ({"pillar": 2, "sessions": 1.5}, "whole number"),
    ],
)
def test_a_rule_that_cannot_be_read_is_answered_in_a_sentence(given: object, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        rule_from(given)
    assert words in BLANK.trouble(given)
