"""A case conference: answers are weighed on the student's own choices, and the variants are about equally hard."""

import re

import pandas as pd
import pytest
from sheets import ROOT, typed

from alliance import CourseError
from alliance.assignments import Assignment, assignment, letters
from alliance.caseload import simulate_caseload
from alliance.caseload.conference import TODAY, Conference, conference_on
from alliance.dialogue.effects import effects
from alliance_grader.course import source_notebook
from alliance_grader.notebooks import read_notebook
from alliance_grader.results import ItemResult
from alliance_grader.scoring import read_key, score_item
from alliance_grader.scoring.statistics.conference import (
    LEVEL,
    LINES,
    NEAR,
    beyond,
    coded,
    falls_of,
    signs_of,
    strained,
)
from alliance_grader.scoring.statistics.plans import IDLE, KIND, walk

ASSIGNMENT = "a8_case_conference"
KEY = read_key(ROOT, ASSIGNMENT)
VARIANTS = letters("a8")
KINDS = {"withdrawal", "confrontation"}
RIGHT = typed(ASSIGNMENT, "excellent")


def sixteen(variant: str) -> tuple[Assignment, Conference, list[str]]:
    work = assignment("a8", variant)
    conference = conference_on(work.caseload)
    return work, conference, list(conference.clients["client"])


def scored(item: str, **answers: object) -> ItemResult:
    return score_item(item, {**RIGHT, **answers}, KEY)


def test_the_assignment_is_worth_40_points() -> None:
    assert {item.id: item.points for item in KEY.items} == {
        "a8-picks": 4, "a8-rupture": 6, "a8-plan": 6, "a8-ways-out": 1, "a8-honest-ending": 3,
        "a8-reflection": 20, "a8-own-view": 0,
    }  # fmt: skip


def demands(variant: str) -> list[str]:
    """Say what a conference lacks for A8."""
    work, conference, clients = sixteen(variant)
    by = {client: beyond(work, client) for client in clients}
    shown = {client: signs_of(work, client) for client in clients}
    near = [c for c in clients if not shown[c] and max(by[c].values()) >= -NEAR]
    falls = {c: falls_of(work, c) for c in clients if "drop" in shown[c]}
    seen = {c: coded(work, c, sessions[0]) for c, sessions in falls.items()}
    told = [c for c in falls if seen[c] in KINDS]
    strain = {c: sorted(strained(work, c, falls[c][0]).values()) for c in told}
    lowest = conference.signs.set_index("client")["lowest_lately"].idxmin()
    wanted = {
        "sixteen are brought": len(clients) == 16,
        "five or six show a sign": sum(map(bool, shown.values())) in {5, 6},
        "each sign is somebody's": {sign for signs in shown.values() for sign in signs} == set(LINES),
        "three at most are near a line only": len(near) <= 3,
        "nobody is within a hair of a line": all(
            abs(off) >= 0.03 for one in by.values() for sign, off in one.items() if sign != "low"
        ),
        "two or three have had a drop, in one session each": len(falls) in {2, 3}
        and all(len(sessions) == 1 for sessions in falls.values()),
        "an observer coded one of them": bool(told),
        "and nobody can tell the kind of another": bool({"", "no rupture"} & set(seen.values())),
        "in one that was coded, a pillar fell furthest plainly": any(
            ordered[-1] - ordered[-2] > LEVEL for ordered in strain.values()
        ),
        "the lowest number is not where a session dropped": lowest not in falls,
    }
    return [words for words, holds in wanted.items() if not holds]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_conference_asks_about_as_much(variant: str) -> None:
    """The caseloads were chosen for this; a change of the simulator must choose again."""
    assert demands(variant) == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_signs_are_what_pandas_says(variant: str) -> None:
    work, conference, clients = sixteen(variant)
    table = conference.signs.set_index("client")
    for client in clients:
        rows = conference.sessions[conference.sessions["client"] == client]
        rated = rows[rows["alliance"].notna()].sort_values("session")
        ratings = list(rated["alliance"])
        depths = [sum(ratings[:n]) / n - ratings[n] for n in range(2, len(ratings))]
        both = rows[["alliance", "alliance_therapist"]].dropna()
        expected = {
            "ratings": len(ratings),
            "lowest_lately": min(rated[pillar].iloc[-2:].mean() for pillar in ("goal", "task", "bond")),
            "change": (ratings[-1] + ratings[-2] - ratings[0] - ratings[1]) / 2,
            "deepest_fall": max(0.0, *depths),
            "gap": both["alliance"].mean() - both["alliance_therapist"].mean(),
        }
        assert table.loc[client].to_dict() == pytest.approx(expected, abs=0.0051)
        numbers = list(rated["session"])
        deep = [numbers[n + 2] for n, depth in enumerate(depths) if round(depth, 2) >= LINES["drop"]]
        assert sorted(falls_of(work, client)) == deep


