import numpy as np
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.raters import MOST_DRAWN, rater_gap
from alliance.pictures.still import svg

CASELOAD = simulate_caseload(clients=200, therapists=20, seed=3)


@pytest.mark.parametrize("other", ["therapist", "observer"])
def test_the_gap_is_taken_in_sessions_that_both_rated(other: str) -> None:
    found = rater_gap(CASELOAD, other)
    gaps, pairs = [], []
    for _, rows in CASELOAD.sessions.groupby("client"):
        both = rows[["alliance", f"alliance_{other}"]].dropna()
        if len(both):
            gaps.append(float(both["alliance"].mean() - both[f"alliance_{other}"].mean()))
            pairs.append(both.mean().tolist())
    assert found.value == pytest.approx(np.mean(gaps))
    assert found.numbers["n"] == len(gaps)
    assert found.numbers["above"] == sum(gap > 0.005 for gap in gaps)
    assert found.numbers["r"] == pytest.approx(np.corrcoef(np.transpose(pairs))[0, 1])
    assert found.numbers["low"] < found.value < found.numbers["high"]
    assert f"points above the {other}" in found.sentence


def test_clients_rate_higher_than_therapists_as_published_and_the_views_go_together_in_part() -> None:
    large = rater_gap(simulate_caseload(clients=2000, therapists=100, seed=8)).numbers
    assert large["low"] > 0.15
    assert 0.28 < large["r"] < 0.44


def test_the_picture_shows_every_kind_of_gap_and_has_a_still_form() -> None:
    found = rater_gap(CASELOAD)
    figure, words = found._draw()
    mine, theirs = (next(t for t in figure.data if t.name == name) for name in ("client", "therapist"))
    drawn = [a - b for a, b in zip(mine.x, theirs.x, strict=True)]
    assert len(drawn) == MOST_DRAWN
    assert drawn == sorted(drawn)
    assert drawn[0] < 0 < drawn[-1]
    assert f"Drawn are {MOST_DRAWN} of" in words
    assert found.sentence in words
    assert svg(figure) == svg(figure)


def test_what_cannot_be_compared_is_refused_in_a_sentence() -> None:
    with pytest.raises(CourseError, match="whole caseload"):
        rater_gap(CASELOAD.sessions)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match="therapist or observer; 'client' was given"):
        rater_gap(CASELOAD, "client")
    with pytest.raises(CourseError, match="Fewer than three clients"):
        rater_gap(simulate_caseload(clients=2, therapists=1))
