import ast
import math
import random
import re
from collections.abc import Iterator
from itertools import combinations

import pandas as pd
import pytest
from sheets import ROOT, solved, typed

from alliance import rate
from alliance.assignments import Assignment, assignment, letters
from alliance.caseload.alerts import SCALES, SIGNS, other_fridays, rule_from, standings, week
from alliance.errors import CourseError
from alliance_grader.course import release_notebook
from alliance_grader.notebooks import read_notebook
from alliance_grader.scoring import read_key, score_item
from alliance_grader.scoring.case import Case
from alliance_grader.scoring.key import Item
from alliance_grader.scoring.parts import ChosenPart, NumberPart
from alliance_grader.scoring.records import Statistic

ASSIGNMENT = "a4_dropout_and_alerts"
KEY = read_key(ROOT, ASSIGNMENT)
VARIANTS = letters("a4")
LINES = (2.75, 3, 3.25, 3.5, 3.75, 4)
"""Where students are likely to draw the line."""

RATING = "alliance_session_3"
variants = pytest.mark.parametrize("variant", VARIANTS)


@variants
def test_every_variant_shows_what_the_questions_ask(variant: str) -> None:
    """The caseloads were chosen for this; a change of the simulator must choose again."""
    assert demands(assignment("a4", variant)) == []


def demands(work: Assignment) -> list[str]:
    """Say what a caseload lacks for A4."""
    table = work.per_client
    rated = table.dropna(subset=[RATING])
    found = rate(table, "dropout", by=RATING)
    low, middle, high = (found.numbers[f"{RATING} {part} third"] for part in ("lowest", "middle", "highest"))
    sizes = [
        found.numbers[f"{RATING} {part} third, n"] / len(rated) for part in ("lowest", "middle", "highest")
    ]
    left = rated["dropout"]
    asked = {line: rated[RATING] <= line + 1e-9 for line in LINES}
    wanted = {
        "about one in five drops out": 0.16 <= table["dropout"].mean() <= 0.26,
        "the thirds are about equal": min(sizes) >= 0.27 and max(sizes) <= 0.39,
        "fewer drop out from third to third": low - middle >= 0.03 and middle - high >= 0.03,
        "the difference is plain": -0.25 <= found.value <= -0.12 and found.numbers["high"] < -0.01,
        "those who left early make a difference": table["dropout"].mean() - left.mean() >= 0.03,
        "every likely line can be defended": all(0.02 <= one.mean() <= 0.75 for one in asked.values()),
        "every likely line errs in both ways": all((one & ~left).any() and (~one & left).any() for one in asked.values()),
        "every likely line beats the hat": all(one[left].mean() - one.mean() >= 0.02 for one in asked.values()),
        "no slip looks like the right answer, or like another": not list(_too_near(work)),
    }  # fmt: skip
    return [words for words, holds in wanted.items() if not holds]


def _too_near(work: Assignment) -> Iterator[str]:
    """Name the known wrong values that lie within two tolerances of the truth or of one another."""
    case = Case({}, work)
    for item in KEY.items[:2]:
        for part in (part for part in item.parts if isinstance(part, NumberPart)):
            size = abs if part.any_sign else float
            for name, about in part.answers.items():
                values = {"the truth": size(float(case.truth(part.truth, about)))}
                for wrong in part.wrong:
                    assert isinstance(wrong.value, Statistic)
                    values[repr(wrong.value)] = size(float(wrong.true(about, case)))
                for (one, first), (other, second) in combinations(values.items(), 2):
                    if abs(first - second) < 2 * part.tolerance:
                        yield f"{name}: {one} and {other}"