def test_the_conference_knows_nothing_of_later() -> None:
    whole = simulate_caseload(clients=60, therapists=5, seed=4)
    conference = conference_on(whole, clients=5)
    assert conference.sessions["session"].max() == TODAY
    assert not {"last", "dropout", "ending", "sessions_attended"} & set(conference.clients.columns)
    assert list(conference.clients["client"]) == ["C01", "C02", "C03", "C04", "C05"]
    assert not hasattr(conference, "truth")
    columns = ["session", "goal", "symptoms"]
    mine = conference.sessions[columns].reset_index(drop=True)
    theirs = [rows[columns].head(TODAY) for _, rows in whole.sessions.groupby("client")]
    for _, rows in conference.sessions.groupby("client"):
        assert any(rows[columns].reset_index(drop=True).equals(one.reset_index(drop=True)) for one in theirs)
    assert len(mine) == 5 * TODAY
    with pytest.raises(CourseError, match="larger caseload"):
        conference_on(whole, clients=50)
    with pytest.raises(CourseError, match="C01 to C05"):
        conference.show("C9")


def test_any_client_with_a_sign_may_be_brought_and_nobody_twice() -> None:
    work, _, clients = sixteen("A")
    for client in clients:
        signs = signs_of(work, client)
        other = "C14" if client != "C14" else "C01"
        answers = {"pick_1": client, "sign_1": (signs or ["low"])[0], "pick_2": other, "sign_2": "low"}
        points = scored("a8-picks", **answers).points
        assert points is not None
        assert (points == 4) == bool(signs), client
    twice = scored("a8-picks", pick_2="C01", sign_2="drop")
    assert twice.points == pytest.approx(3.5)
    assert any("first choice already" in reason for reason in twice.reasons)
    assert any("1.35 below" in reason for reason in twice.reasons), "the evidence stands in the reason"


def test_a_hypothesis_is_weighed_on_the_students_own_client() -> None:
    assert scored("a8-rupture").points == 6
    swapped = {name: RIGHT[name.replace("1", "x").replace("2", "1").replace("x", "2")] for name in RIGHT
               if name.startswith(("pick", "session", "pillar", "kind"))}  # fmt: skip
    assert scored("a8-rupture", **swapped).points == 6
    assert scored("a8-rupture", pick_1="C14", pick_2="C01").points < 3  # type: ignore[operator]
    without = scored("a8-rupture", pick_1=..., pick_2="C99")
    assert without.points == 0
    assert all("your choice" in reason for reason in without.reasons[:6])


def test_where_nobody_watched_the_kind_is_open_and_a_guess_counts_half() -> None:
    open_to = {"pick_1": "C03", "session_1": 4, "pillar_1": "bond"}
    points = {kind: scored("a8-rupture", **open_to, kind_1=kind).points for kind in (*KINDS, "open", "none")}
    assert points == {"open": 6, "withdrawal": 5.625, "confrontation": 5.625, "none": 5.625}


def test_with_a_client_who_shows_no_sign_a_hypothesis_counts_half() -> None:
    found = scored("a8-rupture", pick_2="C16", session_2=0, kind_2="none", pillar_2="none of them")
    assert found.points == pytest.approx(3 + (1.5 + 0.75) / 2)


@pytest.mark.parametrize(
    ("kind", "moves", "shares"),
    [
        ("withdrawal", ["notice_invite", "explore", "validate"], [1, 1, 1]),
        ("withdrawal", ["validate", "explore", "notice_invite"], [IDLE, IDLE, 1]),
        ("confrontation", ["validate", "explore", "accept_responsibility"], [1, 1, 1]),
        ("open", ["validate", "notice_invite", "explore"], [IDLE, 1, 1]),
        ("none", ["check_in", "explore", "validate"], [1, 1, 1]),
        ("withdrawal", ["notice_invite", "check_in", "disclose_impact"], [1, KIND, KIND]),
        ("none", ["disclose_impact", "check_in", "explore"], [KIND, KIND, 1]),
        ("open", ["notice_invite", "notice_invite", "notice_invite"], [1, IDLE, IDLE]),
        ("withdrawal", ["notice_invite", "explore", "change_task"], [1, 1, 0]),
        ("withdrawal", ["change_task", "notice_invite", "explore"], [0, 1, 1]),
        ("confrontation", ["defend", "persuade", "topic_change"], [0, 0, 0]),
        ("none", ["align_goal", "align_goal", "align_goal"], [0, 0, 0]),
    ],
)
def test_a_plan_asks_before_it_settles(kind: str, moves: list[str], shares: list[float]) -> None:
    assert [step.share for step in walk(kind, "task", moves)] == shares


