"""The confidence dial: how a trail is read beside a careful reader's, and the cases themselves."""

import re
from itertools import pairwise

import pytest

from alliance.errors import CourseError
from alliance.widgets import ConfidenceDial
from alliance.widgets.confidence import (
    DIAL,
    Case,
    Shares,
    case_ids,
    case_of,
    in_words,
    leader,
    moved,
    read_trail,
)

CASES = [case_of(name) for name in case_ids()]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def steps(case: Case) -> list[int]:
    return [moved(before, after) for before, after in pairwise([DIAL.start, *case.reader])]


def test_points_moved_are_those_that_changed_hands() -> None:
    assert moved((33, 34, 33), (33, 34, 33)) == 0
    assert moved((50, 30, 20), (20, 30, 50)) == 30
    assert moved((100, 0, 0), (0, 60, 40)) == 100


def test_an_explanation_leads_only_when_it_is_clearly_ahead() -> None:
    assert leader(DIAL.start) is None
    assert leader((40, 36, 24)) is None
    assert leader((20, 25, 55)) == 2


def test_a_dial_is_put_into_words_with_its_move() -> None:
    assert in_words((23, 34, 43), DIAL.start, 0) == (
        "You put 23 % on old feelings, 34 % on hard work and 43 % on a real problem. "
        "Since the start you have moved 10 points."
    )
    assert in_words((23, 34, 43), (23, 34, 43), 2).endswith("Since week 2 you have moved 0 points.")


READER: list[Shares] = [(34, 33, 33), (36, 32, 32), (30, 20, 50), (12, 12, 76)]
"""Two weeks that say little, then two that say most."""


@pytest.mark.parametrize(
    ("trail", "kinds", "habits"),
    [
        (READER, ["along"] * 4, ("steady",)),
        # One loud week is taken for the whole story, and then given up again.
        (
            [(0, 0, 100), (34, 33, 33), (30, 20, 50), (12, 12, 76)],
            ["far_on_little", "far_on_little", "along", "along"],
            ("far",),
        ),
        ([(45, 30, 25)] * 4, ["along", "along", "hardly", "hardly"], ("held",)),
        ([DIAL.start] * 4, ["along", "along", "hardly", "hardly"], ("hardly",)),
        # Both at once: far in week 1, and then nothing moves it any more.
        (
            [(80, 10, 10)] * 4,
            ["far_on_little", "along", "hardly", "hardly"],
            ("far", "held"),
        ),
        (
            [(33, 34, 33), (34, 33, 33), (60, 30, 10), (26, 64, 10)],
            ["along", "along", "away", "along"],
            ("elsewhere",),
        ),
        (
            [(34, 33, 33), (34, 33, 33), (5, 5, 90), (5, 5, 90)],
            ["along", "along", "far", "hardly"],
            ("steady",),
        ),
    ],
    ids=["as-the-reader", "loud-week", "held", "unmoved", "far-and-held", "elsewhere", "far-on-much"],
)
def test_habits_are_named(trail: list[Shares], kinds: list[str], habits: tuple[str, ...]) -> None:
    read = read_trail(trail, READER)
    assert [week.kind for week in read.weeks] == kinds
    assert read.habits == habits
    assert len(read.advice) == len(habits)
    assert "{" not in " ".join([read.summary, *read.advice, *(week.sentence for week in read.weeks)])


def test_over_and_under_reaction_are_said_in_words_and_points() -> None:
    read = read_trail([(80, 10, 10)] * 4, READER)
    assert read.weeks[0].sentence == ("One session is not enough. You moved 47 points, the careful reader 1.")
    assert read.summary == (
        "Over 2 weeks that said little you moved 47 points in all, the careful reader 3. "
        "Over 2 weeks that said most you moved 0, the reader 44. You end 68 points apart."
    )
    assert read.advice[0].startswith("One session is not enough.")
    assert read.advice[1].startswith(
        "You held on to the first idea. Your dial put old feelings first after week 1"
    )


