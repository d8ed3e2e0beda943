"""One place knows where the lessons and assignments lie, and what people call them."""

from pathlib import Path

import pytest

from alliance.errors import CourseError
from alliance.originals import original, originals


def test_in_the_repository_they_are_where_they_are_written(root: Path) -> None:
    written = {*(root / "course" / "lessons").rglob("*.*"), *(root / "release").glob("*/*.ipynb")}
    assert {one.file for one in originals()} == {one for one in written if one.is_file()}
    assert len([one for one in originals() if not one.language]) == 10 + 1 + 8


@pytest.mark.parametrize(
    ("word", "place"),
    {
        "02": "lessons/02_three_pillars.ipynb",
        "2": "lessons/02_three_pillars.ipynb",
        "10": "lessons/10_feedback_and_ending_well.ipynb",
        "A2": "assignments/a2_read_a_caseload.ipynb",
        "a2_read_a_caseload": "assignments/a2_read_a_caseload.ipynb",
        "somewhere/02_three_pillars (1).ipynb": "lessons/02_three_pillars.ipynb",
        "glossary": "lessons/glossary.md",
        "de/02": "lessons/de/02_three_pillars.ipynb",
        "/somewhere/lessons/de/02_three_pillars.ipynb": "lessons/de/02_three_pillars.ipynb",
        "de/a2": "assignments/a2_read_a_caseload.ipynb",
    }.items(),
)
def test_what_people_call_them(word: str, place: str) -> None:
    assert str(original(word).place) == place


@pytest.mark.parametrize("word", ["11", "a9", "", "0"])
def test_what_is_unknown_is_told_with_what_is_known(word: str) -> None:
    with pytest.raises(CourseError, match=r"01 to 10\) or one of glossary, a1, a2, .*, a8\."):
        original(word)
