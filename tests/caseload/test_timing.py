import numpy as np
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.timing import FIRST, LATER, how_soon
from alliance.pictures.still import svg

CASELOAD = simulate_caseload(clients=200, therapists=20, seed=3)


def test_early_means_are_compared_with_the_same_later_ratings() -> None:
    found = how_soon(CASELOAD)
    courses = [
        rows.sort_values("session")["alliance"].dropna().tolist()
        for _, rows in CASELOAD.sessions.groupby("client")
    ]
    stayed = [ratings for ratings in courses if len(ratings) >= FIRST + LATER]
    truth = [np.mean(ratings[FIRST:]) for ratings in stayed]
    assert found.numbers["n"] == len(stayed)
    for k in range(1, FIRST + 1):
        off = np.mean([abs(np.mean(r[:k]) - t) for r, t in zip(stayed, truth, strict=True)])
        assert found.numbers[f"first {k}"] == pytest.approx(off)
    assert found.numbers["nothing known"] == pytest.approx(np.mean(np.abs(truth - np.mean(truth))))
    assert found.value == found.numbers["first 1"]


def test_two_or_three_ratings_tell_more_than_one() -> None:
    numbers = how_soon(simulate_caseload(clients=2000, therapists=100, seed=8)).numbers
    assert numbers["nothing known"] > numbers["first 1"] > numbers["first 2"] > numbers["first 3"]
    # Most of what five ratings gain over one is there after three: what the lesson says.
    assert numbers["first 1"] - numbers["first 3"] > 0.5 * (numbers["first 1"] - numbers["first 5"])


def test_the_picture_begins_at_zero_and_has_a_still_form() -> None:
    found = how_soon(CASELOAD)
    figure, words = found._draw()
    assert figure.layout.yaxis.range[0] == 0
    assert words == found.sentence
    assert svg(figure) == svg(figure)


def test_what_is_too_small_is_refused_in_a_sentence() -> None:
    with pytest.raises(CourseError, match="simulate a larger caseload"):
        how_soon(simulate_caseload(clients=12, therapists=2))
    with pytest.raises(CourseError, match="whole caseload"):
        how_soon(CASELOAD.sessions)  # type: ignore[arg-type]