@variants
def test_the_statistics_are_those_of_a_plain_count(variant: str) -> None:
    table = assignment("a4", variant).per_client
    rated = table[table[RATING].notna()].sort_values(RATING)
    edges = rated[RATING].quantile([1 / 3, 2 / 3]).tolist()
    thirds = {
        "lowest": rated[rated[RATING] <= edges[0]],
        "middle": rated[(rated[RATING] > edges[0]) & (rated[RATING] <= edges[1])],
        "highest": rated[rated[RATING] > edges[1]],
    }
    case = Case({"threshold": 3.25}, assignment("a4", variant))

    def truth(statistic: str, about: str = "", **of: str | float | bool) -> float:
        return float(case.truth(Statistic(statistic, of), about))

    risks = {}
    for name, rows in thirds.items():
        left = int(rows["dropout"].sum())
        risks[name] = left / len(rows)
        assert truth("dropout_risk", name) == pytest.approx(risks[name])
        assert truth("dropout_odds", name) == pytest.approx(left / (len(rows) - left))
        assert truth("leavers_in", name) == pytest.approx(left / rated["dropout"].sum())
    assert truth("dropout_risk", "everybody") == pytest.approx(table["dropout"].sum() / 400)
    assert truth("dropout_risk", "everybody", of="rated") == pytest.approx(
        rated["dropout"].sum() / len(rated)
    )
    assert truth("risk_gap") == pytest.approx(risks["highest"] - risks["lowest"])
    assert truth("risk_ratio") == pytest.approx(risks["highest"] / risks["lowest"])
    odds = {name: risk / (1 - risk) for name, risk in risks.items()}
    assert truth("odds_ratio") == pytest.approx(odds["highest"] / odds["lowest"])
    assert truth("odds_gap") == pytest.approx(odds["highest"] - odds["lowest"])

    asked, left_them = rated[RATING].round(6) <= 3.25, rated["dropout"]
    counts = pd.crosstab(asked, left_them)
    line = {"answer": "threshold"}
    assert truth("asked_by_own_line", **line) == pytest.approx(asked.mean())
    assert truth("asked_of", "left", **line) == pytest.approx(counts.loc[True, True] / counts[True].sum())
    assert truth("asked_of", "stayed", rest=True, **line) == pytest.approx(
        counts.loc[False, False] / counts[False].sum()
    )
    assert truth("asked_of", "everybody", began=True, **line) == pytest.approx(asked.sum() / 400)
    assert truth("asked_of", "left", began=True, **line) == pytest.approx(
        counts.loc[True, True] / table["dropout"].sum()
    )
    assert truth("ended_of", "left", **line) == pytest.approx(counts.loc[True, True] / counts.loc[True].sum())
    assert truth("ended_of", "stayed", **line) == pytest.approx(
        counts.loc[False, False] / counts.loc[False].sum()
    )


def points(item: str, answers: dict[str, object], variant: str = "A") -> float | None:
    return score_item(item, answers, KEY, variant).points


@variants
@pytest.mark.parametrize("line", LINES)
def test_everything_after_the_line_is_judged_by_the_students_own(variant: str, line: float) -> None:
    table = assignment("a4", variant).per_client.dropna(subset=[RATING])
    asked = table[RATING].round(6) <= line
    answers = {
        "threshold": line,
        "workload": asked.mean(),
        "caught": asked[table["dropout"]].mean(),
        "left_alone": 1 - asked[~table["dropout"]].mean(),
        "alert_says": "c",
    }
    assert points("a4-threshold", answers, variant) == 2
    assert points("a4-caught", answers, variant) == pytest.approx(4)
    another = answers | {"threshold": 2.75 if line > 3 else 3.5}
    assert points("a4-threshold", another, variant) == 0.5
    assert points("a4-caught", another, variant) == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("line", "earns"),
    [(3.5, 0.5), ("3.5", 0.5), (4, 0.5), (2, 0.5), (1.5, 0.25), (4.6, 0.25), (5, 0), (0, 0), (50, 0), (..., 0), (True, 0)],
)  # fmt: skip
def test_a_line_earns_points_when_it_asks_somebody_and_not_everybody(line: object, earns: float) -> None:
    answers = {"threshold": line, "workload": 0.99}
    assert points("a4-threshold", answers) == earns


