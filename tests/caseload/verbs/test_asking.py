import numpy as np
import pandas as pd
import pytest

from alliance import CourseError, ask, rate

TABLE = pd.DataFrame(
    {
        "client": [f"C{n}" for n in range(6)],
        "rating": [1.5, 2.5, 2.5 + 1e-12, 4.0, np.nan, 5.0],
        "dropout": [True, False, True, True, True, False],
    }
)


def test_who_rated_at_the_line_or_below_is_asked_and_who_gave_no_rating_is_neither() -> None:
    asked = ask(TABLE, "rating", at_most=2.5)["asked"]
    assert asked.astype(object).where(asked.notna(), None).tolist() == [True, True, True, False, None, False]
    assert "asked" not in TABLE.columns


def test_rate_counts_both_ways_round() -> None:
    asking = ask(TABLE, "rating", at_most=2.5)
    caught = rate(asking, "asked", by="dropout")
    assert caught.numbers["dropout yes"] == pytest.approx(2 / 3)
    assert caught.numbers["dropout no"] == pytest.approx(1 / 2)
    assert rate(asking, "dropout", by="asked").numbers["asked no"] == pytest.approx(1 / 2)
    assert rate(asking, "asked").value == pytest.approx(3 / 5)


def test_nobody_is_asked_before_there_is_a_line() -> None:
    assert rate(ask(TABLE, "rating", at_most=...), "asked").value == 0


def test_a_number_in_quotation_marks_is_the_number() -> None:
    for line in ("2.5", " 2,5 "):
        assert ask(TABLE, "rating", at_most=line).equals(ask(TABLE, "rating", at_most=2.5))


@pytest.mark.parametrize("line", ["low", None, True, float("nan"), [3]])
def test_a_line_that_is_no_number_is_answered_in_a_sentence(line: object) -> None:
    with pytest.raises(CourseError, match="The line is a number"):
        ask(TABLE, "rating", at_most=line)


def test_a_column_that_is_not_there_is_answered_in_a_sentence() -> None:
    with pytest.raises(CourseError, match="did you mean rating"):
        ask(TABLE, "ratings", at_most=3)
