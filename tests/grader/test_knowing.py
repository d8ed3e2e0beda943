"""How well students know what they know: bands, words and the picture. The page itself is tested with the feedback."""

import pytest
from bs4 import BeautifulSoup

from alliance_grader.feedback.knowing import FEWEST, Knowing, Statement, drawing


def knowing(*pairs: tuple[float, float]) -> Knowing:
    return Knowing(tuple(Statement(sure, earned) for sure, earned in pairs))


@pytest.mark.parametrize(
    ("pairs", "habit", "words"),
    [
        ([(0.9, 0.0)] * (FEWEST - 1), "too few", "you have said 5 times how sure you were. That is too few"),
        ([(0.9, 0.0)], "too few", "you have said 1 time how sure"),
        ([(0.9, 0.5)] * 6, "surer", "tend to be surer than your answers bear out"),
        ([(0.4, 0.8)] * 6, "less sure", "know more than you give yourself credit for"),
        ([(0.8, 0.75)] * 6, "well", "you know well what you know"),
        ([(0.9, 1.0), (0.3, 0.25)] * 3, "well", "you know well what you know"),
        ([(0.95, 0.4), (0.2, 0.75)] * 3, "mixed", "not one by one"),
        ([(1.0, 1.0), (0.0, 0.0)] * 3, "well", "You have said 6 times how sure you were: 50 % on average"),
    ],
)
def test_the_habit_is_said_in_plain_words(pairs: list[tuple[float, float]], habit: str, words: str) -> None:
    found = knowing(*pairs)
    assert found.habit == habit
    assert words in " ".join(found.sentences)
    assert (len(found.sentences) == 1) == (habit == "too few")


def test_every_statement_is_in_one_band() -> None:
    pairs = [(number / 100, 0.5) for number in range(101)]
    bands = knowing(*pairs).bands
    assert sum(band.statements for band in bands) == 101
    assert [(band.low, band.high) for band in bands] == [(0, 39), (40, 69), (70, 89), (90, 100)]
    assert [band.statements for band in bands] == [40, 30, 20, 11]
    assert bands[0].sure == pytest.approx(0.195)


def test_the_picture_is_well_formed_holds_numbers_alone_and_says_what_it_shows() -> None:
    svg = BeautifulSoup(drawing(knowing((0.9, 0.5), (0.3, 1.0))), "html.parser").svg
    assert svg is not None
    title = svg.find("title")
    assert title is not None
    assert "where you were 30 % sure, your answers earned 100 %" in title.text
    low, high = svg.find_all("circle")
    assert float(low["cx"]) < float(high["cx"])
    assert float(low["cy"]) < float(high["cy"]), "more points stand higher up"
    assert not svg.find_all(["script", "image", "a"])
