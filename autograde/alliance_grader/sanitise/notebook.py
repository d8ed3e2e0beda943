"""A whole notebook, cell by cell."""

import math
import re
from collections.abc import Callable, Container, Mapping
from typing import Any, Final

from alliance_grader.sanitise.markdown import answer
from alliance_grader.sanitise.outputs import counted, shown
from alliance_grader.sanitise.pictures import redrawn
from alliance_grader.sanitise.room import EXTRA_CELLS, Room
from alliance_grader.sanitise.text import CUT, plain

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_GRADE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,120}")
_WORD: Final = re.compile(r"[A-Za-z0-9 ._+-]{1,60}")
_FLAGS: Final = ("grade", "locked", "solution", "task")


def sanitise(
    notebook: Mapping[str, Any],
    *,
    student_cells: Container[str],
    trusted_outputs: Container[str] = (),
    draw: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Return a graded notebook in which nothing can run, wherever it is opened.

    Parameters
    ----------
    notebook : mapping
        In nbformat 4.5, rebuilt from the release and executed; it is left as it is. It must have been scored
        already: an answer that nobody touched no longer looks untouched afterwards.
    student_cells : container of str
        Ids of the cells whose source a student wrote. A second cell of the same id is a student's as well.
    trusted_outputs : container of str
        Ids of the score cells that the grader ran itself. All other outputs are a student's.
    draw : callable, optional
        Draws a checked figure, given as JSON, and returns a PNG in base64; by default here and now. It raises
        ValueError when it cannot.

    Returns
    -------
    dict
        The same, under 5 MB. The sources of code cells and of the instructor's cells are as they were.
    """
    room = Room(draw=draw) if draw else Room()
    cells: list[dict[str, Any]] = []
    used: set[str] = set()
    graded: set[str] = set()
    extra = 0
    for place, cell in enumerate(notebook["cells"]):
        if cell.get("cell_type") not in {"code", "markdown"}:
            continue
        cell_id = cell.get("id")
        known = isinstance(cell_id, str) and _ID.fullmatch(cell_id) and cell_id not in used
        theirs = not known or cell_id in student_cells
        marks = _marks(cell, graded, theirs)
        if theirs and not marks:
            extra += 1
            if extra > EXTRA_CELLS:
                continue
        name = str(cell_id) if known else _free(place, used)
        used.add(name)
        trusted = bool(known) and not theirs and cell_id in trusted_outputs
        cells.append(_cell(cell, name, marks, room, theirs=theirs, trusted=trusted))
    if extra > EXTRA_CELLS:
        note = f"… {extra - EXTRA_CELLS} more cells that were added to this notebook are not shown."
        name = _free(len(notebook["cells"]), used)
        cells.append({"cell_type": "markdown", "id": name, "metadata": {}, "source": note})
    metadata = _language(notebook.get("metadata"))
    # Each part was written here, so it is not validated again: that would take longer than all the rest.
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(
    cell: Mapping[str, Any], name: str, marks: dict[str, Any], room: Room, *, theirs: bool, trusted: bool
) -> dict[str, Any]:
    source = cell.get("source")
    source = source if isinstance(source, str) else ""
    metadata = {"nbgrader": marks} if marks else {}
    made: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "id": name,
        "metadata": metadata,
        "source": source,
    }
    if cell["cell_type"] == "code":
        room.next_cell()
        made["source"] = room.source(_code(source)) if theirs else source
        made["execution_count"] = counted(cell.get("execution_count"))
        made["outputs"] = shown(cell.get("outputs"), room, trusted=trusted)
    elif theirs:
        made["source"] = _answer(source, room)
    elif "attachment:" in source and (kept := _attachments(cell.get("attachments"), room)):
        made["attachments"] = kept
    return made


def _answer(source: str, room: Room) -> str:
    """Return an answer as markup; it is cut before it becomes markup, which cannot be cut."""
    length = min(len(source), 100_000)
    while length > 10:
        markup = answer(source if length == len(source) else f"{source[:length]}\n\n{CUT}", room)
        if room.whole_source(markup):
            return markup
        length //= 2
    return answer(source if len(source) <= 10 else CUT, room)


def _code(source: str) -> str:
    """Return the source of a code cell with only what no file can hold taken out."""
    return source.encode("utf-8", "replace").decode().replace("\0", "")


def _free(place: int, used: set[str]) -> str:
    """Return an id that no cell has."""
    name = f"cell-{place}"
    while name in used:
        name += "-again"
    return name


def _marks(cell: Mapping[str, Any], graded: set[str], theirs: bool) -> dict[str, Any]:
    """Return what nbgrader knows of a cell, each value checked: it goes into its pages as it stands."""
    metadata = cell.get("metadata")
    given = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    if not isinstance(given, Mapping):
        return {}
    name = given.get("grade_id")
    if not isinstance(name, str) or not _GRADE_ID.fullmatch(name) or name in graded:
        return {}
    flags = {flag: given.get(flag) is True for flag in _FLAGS}
    if theirs and not flags["solution"]:
        return {}  # a student's source stands only where an answer is asked for
    graded.add(name)
    marks: dict[str, Any] = {"grade_id": name, "schema_version": 3, **flags}
    if given.get("cell_type") in {"code", "markdown"}:
        marks["cell_type"] = given["cell_type"]
    if isinstance(checksum := given.get("checksum"), str) and re.fullmatch(r"[0-9a-f]{32}", checksum):
        marks["checksum"] = checksum
    points = given.get("points")
    if isinstance(points, int | float) and not isinstance(points, bool) and math.isfinite(points):
        marks["points"] = points
    return dict(sorted(marks.items()))


def _attachments(given: object, room: Room) -> dict[str, dict[str, str]]:
    """Return the pictures in an instructor's own text."""
    kept: dict[str, dict[str, str]] = {}
    for name, forms in given.items() if isinstance(given, Mapping) else ():
        for kind in ("image/png", "image/jpeg", "image/gif"):
            if isinstance(forms, Mapping) and isinstance(encoded := forms.get(kind), str):
                done = redrawn(kind, encoded, room)
                if isinstance(done, tuple) and room.whole_source(done[1]):
                    kept[plain(str(name))] = {done[0]: done[1]}
    return kept


def _language(metadata: object) -> dict[str, dict[str, str]]:
    """Return the kernel and the language as the release names them."""
    given = metadata if isinstance(metadata, Mapping) else {}
    kept: dict[str, dict[str, str]] = {}
    for part, names in (("kernelspec", ("display_name", "language", "name")), ("language_info", ("name",))):
        said = given.get(part)
        if isinstance(said, Mapping):
            words = {name: said[name] for name in names if isinstance(said.get(name), str)}
            kept[part] = {name: word for name, word in words.items() if _WORD.fullmatch(word)}
    return {part: words for part, words in kept.items() if "name" in words}
