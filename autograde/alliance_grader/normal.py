"""Notebooks as this repository keeps them: without outputs, with readable ids, with nothing of somebody's machine.

``python -m alliance_grader.normal FILE ...`` cleans notebooks in place. The hook before a commit runs it, and a test
holds that there is nothing left for it to do.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from alliance.errors import CourseError
from alliance.files import replace
from alliance_grader.notebooks import read_notebook

KERNEL: Final = {"display_name": "Python 3", "language": "python", "name": "python3"}
_OURS: Final = {"alliance"}
"""What of a notebook's own data is ours and stays."""
_OF_A_CELL: Final = {"nbgrader", "deletable", "editable", "tags"}
"""What of a cell's data means something to the course; folded cells, scroll positions and times do not."""
_READABLE: Final = re.compile(r"[a-z][a-z0-9-]{2,40}")
_DRAWN: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{8}")
"""An id that a program has drawn: it says nothing, and is another one for everybody who adds the cell."""


def normalised(text: str) -> str:
    """Return a notebook as it is to be committed.

    Parameters
    ----------
    text : str
        A notebook of format 4 that can be opened; see `alliance_grader.notebooks.read_notebook`.

    Returns
    -------
    str
        The same cells, without outputs and numbers of runs; ids that were drawn are made of the cell's first words.
    """
    raw = json.loads(text)
    ids: set[str] = set()
    cells = [_cell(cell, ids) for cell in raw["cells"]]
    kept = {name: value for name, value in raw["metadata"].items() if name in _OURS}
    about = {**kept, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cell(cell: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    about = {name: value for name, value in cell["metadata"].items() if name in _OF_A_CELL}
    clean = {
        "cell_type": cell["cell_type"],
        "id": _name(cell, source, taken),
        "metadata": about,
        "source": source.splitlines(keepends=True),
    }
    if cell["cell_type"] == "code":
        clean |= {"execution_count": None, "outputs": []}
    elif "attachments" in cell:
        clean["attachments"] = cell["attachments"]
    return clean


def _name(cell: dict[str, Any], source: str, taken: set[str]) -> str:
    """Return a cell's id: nbgrader's, its own if a person chose it, and else its heading or first words; each only once."""
    graded = cell["metadata"].get("nbgrader", {}).get("grade_id")
    own = str(graded or cell.get("id", ""))
    if not graded and (_DRAWN.fullmatch(own) or not _READABLE.fullmatch(own)):
        said = source.split("\n", 1)[0] if source.startswith("#") else source
        words = re.findall(r"[a-z0-9]+", said.lower())[:5]
        own = "-".join(words)[:36].strip("-")
        own = own if _READABLE.fullmatch(own) else f"cell-{own}".strip("-")
    name, number = own, 2
    while name in taken:
        name, number = f"{own}-{number}", number + 1
    taken.add(name)
    return name


def clean(path: Path) -> bool:
    """Write a notebook as it is to be committed; tell whether it was another one before."""
    read_notebook(path)
    before = path.read_text(encoding="utf-8-sig")
    after = normalised(before)
    if after != before:
        try:
            content = after.encode()
        except UnicodeEncodeError:
            raise CourseError(
                f"{path.name} holds half a letter, as when a picture in the text was cut in two; find the box in which "
                "� or nothing is shown in its place, type it again, and save."
            ) from None
        # Whole or not at all: what somebody has written may lie nowhere else yet.
        replace(path.resolve(), content)
    return after != before


def main(files: Sequence[str]) -> int:
    """Clean notebooks and name those that needed it; 0 when none did."""
    changed = []
    for name in files:
        try:
            if clean(Path(name)):
                changed.append(name)
        except CourseError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    for name in changed:
        sys.stdout.write(
            f"{name}: cleaned (no outputs, readable ids, no traces of a machine). Add it again.\n"
        )
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
