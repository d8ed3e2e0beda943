"""A lesson's first draft: written as text, made into a notebook once, and worked on in JupyterLab from then on.

``python -m alliance_grader.draft saying_goodbye.md`` writes ``course/lessons/11_saying_goodbye.ipynb`` when the text begins
with "# Lesson 11". A heading of the second level or a box of Python begins a new cell; ids are made of its first words.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from alliance.errors import CourseError
from alliance.tables import text_of
from alliance_grader.course import course_root
from alliance_grader.normal import normalised

_PIECE: Final = re.compile(r"^```python\n(.*?)^```$|^(?=## )", re.MULTILINE | re.DOTALL)


def as_notebook(text: str) -> str:
    """Return a draft as a notebook, as it is to be committed.

    Parameters
    ----------
    text : str
        Markdown. Its number, minutes and concepts are read where readers read them: in the title, in the line that
        begins with "*About", and in the table of the last part.

    Raises
    ------
    CourseError
        When one of these is missing.
    """
    number = re.match(r"# Lesson (\d+) · \S", text)
    minutes = re.search(r"\*About (\d+) minutes", text)
    concepts = re.search(r"^\| concepts covered \|(.*)\|$", text, re.MULTILINE)
    if not (number and minutes and concepts):
        raise CourseError(
            "A lesson begins with “# Lesson 11 · Its title”, says “*About 40 minutes” below, and has a line "
            "“| concepts covered | C61 |” in its last table; add what is missing."
        )
    about = {
        "lesson": int(number[1]),
        "minutes": int(minutes[1]),
        "concepts": re.findall(r"\bC\d\d\b", concepts[1]),
    }
    cells = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in _cells(text)]
    whole: dict[str, Any] = {"cells": cells, "metadata": {"alliance": about}}
    return normalised(json.dumps(whole))


def _cells(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each cell."""
    place = 0
    for match in _PIECE.finditer(text):
        if prose := text[place : match.start()].strip():
            yield "markdown", prose
        if match[1]:
            yield "code", match[1].strip()
        place = match.end()
    if prose := text[place:].strip():
        yield "markdown", prose


def main(files: Sequence[str]) -> int:
    """Make drafts into lessons, and say what comes next."""
    try:
        for file in map(Path, files):
            made = as_notebook(text_of(file))
            number = json.loads(made)["metadata"]["alliance"]["lesson"]
            place = course_root() / "course" / "lessons" / f"{number:02d}_{file.stem}.ipynb"
            if place.exists():
                raise CourseError(f"{place.name} is there already; work on it in JupyterLab.")
            place.write_text(made, encoding="utf-8")
            sys.stdout.write(
                f"Written: course/lessons/{place.name}. Look at it: alliance lab course. "
                f"Check it: python -m pytest -q tests/lessons tests/house -k {place.stem}\n"
            )
    except CourseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