def test_a_plan_follows_the_students_own_hypothesis() -> None:
    plan = {"plan_1_1": "validate", "plan_1_2": "explore", "plan_1_3": "accept_responsibility"}
    assert scored("a8-plan", **plan, kind_1="confrontation").points == 6
    assert scored("a8-plan", **plan, kind_1="withdrawal").points < 5  # type: ignore[operator]


def test_three_moves_too_soon_are_no_misconception_and_four_are() -> None:
    three = {"plan_1_1": "change_task", "plan_2_1": "align_goal", "plan_2_2": "change_task"}
    assert scored("a8-plan", **three).misconceptions == ()
    assert scored("a8-plan", **three, plan_1_2="clarify").misconceptions == ("fix-first",)
    assert scored("a8-plan", plan_1_1="persuade", plan_2_1="defend").misconceptions == ()


@pytest.mark.parametrize("variant", VARIANTS)
def test_who_says_that_the_lowest_number_decides_and_goes_by_it_is_named_and_one_of_both_is_not(
    variant: str,
) -> None:
    """The lowest may be brought, and for that; and a letter may be chance."""
    _, conference, _ = sixteen(variant)
    table = conference.signs.set_index("client")["lowest_lately"].sort_values()
    lowest, other = str(table.index[0]), str(table.index[-1])
    does = {"pick_1": lowest, "sign_1": "low", "pick_2": other, "sign_2": "gap"}

    def picks(**answers: object) -> ItemResult:
        return score_item("a8-picks", {**RIGHT, **answers}, KEY, variant)

    both = picks(**does, lowest_says="a")
    assert both.misconceptions == ("data-decides",)
    assert both.hinted == ()
    assert picks(**does, lowest_says="c").misconceptions == ()
    assert picks(pick_1=lowest, sign_1="low", pick_2=lowest, sign_2="low").misconceptions == ()
    for elsewhere in ({"pick_1": other}, {"sign_1": "gap"}):
        assert picks(**{**does, **elsewhere}, lowest_says="a").misconceptions == ()


def test_an_ending_is_always_for_a_person_and_what_was_guessed_is_called_a_guess() -> None:
    for words in (RIGHT["ending_words"], "The service has a new limit of ten sessions, I am afraid."):
        result = scored("a8-honest-ending", ending_words=words)
        assert result.points is None
        assert "a person reads this one" in result.reasons[0]
        assert all(reason.startswith(("A program guessed", "A question")) for reason in result.reasons[1:])
    for words in ("Goodbye.", 7, ["It", "was", "nice"]):
        assert scored("a8-honest-ending", ending_words=words).points == 0
    code = scored("a8-honest-ending", ending_words="import os; print('3 points for this reply')")
    assert code.points is None
    assert len(code.reasons) > 1, "what makes it no ending is said to the reader"


def test_the_notebook_says_the_lines_and_lists_every_move() -> None:
    cells = {cell.id: cell.source for cell in read_notebook(source_notebook(ROOT, ASSIGNMENT)).cells}
    said = dict(re.findall(r'\| `"(\w+)"` \| `\w+` is [−]?([\d.]+)', cells["the-lines"]))
    assert {sign: float(number) for sign, number in said.items()} == LINES
    assert re.findall(r'^- `"(\w+)"`', cells["question-3"], re.MULTILINE) == list(effects().moves)
    assert f"{LINES['drop']:.2f}" in cells["question-2-blanks"]


def test_the_figures_in_the_mark_scheme_are_those_of_variant_a() -> None:
    _, conference, _ = sixteen("A")
    c01, c14 = conference.hours("C01"), conference.hours("C14")
    assert c01.loc[:4, "alliance"].min() >= 4.3
    assert c01.loc[5, ["alliance", "goal", "alliance_therapist"]].tolist() == [3.17, 2.0, 4.5]
    assert c14.loc[1, ["goal", "task"]].tolist() == [1.33, 1.5]
    signs: pd.DataFrame = conference.signs.set_index("client")
    assert signs["lowest_lately"].idxmin() == "C14"
    assert signs.loc["C14", ["lowest_lately", "change", "gap"]].tolist() == [2.38, 0.99, -1.66]
