import random
from collections.abc import Iterator

import numpy as np
import pytest

from alliance import CourseError, simulate_caseload
from alliance.caseload.aftermath import FUTURES, SESSIONS
from alliance.caseload.calibration import targets
from alliance.dialogue import Play, encode, play, scenario

CASELOAD = simulate_caseload(clients=40, therapists=4, seed=2)
ONE = scenario("thought-log")


def plays() -> Iterator[Play]:
    rng = random.Random(3)
    for _ in range(600):
        choices: list[int] = []
        while (now := play(ONE, choices)).beat is not None:
            choices.append(rng.randint(1, len(ONE.beats[now.beat].options)))
        yield now


BY_ENDING = {str(one.ending and one.ending.id): one for one in plays()}


@pytest.mark.parametrize("client", ["C03", "C12", "C25"])
def test_papering_over_shows_as_risk_and_a_repair_as_recovery(client: str) -> None:
    found = {name: CASELOAD.after(encode(one), client).numbers for name, one in BY_ENDING.items()}
    repaired, papered, withdrawn = (found[name] for name in ("repaired", "papered_over", "withdrawn"))
    assert repaired["dropout"] <= repaired["dropout_without"] + 0.01
    assert repaired["dropout"] <= papered["dropout"] + 0.01
    assert repaired["change"] > repaired["change_without"] > papered["change"] > withdrawn["change"]
    assert repaired["alliance"] > papered["alliance"] > withdrawn["alliance"]
    assert found["dropout"]["dropout"] == 1
    assert len({numbers["dropout_without"] for numbers in found.values()}) == 1, "one and the same without"


def test_the_difference_that_a_repair_makes_agrees_with_the_research() -> None:
    """Half of many clients have a repair, half have none: the correlation with change is as T45 has it."""
    repaired, unrepaired = BY_ENDING["repaired"], BY_ENDING["withdrawn"]
    band = next(target for target in targets() if target.id == "T45")
    gains, mended = [], []
    for number, client in enumerate(CASELOAD.clients["client"]):
        one = repaired if number % 2 else unrepaired
        path = CASELOAD.after(one, client).sessions
        start = CASELOAD.sessions[CASELOAD.sessions["client"] == client]["symptoms"].dropna().head(3).iloc[-1]
        last = path["symptoms"].dropna()
        gains.append(start - (last.iloc[-1] if len(last) else start))
        mended.append(number % 2)
    assert (
        band.low - 0.2 < np.corrcoef(mended, gains)[0, 1] < band.high + 0.2
    )  # forty clients: an error of .15


def test_the_same_receipt_gives_the_same_future() -> None:
    receipt = encode(BY_ENDING["repaired"])
    one, again = (CASELOAD.after(receipt, "C03") for _ in range(2))
    assert one.sessions.equals(again.sessions)
    assert one.numbers == again.numbers


def test_the_sessions_follow_on_and_look_like_the_caseloads() -> None:
    found = CASELOAD.after(encode(BY_ENDING["repaired"]), "C03", session=2)
    assert list(found.sessions) == list(CASELOAD.sessions)
    assert found.sessions["session"].tolist() == list(range(3, 3 + len(found.sessions)))
    assert set(found.sessions["client"]) == {"C03"}
    assert found.session == 2
    assert FUTURES > 100
    assert f"{100 * found.numbers['dropout']:.0f} then leave within {SESSIONS}" in repr(found)


def test_the_picture_shows_both_sides() -> None:
    figure, words = CASELOAD.after(encode(BY_ENDING["papered_over"]), "C03")._draw()
    assert [trace.name for trace in figure.data] == ["after this dialogue", "if nobody had spoken of it"]
    for trace in figure.data:
        assert trace.y[0] == 100
        assert list(trace.y) == sorted(trace.y, reverse=True)
    assert "not a forecast" in words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"client": "C99"}, "no client 'C99'"),
        ({"client": "C03", "session": 99}, "sessions 1 to"),
        ({"client": "C03", "session": 0}, "sessions 1 to"),
        ({"client": "C03", "receipt": "hello"}, "not a whole receipt"),
        ({"client": "C03", "receipt": encode(play(ONE, [2]))}, "not at its end"),
    ],
)
def test_slips_are_answered_in_one_sentence(given: dict[str, object], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        CASELOAD.after(**{"receipt": encode(BY_ENDING["repaired"]), **given})  # type: ignore[arg-type]
