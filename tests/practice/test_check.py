import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from alliance import CourseError, check, mean_of, simulate_caseload
from alliance.practice import notes
from alliance.practice.answers import as_number, as_word, is_empty

SESSIONS = simulate_caseload(clients=3, therapists=1, seed=1).sessions


def state(item: str, name: str, value: object) -> str:
    return next(note.state for note in notes(item, {name: value}) if note.name == name)


@pytest.mark.parametrize("value", [3.9, 4, "3.9", "3,9", np.float64(3.9), mean_of(SESSIONS, "goal")])
def test_numbers_in_any_dress_are_ready(value: object) -> None:
    assert state("a2-pillar-means", "mean_goal", value) == "ready"


@pytest.mark.parametrize("value", [..., None, "", "...", "…", "  "])
def test_blanks_are_not_answered_yet(value: object) -> None:
    assert is_empty(value)
    assert state("a2-pillar-means", "mean_goal", value) == "not answered yet"
    assert state("a2-pillar-means", "means_say", value) == "not answered yet"


@pytest.mark.parametrize(
    "value",
    [81, 0, -3, float("nan"), float("inf"), True, "four", [3.9], (3.9,), {"a": 1}, SESSIONS["goal"], SESSIONS,
     np.array([1.0, 2.0]), object(), len, 10**400, pytest.param(10**5000, id="huge"), (0, 35)],
)  # fmt: skip
def test_what_is_no_number_of_the_scale_is_to_be_looked_at_again(value: object) -> None:
    assert state("a2-pillar-means", "mean_goal", value) == "look again"


@pytest.mark.parametrize(("value", "expected"), [("goal", "ready"), (" “Goal” ", "ready"), ("gaol", "look again"),
                                                 (3, "look again"), (["goal"], "look again")])  # fmt: skip
def test_words(value: object, expected: str) -> None:
    assert state("a2-weakest-pillar", "weakest_c01", value) == expected


def test_a_note_says_what_was_seen_what_was_expected_and_where_to_look() -> None:
    (note, *_) = notes("a2-pillar-means", {"mean_goal": 81})
    assert note.saw == "81"
    assert note.expected == "a number from 1 to 5, in points"
    assert "mean_of" in note.where


def test_a_decimal_comma_is_recognised() -> None:
    (note, *_) = notes("a2-pillar-means", {"mean_goal": (3, 99)})
    assert "a point, not a comma" in note.where


def test_the_check_never_says_whether_an_answer_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    check("a2-weakest-pillar", weakest_c01="goal")
    right = capsys.readouterr().out
    check("a2-weakest-pillar", weakest_c01="task")
    assert capsys.readouterr().out.replace("task", "goal") == right.replace("task", "goal")


def test_validate_fails_a_blank_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CourseError, match="mean_task: not answered yet"):
        check("a2-pillar-means", mean_goal=4, mean_bond=4, means_say="a")


def test_an_unknown_check_is_named() -> None:
    with pytest.raises(CourseError, match="no practice check called 'a2-nothing'"):
        check("a2-nothing")
    with pytest.raises(CourseError, match="no practice check"):
        check("../../secrets")


def test_what_is_shown_is_escaped() -> None:
    from alliance.practice.check import _as_html

    html = _as_html(notes("a2-pillar-means", {"means_say": "<script>alert(1)</script>"}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@given(st.one_of(st.floats(), st.integers(), st.text(), st.binary(), st.lists(st.integers()), st.none()))
def test_no_answer_breaks_the_check(value: object) -> None:
    as_number(value)
    as_word(value)
    for item in ("a2-pillar-means", "a2-weakest-pillar", "a2-rater-gap"):
        assert all(
            note.saw for note in notes(item, dict.fromkeys(("mean_goal", "means_say", "bond_gap"), value))
        )


def test_hostile_answers_do_not_break_the_check() -> None:
    class Hostile:
        def __float__(self) -> float:
            raise RuntimeError

        def __repr__(self) -> str:
            raise RuntimeError

        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]

    assert state("a2-pillar-means", "mean_goal", Hostile()) == "look again"
    assert state("a2-weakest-pillar", "weakest_c01", Hostile()) == "look again"


@pytest.mark.parametrize(("width", "stacked"), [(400, True), (1280, False)])
def test_on_a_phone_nothing_has_to_be_moved_sideways(chromium: Browser, width: int, stacked: bool) -> None:
    from alliance.practice.check import _as_html

    long = "AWT1.three-tuesdays.265e44." + "2wb2-" * 20
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_content(_as_html(notes("a5-coding", {"codes_first": long, "codes_second": "x" * 200})))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("row", name="codes_first").get_by_role("cell").count() == 4
    said = page.evaluate("getComputedStyle(document.querySelector('td[data-title]'), '::before').content")
    assert (said == "attr(data-title) ': '" or "I saw" in said) == stacked
    page.close()
