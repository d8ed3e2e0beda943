"""What lesson 10 says about its caseload must be so."""

from itertools import chain, combinations
from pathlib import Path

import nbformat
import pytest

import alliance
from alliance.caseload.alerts import SIGNS, Rule, Week, other_fridays, standings, week

PATH = Path(__file__).parents[2] / "course" / "lessons" / "10_feedback_and_ending_well.ipynb"
LOOKS = 5


@pytest.fixture(scope="module")
def lesson() -> nbformat.NotebookNode:
    return nbformat.read(PATH, as_version=nbformat.NO_CONVERT)  # type: ignore[no-any-return, no-untyped-call]


def share(weeks: list[Week]) -> float:
    return sum(one.caught for one in weeks) / sum(one.bad for one in weeks)


def test_a_search_for_the_best_rule_finds_luck(lesson: nbformat.NotebookNode) -> None:
    made = next(cell.source for cell in lesson.cells if cell.id == "make-the-caseload")
    assert made == "caseload = alliance.simulate_caseload(clients=80, therapists=8, seed=2)"
    board = standings(alliance.simulate_caseload(clients=80, therapists=8, seed=2))[:24]
    assert len(board) == 24
    rules = [
        Rule(pillar, drop, distress, on, sessions)
        for on in chain.from_iterable(combinations(SIGNS, count) for count in (1, 2, 3))
        for pillar in ([1.5 + step / 4 for step in range(11)] if "pillar" in on else [3])
        for drop in ([0.5, 0.75, 1, 1.25, 1.5] if "drop" in on else [1])
        for distress in (range(4, 10) if "distress" in on else [7])
        for sessions in (1, 2, 3)
    ]
    assert 1_450 < len(rules) < 1_550
    caught = [week(board, rule, LOOKS).caught for rule in rules]
    assert (max(caught), week(board, Rule(), LOOKS).bad) == (4, 6)
    best = [rule for rule, count in zip(rules, caught, strict=True) if count == 4][:8]
    plain = share([week(one, Rule(), LOOKS) for one in other_fridays()])
    elsewhere = [share([week(one, rule, LOOKS) for one in other_fridays()]) for rule in best]
    assert all(0.28 < one < 0.38 for one in elsewhere)
    assert max(elsewhere) < plain + 0.06


def test_lower_bars_do_not_catch_more_in_the_same_week_but_more_looks_do(
    lesson: nbformat.NotebookNode,
) -> None:
    assert any(
        "You do not catch more, for your week is still five looks long" in cell.source
        for cell in lesson.cells
    )
    low, high = ([week(one, Rule(pillar=bar), LOOKS) for one in other_fridays()] for bar in (3.0, 5.0))
    assert share(high) < share(low) + 0.05
    assert share([week(one, Rule(pillar=5.0), 12) for one in other_fridays()]) > share(high) + 0.2


def test_what_is_not_known_is_not_given_a_figure(lesson: nbformat.NotebookNode) -> None:
    prose = " ".join(" ".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown").split())
    for said in (
        "An alert is a reason to ask.",
        "so we print none",
        "(≈, Lambert, 2013)",
        "We call that tip **contested**",
        "No study gives the exact number",
        "Nobody has set fit against credentials in a fair race",
        "published by a company that finds therapists",
    ):
        assert said in prose, said
