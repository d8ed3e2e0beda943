"""The table of points in the docs is that of the keys."""

import re

from sheets import ASSIGNMENTS, ROOT, key_of

ROW = re.compile(
    r"^\| (A\d [^|]+?) \|[^|]+\| ([\d.]+) \| ([\d.–]+) \| ([\d.–]+) \| ([\d.–]+) \|$", re.MULTILINE
)


def points(name: str) -> tuple[float, float, float, float]:
    """Return what an assignment is worth: in all, by the autograder alone, by either, and by a person."""
    worth = {"autograder": 0.0, "either": 0.0, "person": 0.0}
    for item in key_of(name).items:
        by = "either" if any(part.routes for part in item.parts) else item.marked_by
        worth[by] += item.points
    return sum(worth.values()), worth["autograder"], worth["either"], worth["person"]


def test_the_docs_say_who_gives_how_many_points() -> None:
    page = (ROOT / "docs" / "assignments.md").read_text(encoding="utf-8")
    said = {
        title: tuple(float(cell.replace("–", "0")) for cell in cells) for title, *cells in ROW.findall(page)
    }
    assert said == {key_of(name).title: points(name) for name in ASSIGNMENTS}
