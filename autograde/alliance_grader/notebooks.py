"""Assignment notebooks: read them, and hold them against their key and against leaks."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alliance.errors import CourseError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from alliance_grader.scoring.key import Key

VARIANT: Final = "variant"
"""How a notebook calls the student's variant; its answer cell's id ends like this."""
REFUSED: Final = "not-graded"
"""The first cell of a graded notebook that holds the reason why nothing was graded."""

_SECRET = re.compile(
    r"#+ BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)#+ END (?:SOLUTION|HIDDEN TESTS)"
    r"|=+ BEGIN MARK SCHEME =+\n(.*?)=+ END MARK SCHEME =+",
    re.DOTALL,
)
_FLAGS = {"grade", "grade_id", "locked", "solution"}
_MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME", "alliance_grader")


def read_notebook(path: Path) -> "NotebookNode":
    """Read a notebook of format 4.

    Raises
    ------
    CourseError
        When the file is missing, is not a notebook, or is one of an old format.
    """
    import nbformat

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"There is no notebook {path.name} in {path.parent}; check the name.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path.name} could not be read ({error}).") from None
    try:
        raw = json.loads(text)
        if raw["nbformat"] != 4 or not isinstance(raw["cells"], list):
            raise ValueError
        notebook: NotebookNode = nbformat.v4.reads(text)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, nbformat.ValidationError):
        raise CourseError(
            f"{path.name} is not a notebook that can be opened: it is damaged, empty or of another format. "
            "Ask for a fresh copy of the file."
        ) from None
    return notebook


def grade_id_of(cell: "NotebookNode") -> str | None:
    """Return the id under which nbgrader knows a cell, or None when it does not.

    Raises
    ------
    CourseError
        When what nbgrader needs to know of the cell was damaged.
    """
    meta = cell.metadata.get("nbgrader", {})
    if meta == {}:
        return None
    grade_id = meta.get("grade_id") if isinstance(meta, dict) else None
    if not isinstance(grade_id, str) or not meta.keys() >= _FLAGS:
        raise CourseError(
            "The notebook's hidden marks for grading are damaged; ask for the work in a fresh copy."
        )
    return grade_id


def grade_cells(notebook: "NotebookNode") -> dict[str, "NotebookNode"]:
    """Return the cells that carry points, by their grade id."""
    known = {grade_id_of(cell): cell for cell in notebook.cells}
    return {name: cell for name, cell in known.items() if name and cell.metadata.nbgrader.grade}


def item_of(grade_id: str) -> str:
    """Return the item that a grade cell belongs to: ``a2-pillar-means-check`` scores ``a2-pillar-means``."""
    return grade_id.removesuffix("-check")


def disagreements(notebook: "NotebookNode", key: "Key") -> list[str]:
    """Say where a source notebook and its key do not agree on items, points or who marks them."""
    found = []
    cells = {item_of(grade_id): cell for grade_id, cell in grade_cells(notebook).items()}
    items = {item.id: item for item in key.items}
    found += [
        f"the key has {name}, the notebook has no grade cell for it" for name in items.keys() - cells.keys()
    ]
    found += [f"the notebook grades {name}, the key does not have it" for name in cells.keys() - items.keys()]
    for name in items.keys() & cells.keys():
        meta, item = cells[name].metadata.nbgrader, items[name]
        if float(meta.points) != item.points:
            found.append(
                f"{name} is worth {meta.points:g} points in the notebook and {item.points:g} in the key"
            )
        if meta.solution != (item.marked_by == "person"):
            found.append(
                f"{name} is marked by a {item.marked_by} in the key, but its grade cell says otherwise"
            )
    return sorted(found)


def with_version(notebook: str, version: int) -> str:
    """Return a released notebook, as JSON, that says which version of its assignment it is."""
    raw = json.loads(notebook)
    raw["metadata"]["alliance"] = {"version": version}
    return json.dumps(raw, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def changed_cells(before: str, after: str) -> list[str]:
    """Return the ids of cells for grading that came, went or changed their kind, points or place within one version.

    Both are released notebooks, as JSON. Words may change in a version; what grades are bound to may not.
    """
    old, new = json.loads(before), json.loads(after)
    if old["metadata"].get("alliance") != new["metadata"]["alliance"]:
        return []
    one, other = _bound(old), _bound(new)
    if list(one) != list(other) and one.keys() == other.keys():
        return ["their order"]
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _bound(notebook: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return what grades are bound to, by cell and in their order."""
    marks = {cell["id"]: (cell["cell_type"], cell["metadata"].get("nbgrader")) for cell in notebook["cells"]}
    return {
        name: (kind, mark["grade_id"], mark.get("points"), mark["grade"], mark["solution"])
        for name, (kind, mark) in marks.items()
        if mark
    }


def secrets(source: "NotebookNode") -> Iterator[str]:
    """Yield every line of a source notebook that students must not see."""
    for cell in source.cells:
        for match in _SECRET.finditer(cell.source):
            for line in (match[1] or match[2] or "").splitlines():
                if len(line.strip()) > 3:
                    yield line.strip()


def leaks(release_text: str, source: "NotebookNode") -> list[str]:
    """Say which secrets of a source notebook stand in a text that students get.

    The whole text is searched, so that outputs, metadata and attachments are searched too.
    """
    plain = json.loads(release_text) if release_text.lstrip().startswith("{") else release_text
    searched = "\n".join(_strings(plain))
    found = [f"it contains {mark!r}" for mark in _MARKS if mark in searched]
    lines = {line.strip() for line in searched.splitlines()}
    found += [f"it contains the line {line!r}" for line in dict.fromkeys(secrets(source)) if line in lines]
    return found


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield str(name)
            yield from _strings(value)
    elif isinstance(node, list):
        if node and all(isinstance(part, str) for part in node):
            yield "".join(node)
        else:
            for value in node:
                yield from _strings(value)
