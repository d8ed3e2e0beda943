"""A first draft of a lesson or an assignment: written as text, made into a notebook once, then worked on in JupyterLab.

``python -m alliance_grader.draft saying_goodbye.md`` writes ``course/lessons/11_saying_goodbye.ipynb`` when the text begins
with "# Lesson 11", and ``a9_the_bond.md`` becomes ``source/a9_the_bond/a9_the_bond.ipynb`` when it begins with "# A9".
A heading of the second level or a box of Python begins a new cell; ids are made of its first words. In an assignment the
line that opens a box says what nbgrader must know: the id, and whether it is ``locked``, an ``answer``, or worth ``points=3``.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from alliance.errors import CourseError
from alliance.files import write_new
from alliance.tables import text_of
from alliance_grader.course import course_root, source_notebook
from alliance_grader.normal import normalised

_PIECE: Final = re.compile(r"^```python *(.*?)\n(.*?)^```$|^(?=## )", re.MULTILINE | re.DOTALL)
_MARKS: Final = re.compile(r"(?P<id>[a-z][\w-]+) (?:(?P<kind>locked|answer)|points=(?P<points>[\d.]+))")


def as_notebook(text: str) -> str:
    """Return a draft as a notebook, as it is to be committed.

    Parameters
    ----------
    text : str
        Markdown. What is to be known of a lesson is read where its readers read it: the number in the title, the minutes
        in the line that begins with "*About", the concepts in the table of the last part.

    Raises
    ------
    CourseError
        When something is missing: one sentence that says what.
    """
    about = _about_lesson(text) if text.startswith("# Lesson ") else {}
    whole: dict[str, Any] = {"cells": list(_cells(text)), "metadata": about}
    return normalised(json.dumps(whole))


def _about_lesson(text: str) -> dict[str, Any]:
    number = re.match(r"# Lesson (\d+) · \S", text)
    minutes = re.search(r"\*About (\d+) minutes", text)
    concepts = re.search(r"^\| concepts covered \|(.*)\|$", text, re.MULTILINE)
    if not (number and minutes and concepts):
        raise CourseError(
            "A lesson begins with “# Lesson 11 · Its title”, says “*About 40 minutes” below, and has a line "
            "“| concepts covered | C61 |” in its last table; add what is missing."
        )
    taught = re.findall(r"\bC\d\d\b", concepts[1])
    return {"alliance": {"lesson": int(number[1]), "minutes": int(minutes[1]), "concepts": taught}}


def _cells(text: str) -> Iterator[dict[str, Any]]:
    place = 0
    for match in _PIECE.finditer(text):
        if prose := text[place : match.start()].strip():
            yield {"cell_type": "markdown", "metadata": {}, "source": prose}
        if match[2]:
            yield {"cell_type": "code", "source": match[2].strip(), **_marked(match[1].strip())}
        place = match.end()
    if prose := text[place:].strip():
        yield {"cell_type": "markdown", "metadata": {}, "source": prose}


def _marked(said: str) -> dict[str, Any]:
    """Return a cell's id and its marks for nbgrader, from the line that opens its box."""
    if not said:
        return {"metadata": {}}
    marks = _MARKS.fullmatch(said)
    if marks is None:
        raise CourseError(
            f"A box opens with “```python {said}”; write “```python a9-mean-bond answer”, with “locked”, “answer” or "
            "“points=3” behind the id."
        )
    known: dict[str, Any] = {"grade": bool(marks["points"]), "grade_id": marks["id"], "locked": marks["kind"] != "answer",
                             "schema_version": 3, "solution": marks["kind"] == "answer", "task": False}  # fmt: skip
    if marks["points"]:
        points = float(marks["points"])
        known["points"] = int(points) if points.is_integer() else points
    tags = {"tags": ["raises-exception"]} if marks["kind"] == "answer" else {}
    return {"id": marks["id"], "metadata": {"nbgrader": known, **tags}}


def place_of(text: str, name: str, root: Path) -> Path:
    """Return where the notebook of a draft belongs."""
    if lesson := re.match(r"# Lesson (\d+) ", text):
        return root / "course" / "lessons" / f"{int(lesson[1]):02d}_{name}.ipynb"
    if (assignment := re.match(r"# (A\d+) · \S", text)) and name.startswith(f"{assignment[1].lower()}_"):
        return source_notebook(root, name)
    raise CourseError(
        f"{name}.md should begin with “# Lesson 11 · Its title”, or be called a9_its_title.md and begin with “# A9 · Its title”."
    )


def main(files: Sequence[str]) -> int:
    """Make drafts into notebooks, and say what comes next."""
    try:
        root = course_root()
        for file in map(Path, files):
            text = text_of(file)
            place = place_of(text, file.stem, root)
            if place.exists() or not write_new(place, as_notebook(text).encode()):
                raise CourseError(f"{place.name} is there already; work on it in JupyterLab.")
            kind = place.relative_to(root).parts[0]
            tests = "tests/lessons tests/house" if kind == "course" else "tests/assignments tests/house"
            sys.stdout.write(
                f"Written: {place.relative_to(root)}. Look at it: alliance lab {kind}. "
                f"Check it: python -m pytest -q {tests} -k {place.stem}\n"
            )
    except CourseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
