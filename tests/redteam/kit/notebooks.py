"""The released notebooks as plain JSON, and what a student does with one."""

import json
from pathlib import Path
from typing import Any, Final

Release = dict[str, Any]

A2: Final = "a2_read_a_caseload"
T1: Final = "t1_functions"

FIRST_BLANK: Final = {A2: "a2-mean-goal", T1: "t1-weighted-mean"}
"""Where an attack types when it does not say where: the first answer cell."""

_RIGHT: Final = {
    "a2-mean-goal": 'mean_goal = mean_of(sessions, "goal")',
    "a2-mean-task": 'mean_task = mean_of(sessions, "task")',
    "a2-mean-bond": 'mean_bond = mean_of(sessions, "bond")',
    "a2-means-say": 'means_say = "c"',
    "a2-weakest-c01": 'weakest_c01 = "bond"',
    "a2-weakest-c02": 'weakest_c02 = "bond"',
    "a2-weakest-c03": 'weakest_c03 = "goal"',
    "a2-weakest-c04": 'weakest_c04 = "task"',
    "a2-weakest-c05": 'weakest_c05 = "goal"',
    "a2-weakest-c06": 'weakest_c06 = "task"',
    "a2-bond-gap": 'bond_gap = compare(sessions, "bond", "bond_therapist")',
    "a2-gap-says": 'gap_says = "b"',
    "t1-weighted-mean": (
        "def weighted_mean(values, weights):\n"
        "    total = sum(weights)\n"
        '    return sum(v * w for v, w in zip(values, weights)) / total if total else float("nan")'
    ),
    "t1-centred": "centred = scores - scores.mean()",
    "t1-tidy": 'def tidy(table):\n    return table.dropna(subset=["bond"]).reset_index(drop=True)',
    "t1-labels": 'labels = ["low" if value < 3 else "high" for value in ratings["bond"].dropna()]',
}


def cell_of(notebook: Release, name: str) -> dict[str, Any]:
    """Return a cell by its grade id, or by its own id."""
    for cell in notebook["cells"]:
        if name in (cell["metadata"].get("nbgrader", {}).get("grade_id"), cell.get("id")):
            found: dict[str, Any] = cell
            return found
    raise KeyError(name)


def assignment_of(notebook: Release) -> str:
    """Return which of the two assignments a release is."""
    ids = (str(cell.get("id", "")) for cell in notebook["cells"] if isinstance(cell, dict))
    return T1 if any(name.startswith("t1-") for name in ids) else A2


def type_in(notebook: Release, code: str, into: str | None = None) -> Release:
    """Type into an answer cell, the first one unless it is named, and return the notebook."""
    cell_of(notebook, into or FIRST_BLANK[assignment_of(notebook)])["source"] = code
    return notebook


def add_cell(
    notebook: Release, source: str, kind: str = "code", at: int | None = None, **metadata: Any
) -> dict[str, Any]:
    """Add a cell of the student's own, at the end unless told where; return the cell."""
    cells = notebook["cells"]
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"own-{len(cells)}",
        "metadata": metadata,
        "source": source,
    }
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    cells.insert(len(cells) if at is None else at, cell)
    return cell


def right_answers(notebook: Release, *leave: str) -> Release:
    """Answer everything rightly but the cells that are left; return the notebook."""
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in _RIGHT and name not in leave:
            cell["source"] = _RIGHT[name]
    return notebook


def write(notebook: Release, folder: Path, name: str | None = None) -> Path:
    """Write the notebook into the submission's folder under the name that it must have, or another."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{assignment_of(notebook)}.ipynb")
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