def test_a_trail_is_read_as_far_as_it_goes() -> None:
    assert read_trail([], READER).weeks == ()
    assert read_trail([], READER).habits == ()
    assert len(read_trail(READER[:2], READER).weeks) == 2


def test_there_is_a_case_for_each_explanation_and_none_is_always_the_answer() -> None:
    assert len(CASES) == 3
    assert sorted(str(leader(case.reader[-1])) for case in CASES) == ["0", "1", "2"]


@every_case
def test_the_reader_gives_nothing_away_early_and_is_never_certain(case: Case) -> None:
    assert 6 <= len(case.weeks) <= 8
    for shares in case.reader:
        assert sum(shares) == 100
        assert min(shares) >= 5
        assert max(shares) <= 90
    assert max(share for shares in case.reader[:2] for share in shares) < 50
    little, most = DIAL.rules.little, DIAL.rules.most
    assert steps(case)[0] <= little + 2  # one session is not enough for the reader either
    assert sum(step <= little for step in steps(case)) >= 2
    assert sum(step >= most for step in steps(case)) >= 2
    for week in case.weeks:
        assert 80 < len(week.scene) < 330
        assert 80 < len(week.because) < 260
    words = " ".join([case.who, *(f"{week.title} {week.scene}" for week in case.weeks)]).lower()
    assert not re.search(
        r"transference|red flag|projection|alliance|rupture", words
    )  # scenes do not interpret


@every_case
def test_whoever_follows_the_reader_is_told_that_nothing_is_amiss(case: Case) -> None:
    read = read_trail(case.reader, case.reader)
    assert read.habits == ("steady",)
    assert {week.kind for week in read.weeks} == {"along"}


def test_the_widget_says_where_it_stands() -> None:
    dial = ConfidenceDial("greta")
    assert repr(dial).startswith("ConfidenceDial: Greta, week 1 of 6. You put 33 % on old feelings")
    dial.set_state({"trail": [[33, 34, 33]], "shares": [23, 34, 43]})  # what the browser sends
    assert repr(dial).startswith("ConfidenceDial: Greta, week 2 of 6.")
    assert repr(dial).endswith("Since week 1 you have moved 10 points.")
    dial.set_state({"trail": [[33, 34, 33]] * 6})
    assert dial.reading.habits == ("hardly",)
    assert "after 6 weeks" in repr(dial)
    assert "let strong weeks pass" in repr(dial)
    assert ConfidenceDial("greta").trail == []


def test_the_still_picture_divides_the_dial_as_the_shares_say() -> None:
    dial = ConfidenceDial("yusuf")
    dial.set_state({"shares": [0, 50, 50]})
    drawn = dial.picture()
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert drawn.count('stroke="#fff"') == 2  # nothing is drawn for 0 %
    assert "200.00,42.00" in drawn  # the two halves meet at the top: 206 - 164
    assert "nothing leads yet" in drawn
    for explanation in DIAL.explanations:
        assert explanation.name in drawn
        assert drawn.count(explanation.mark) == (1 if explanation.id == "old" else 2)


def test_a_case_that_is_not_there_is_refused_in_one_sentence() -> None:
    with pytest.raises(CourseError, match="no case 'freud'; choose from greta, ifeoma, yusuf"):
        ConfidenceDial("freud")


def test_the_widget_is_one_small_module_in_classes_of_its_own() -> None:
    widget = ConfidenceDial("ifeoma")
    assert widget._esm.count("export default") == 1
    assert len(widget._esm) < 26_000
    assert "url(" not in widget._css
    used = set(re.findall(r"var\((--[\w-]+)\)", widget._css))
    assert used <= set(re.findall(r"(--[\w-]+):", widget._css)) | {"--filled"}
    selectors = re.sub(r"\{[^{}]*\}|/\*.*?\*/", " ", widget._css, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes if not name.startswith("aw-")} <= {"confidence-dial", "alliance-widget"}
