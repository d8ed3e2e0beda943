import pytest

from alliance import CourseError, compare, mean_of, simulate_caseload
from alliance.caseload.board import board, course, pillar_means

CASELOAD = simulate_caseload(clients=12, therapists=3, seed=4)
SESSIONS = CASELOAD.sessions


def test_mean_of_says_and_carries_the_mean() -> None:
    found = mean_of(SESSIONS, "goal")
    assert float(found) == found.value == pytest.approx(SESSIONS["goal"].mean())
    assert f"{found.value:.2f}" in repr(found)
    assert found.numbers["missing"] == SESSIONS["goal"].isna().sum()


def test_mean_of_one_client() -> None:
    mine = SESSIONS[SESSIONS["client"] == "C03"]["bond"].mean()
    assert mean_of(SESSIONS, "bond", client="C03").value == pytest.approx(mine)


def test_compare_is_paired_and_signed() -> None:
    both = SESSIONS[["bond", "bond_therapist"]].dropna()
    expected = both["bond"].mean() - both["bond_therapist"].mean()
    assert compare(SESSIONS, "bond", "bond_therapist").value == pytest.approx(expected)
    assert compare(SESSIONS, "bond_therapist", "bond").value == pytest.approx(-expected)
    word = "higher" if expected > 0 else "lower"
    assert word in compare(SESSIONS, "bond", "bond_therapist").sentence


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mean_of("sessions", "goal"), "without quotation marks"),  # type: ignore[arg-type]
        (lambda: mean_of(SESSIONS, "gaol"), "no column 'gaol'"),
        (lambda: mean_of(SESSIONS, "client"), "words, not numbers"),
        (lambda: mean_of(SESSIONS, "goal", client="C99"), "no client 'C99'"),
        (lambda: mean_of(SESSIONS.head(0), "goal"), "empty"),
        (lambda: CASELOAD.show("c13"), "C01 to C12"),
        (lambda: CASELOAD.show(["C01"]), "C01 to C12"),  # type: ignore[arg-type]
        (lambda: mean_of(SESSIONS, "goal", client=["C01"]), "no client"),  # type: ignore[arg-type]
        (lambda: compare(SESSIONS, "bond", "bond"), "two different ones"),
    ],
)
def test_slips_are_answered_in_one_sentence(call: object, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        call()  # type: ignore[operator]


def test_board_draws_each_client_and_names_the_lowest_pillar() -> None:
    figure, words = board(SESSIONS)
    means = pillar_means(SESSIONS)
    lowest = means.min(axis=1).idxmin()
    assert f"{lowest} ({means.loc[lowest].idxmin()} {means.loc[lowest].min():.1f})" in words
    marks = {trace.name: len(trace.x) for trace in figure.data if trace.mode == "markers"}
    assert marks == {"goal": 12, "task": 12, "bond": 12}
    for trace in figure.data:
        if trace.mode == "markers":
            assert list(trace.x) == pytest.approx(means.loc[list(trace.customdata), trace.name], abs=0.005)


def test_board_of_many_clients_draws_those_with_the_lowest_pillar() -> None:
    sessions = simulate_caseload(clients=80, therapists=5, seed=1).sessions
    figure, words = board(sessions)
    assert "the 30 with the lowest pillar of 80" in words
    drawn = set(figure.layout.yaxis.ticktext)
    assert drawn == set(pillar_means(sessions).min(axis=1).nsmallest(30).index)


def test_course_draws_both_raters_and_breaks_the_line_at_a_missed_session() -> None:
    missed = str(SESSIONS.loc[~SESSIONS["attended"], "client"].iloc[0])
    figure, words = course(SESSIONS, missed)
    mine = SESSIONS[SESSIONS["client"] == missed]
    goal = next(trace for trace in figure.data if trace.name == "goal, client")
    assert list(goal.x) == mine["session"].tolist()
    assert [y is None for y in goal.y] == (~mine["attended"]).tolist()
    assert any(y is None for y in goal.y)
    assert f"{mine['goal'].mean():.2f}" in words
    assert f"came to {mine['attended'].sum()} of {len(mine)} sessions" in words


def test_a_client_whom_no_therapist_rated_is_drawn_all_the_same() -> None:
    rows = SESSIONS.assign(**{f"{pillar}_therapist": float("nan") for pillar in ("goal", "task", "bond")})
    assert "none were given" in course(rows, "C01")[1]


def test_findings_show_a_picture() -> None:
    figure, words = mean_of(SESSIONS, "goal")._draw()
    assert sum(figure.data[0].y) == SESSIONS["goal"].notna().sum()
    assert words.startswith("The mean of goal")
    figure, _ = compare(SESSIONS, "bond", "bond_therapist")._draw()
    assert len(figure.data) == 2


@pytest.mark.parametrize("typed", ["C03", "c3", "c03", " C3 ", "3"])
def test_a_client_is_found_however_it_is_typed(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    CASELOAD.show(typed)
    assert "Client C03 came to" in capsys.readouterr().out
