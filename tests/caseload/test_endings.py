import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.endings import side_by_side
from alliance.dialogue.examples import example_receipt
from alliance.pictures.still import svg

CASELOAD = simulate_caseload(clients=40, therapists=4, seed=2)
PAPERED, MENDED = (example_receipt("not-on-the-same-page", end) for end in ("papered_over", "repaired"))


def test_both_endings_stand_beside_the_same_silence() -> None:
    found = side_by_side(CASELOAD, PAPERED, MENDED, client="C25")
    assert (found.first.ending, found.second.ending) == ("papered_over", "repaired")
    assert found.first.numbers["dropout_without"] == found.second.numbers["dropout_without"]
    figure, words = found._draw()
    assert [trace.name for trace in figure.data] == ["papered over", "repaired", "nobody spoke of it"]
    for trace, left in zip(
        figure.data,
        (
            found.first.numbers["dropout"],
            found.second.numbers["dropout"],
            found.first.numbers["dropout_without"],
        ),
        strict=True,
    ):
        assert trace.y[0] == 100
        assert trace.y[-1] == pytest.approx(100 * (1 - left), abs=0.51)
    assert len({trace.line.dash for trace in figure.data}) == 3
    assert words == repr(found)
    assert "not a forecast for anybody" in words
    assert svg(figure).startswith("<svg")


def test_the_sentence_counts_walking_away_and_says_which_way_is_better() -> None:
    found = side_by_side(CASELOAD, PAPERED, MENDED, client="C25")
    assert f"after “papered over” {100 * found.first.numbers['dropout']:.0f} walk away" in found.sentence
    assert f"after “repaired” {100 * found.second.numbers['dropout']:.0f} walk away" in found.sentence
    assert "Fewer symptoms are better." in found.sentence


def test_a_slip_is_answered_in_one_sentence() -> None:
    with pytest.raises(CourseError, match="not a whole receipt"):
        side_by_side(CASELOAD, "AW1", MENDED, client="C25")
