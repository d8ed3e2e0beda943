import pytest

from alliance.dialogue import play, replay, scenarios
from alliance.dialogue.examples import example_receipt
from alliance.errors import CourseError


@pytest.mark.parametrize("ending", ["repaired", "papered_over", "withdrawn"])
def test_an_example_ends_as_it_was_asked_to(ending: str) -> None:
    found = replay(example_receipt("not-on-the-same-page", ending))
    assert found.ending is not None
    assert found.ending.id == ending


def test_no_dialogue_that_ends_so_is_shorter() -> None:
    one = scenarios()["not-on-the-same-page"]
    shortest = len(replay(example_receipt(one.id, "repaired")).turns)
    waiting: list[tuple[int, ...]] = [()]
    for _ in range(shortest - 1):
        plays = [play(one, choices) for choices in waiting]
        assert not [found for found in plays if found.ending and found.ending.id == "repaired"]
        waiting = [
            (*found.choices, number)
            for found in plays
            if found.beat is not None
            for number in range(1, len(one.beats[found.beat].options) + 1)
        ]


def test_an_ending_that_cannot_be_is_refused_by_naming_those_there_are() -> None:
    with pytest.raises(CourseError, match="no dialogue that ends as 'happily'; its endings are: stronger, "):
        example_receipt("not-on-the-same-page", "happily")
    with pytest.raises(CourseError, match="choose one of"):
        example_receipt("nothing", "repaired")