def test_a_line_below_every_rating_asks_nobody_and_says_so() -> None:
    result = score_item("a4-threshold", {"threshold": 1, "workload": 0}, KEY, "B")
    assert result.points == 0
    assert "asks nobody" in result.reasons[0]


@pytest.mark.parametrize("line", [..., 5, 50, "low", math.nan])
def test_where_the_line_sorts_nobody_out_there_is_nothing_to_count(line: object) -> None:
    for share in (0, 1):
        answers = {"threshold": line, "workload": share, "caught": share, "left_alone": 1 - share}
        assert points("a4-caught", answers) == 0
        assert points("a4-threshold", {**answers, "threshold": line}) == 0


@variants
def test_where_both_wholes_give_the_same_share_nobody_is_accused(variant: str) -> None:
    """As many asked for nothing as missed: then caught of the leavers is the same as leavers of the asked."""
    work = assignment("a4", variant)
    for line in [1 + n / 12 for n in range(49)]:
        case = Case({"threshold": line}, work)
        true, turned = (
            float(case.truth(Statistic(name, {"answer": "threshold"}), "left"))
            for name in ("asked_of", "ended_of")
        )
        named = score_item("a4-caught", {"threshold": line, "caught": turned}, KEY, variant).misconceptions
        assert named == (("shares-turned-round",) if abs(true - turned) > 0.006 else ()) or math.isnan(true)


def test_the_risk_difference_of_ones_own_two_risks_counts() -> None:
    own = {"risk_lowest": 0.4, "risk_highest": 0.1, "gap_says": "b"}
    assert points("a4-risk-difference", {**own, "risk_gap": -0.3}) == pytest.approx(4)
    assert points("a4-risk-difference", {**own, "risk_gap": 0.3}) == pytest.approx(3.4)
    assert points("a4-risk-difference", {"risk_gap": -0.3, "gap_says": "b"}) == pytest.approx(2)
    same = {"risk_lowest": 0.2, "risk_highest": 0.2, "risk_gap": 0}
    assert points("a4-risk-difference", same) == 0


def test_one_odds_among_risks_may_be_a_slip_and_two_are_named() -> None:
    answers = typed(ASSIGNMENT, "excellent") | {"risk_lowest": 32 / 84}
    assert score_item("a4-rates", answers, KEY).misconceptions == ()
    answers["risk_all"] = 90 / 310
    assert score_item("a4-rates", answers, KEY).misconceptions == ("odds-are-risks",)


@pytest.mark.parametrize(
    ("rule", "earns", "kept"),
    [
        ({"pillar": 2, "drop": 2}, 1, {"pillar": 2.0, "drop": 2.0}),
        ({"pillar": 2.5, "sessions": 2}, 1, {"pillar": 2.5, "sessions": 2.0}),
        ({"pillar": 3}, 0.5, {"pillar": 3.0}),  # a little better than the hat
        ({"distress": 8, "sessions": 2}, 0.5, {"distress": 8.0, "sessions": 2.0}),  # hardly anybody
        ({"drop": 0.5}, 0, {"drop": 0.5}),  # no better than the hat
        ({"pillar": 4}, 0, {"pillar": 4.0}),  # half of the caseload and more
        ({"pillar": 5}, 0, {"pillar": 5.0}),
        ({"below": 3}, 0, {}),
        ({"sessions": 2}, 0, {}),
        ("pillar below 3", 0, {}),
        ([("pillar", 2)], 0, {}),
        (..., 0, {}),
    ],
)
def test_the_rule_is_kept_for_the_audit_and_earns_what_it_catches_against_its_burden(
    rule: object, earns: float, kept: dict[str, float]
) -> None:
    result = score_item("a4-rule", {"rule": rule}, KEY)
    assert (result.points, result.rule) == (earns, kept)
    if kept:
        rule_from({**kept, "sessions": int(kept.get("sessions", 1))})


