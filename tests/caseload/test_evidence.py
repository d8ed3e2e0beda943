import pytest

from alliance import CourseError, correlate, simulate_caseload
from alliance.caseload.calibration.targets import targets
from alliance.caseload.evidence import OUTCOME, PUBLISHED, by_rater, meta_analyses, repeat_study
from alliance.pictures.still import svg

CASELOAD = simulate_caseload(clients=80, therapists=8, seed=3)


def test_meta_analyses_come_from_the_table_of_figures() -> None:
    known = {target.id: target for target in targets()}
    found = meta_analyses()
    assert found.value == known["T01"].value
    assert found.numbers == {key: known[key].value for key in PUBLISHED}
    assert f"{100 * known['T01'].value ** 2:.1f} %" in found.sentence
    assert "does not" not in found.sentence


def test_what_was_not_checked_at_its_source_is_named_and_drawn_hollow() -> None:
    known = {target.id: target for target in targets()}
    figure, words = meta_analyses()._draw()
    unsure = [known[key] for key in PUBLISHED if known[key].checked != "abstract"]
    assert unsure
    assert all(target.cited() in words for target in unsure)
    hollow = next(trace for trace in figure.data if trace.name == "≈ approximate")
    assert hollow.marker.symbol.endswith("-open")
    assert sorted(hollow.x) == sorted(target.value for target in unsure)
    labels = " ".join(" ".join(trace.text) for trace in figure.data if trace.mode == "text")
    assert labels.count("≈") == len(unsure)
    assert "not in each case the interval" in words


def test_the_raters_are_compared_over_the_same_sessions_by_the_verb_itself() -> None:
    found = by_rater(CASELOAD)
    for rater, column in (
        ("client", "alliance"),
        ("therapist", "alliance_therapist"),
        ("observer", "alliance_observer"),
    ):
        one = correlate(CASELOAD.per_client, column, OUTCOME)
        assert found.numbers[rater] == one.value
        assert found.numbers[f"{rater}_n"] == one.numbers["n"]
        assert f"{one.value:.2f} when the {rater} rates" in found.sentence
    assert found.value == found.numbers["client"]


def test_repeated_studies_differ_by_chance_alone_and_repeat_to_the_digit() -> None:
    found = repeat_study(clients=60, times=5, seed=2)
    assert found.numbers == repeat_study(clients=60, times=5, seed=2).numbers
    assert found.numbers["lowest"] < found.value < found.numbers["highest"]
    assert found.numbers != repeat_study(clients=60, times=5, seed=3).numbers
    assert "5 studies of 60 clients" in found.sentence


def test_larger_studies_lie_closer_together() -> None:
    small, large = (repeat_study(clients=n, times=6, seed=1).numbers for n in (40, 1000))
    assert large["highest"] - large["lowest"] < small["highest"] - small["lowest"]


@pytest.mark.parametrize("clients", [60, 1000])
def test_the_scale_is_not_fitted_to_the_lines_so_that_larger_studies_look_surer(clients: int) -> None:
    figure, _ = repeat_study(clients=clients, times=3, seed=1)._draw()
    low, high = figure.layout.xaxis.range
    assert low < -0.4
    assert high > 0.8


@pytest.mark.parametrize(
    "finding",
    [meta_analyses(), by_rater(CASELOAD), repeat_study(times=3)],
    ids=["published", "raters", "studies"],
)
def test_every_picture_has_a_still_form_and_keeps_its_lines_inside(finding) -> None:  # type: ignore[no-untyped-def]
    figure, words = finding._draw()
    assert finding.sentence in words
    assert svg(figure) == svg(figure)
    low, high = figure.layout.xaxis.range
    drawn = [x for trace in figure.data for x in trace.x if x is not None]
    assert low <= min(drawn) <= max(drawn) <= high


def test_slips_are_answered_in_one_sentence() -> None:
    with pytest.raises(CourseError, match=r"by_rater\(caseload\)"):
        by_rater(CASELOAD.per_client)  # type: ignore[arg-type]
    for slip in (
        {"clients": 5},
        {"clients": "60"},
        {"times": 1},
        {"times": 25},
        {"seed": -1},
        {"seed": True},
    ):
        with pytest.raises(CourseError, match="must be a whole number from"):
            repeat_study(**slip)  # type: ignore[arg-type]
