"""What lesson 6 says about its own figures stays true of them."""

from pathlib import Path

import nbformat
import pytest

from alliance.caseload import Caseload, simulate_caseload, split, within_between
from alliance.caseload.evidence import by_modality
from alliance.widgets.four_worlds import simulation

LESSON = Path(__file__).parents[2] / "course" / "lessons" / "06_technique_alliance_therapist.ipynb"


@pytest.fixture(scope="module")
def lesson() -> dict[str, str]:
    cells = nbformat.read(LESSON, as_version=nbformat.NO_CONVERT).cells
    return {cell.id: " ".join(cell.source.split()) for cell in cells}


@pytest.fixture(scope="module")
def caseload() -> Caseload:
    return simulate_caseload(clients=10000, therapists=200, seed=6)


def test_the_caseload_is_the_one_that_the_lesson_makes(lesson: dict[str, str]) -> None:
    assert lesson["make-the-caseload"] == (
        "caseload = alliance.simulate_caseload(clients=10000, therapists=200, seed=6)"
    )


def test_both_high_is_best_and_a_good_fit_buys_nothing_where_the_alliance_is_weak(
    caseload: Caseload, lesson: dict[str, str]
) -> None:
    for column in ("alliance_early", "task"):
        found = split(caseload.per_client, ("fit", column), "residual_change")
        low, poor_high, good_low, good_high = (
            found.numbers[f"fit {fit}, {column} {half} half"]
            for fit in ("poor", "good")
            for half in ("lower", "upper")
        )
        assert good_low == pytest.approx(low, abs=0.2)
        assert poor_high == pytest.approx(good_high / 2, rel=0.15)
        assert good_high - low == pytest.approx(3.5, abs=0.5)
        assert found.numbers["low"] > 0
    assert "a good fit buys nothing" in lesson["four-groups-explained"]
    assert "It is no evidence that there is one in real services." in lesson["four-groups-explained"]


def test_three_hundred_clients_cannot_show_the_interaction() -> None:
    few = simulate_caseload(clients=300, therapists=200, seed=6)
    numbers = split(few.per_client, ("fit", "alliance_early"), "residual_change").numbers
    assert numbers["low"] < 0 < numbers["high"]


def test_the_four_kinds_of_therapy_overlap(caseload: Caseload) -> None:
    numbers = by_modality(caseload).numbers
    lows = [size for name, size in numbers.items() if name.endswith("_low")]
    highs = [size for name, size in numbers.items() if name.endswith("_high")]
    assert max(lows) < min(highs)


def test_two_fifths_of_the_differences_in_such_a_ranking_are_luck(lesson: dict[str, str]) -> None:
    share, each = 0.05, 30
    luck = (1 - share) / each / (share + (1 - share) / each)
    assert luck == pytest.approx(2 / 5, abs=0.02)
    assert "about two fifths" in lesson["eight-therapists-explained"]


def test_both_slopes_point_the_same_way_here(caseload: Caseload) -> None:
    numbers = within_between(caseload.sessions, "alliance", "symptoms").numbers
    assert numbers["within_high"] < 0
    assert numbers["between_high"] < 0


def test_the_false_step_has_the_size_that_the_prose_gives(lesson: dict[str, str]) -> None:
    change = next(world for world in simulation().worlds if world.id == "change_causes")
    assert {f"{world.r:.2f}" for world in simulation().worlds} == {"0.26", "0.27"}
    assert f"about {change.forward[0]:.2f}".replace("0.", ".") in lesson["order-explained"]
    assert "a step that is there, and is not luck, may yet be no cause" in lesson["order-explained"]


def test_summaries_and_claims_are_named_as_what_they_are(lesson: dict[str, str]) -> None:
    assert "This is a *summary*" in lesson["two-sentences"]
    assert "**overstated**" in lesson["two-sentences"]
    assert "It is *not* proof of it." in lesson["made-of"]