def test_the_reason_counts_what_a_loop_counts_on_the_own_caseload_and_on_other_fridays() -> None:
    rule = rule_from({"pillar": 2.5})
    own = standings(assignment("a4", "C").caseload)
    first, second = score_item("a4-rule", {"rule": {"pillar": 2.5}}, KEY, "C").reasons
    low = [one for one in own if min(one.now) <= 250]
    bad = sum(one.ending != "well" for one in own)
    assert f"{len(low)} of the {len(own)} clients" in first
    assert f"catches {sum(one.ending != 'well' for one in low)} of the {bad}" in first
    weeks = [week(board, rule, 99) for board in other_fridays()]
    clients, alerts, caught, did_badly = (
        sum(getattr(one, name) for one in weeks) for name in ("clients", "alerts", "caught", "bad")
    )
    assert f"tried on {clients:,} clients" in first
    assert f"points to {100 * alerts / clients:.0f} of 100 clients" in second
    assert f"it catches {100 * caught / did_badly:.0f}; as many names from a hat" in second


def test_the_example_on_the_page_is_no_rule_that_earns_anything() -> None:
    (cell,) = (
        one
        for one in read_notebook(release_notebook(ROOT, ASSIGNMENT)).cells
        if one.id == "question-5-blanks"
    )
    example = re.search(r"for example `({.*?})`", cell.source)
    assert example is not None
    rule = ast.literal_eval(example[1])
    assert points("a4-rule", {"rule": rule}) == 0
    with pytest.raises(CourseError, match=re.escape(example[1])):
        rule_from("no rule")


def test_the_rule_is_worth_the_same_in_every_variant_and_little_to_whoever_draws_it() -> None:
    answers = {"rule": {"pillar": 2.5}}
    assert {points("a4-rule", answers, variant) for variant in VARIANTS} == {1}
    draw = random.Random(4)
    drawn = [
        {sign: round(draw.uniform(*SCALES[sign]), 1) for sign in draw.choice((SIGNS, SIGNS[:2], SIGNS[:1]))}
        for _ in range(150)
    ]
    assert sum(points("a4-rule", {"rule": one}) or 0 for one in drawn) / 150 < 0.35


@variants
def test_the_board_shows_enough_clients_for_a_rule(variant: str) -> None:
    board = standings(assignment("a4", variant).caseload)
    alerts = sum(rule_from({"pillar": 2, "drop": 2}).urgency(one) >= 0 for one in board)
    assert len(board) >= 24
    assert 0 < alerts < len(board) / 2


def test_the_assignment_is_worth_20_points() -> None:
    assert sum(item.points for item in KEY.items) == 20
    assert sum(item.points for item in KEY.items if item.marked_by == "person") == 4


def test_every_choice_that_is_judged_by_what_it_comes_to_has_an_example_for_each_variant() -> None:
    chosen = [part for item in KEY.items for part in item.parts if isinstance(part, ChosenPart)]
    assert len(chosen) == 1
    for variant in VARIANTS:
        share = float(Case(solved(ASSIGNMENT, variant), assignment("a4", variant)).truth(chosen[0].comes_to))
        assert chosen[0].low <= share <= chosen[0].high


@pytest.mark.parametrize("item", KEY.items, ids=lambda item: item.id)
def test_no_item_gives_more_for_form_than_for_content(item: Item) -> None:
    """A share of one half, everywhere, earns next to nothing."""
    answers = dict.fromkeys(item.names, 0.5)
    assert (score_item(item.id, answers, KEY).points or 0) <= 0.15 * item.points


def test_the_released_notebook_runs_before_anything_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, object] = {}
    for cell in read_notebook(release_notebook(ROOT, ASSIGNMENT)).cells:
        if cell.cell_type == "code":
            exec(cell.source, space)  # noqa: S102
    assert "0 of 5 ready" in capsys.readouterr().out
    assert rate(space["asking"], "asked").value == 0  # type: ignore[arg-type]
